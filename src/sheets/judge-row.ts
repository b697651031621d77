import type { Day } from '../domain/dates.ts'
import type { RawRow } from '../table-files/raw-row.ts'
import { isBlank, typedText } from './cells.ts'
import { type CertificateColumns, moreCertificates, neededColumns, type SheetColumn } from './columns.ts'
import type { CompletionRow, JudgedRow, SheetCertificate, SheetTerms } from './completion-row.ts'
import type { Layout } from './layout.ts'
import { RowReader } from './row-reader.ts'
import {
  bankAccount,
  certificateNumber,
  idByName,
  idNumber,
  logText,
  type Parse,
  personName,
  phone,
  sealedText,
} from './text-judges.ts'

/** The longest texts, in characters; the same as on the wire. */
const textAtMost = { occupation: 100, level: 30, trainingId: 64, bankName: 100 }

/** What the kind of file says about its rows. */
export interface RowOrigin {
  /** Serial numbers of days count from 1904. */
  readonly from1904: boolean
  /** Cells are told apart by delimiters, of which one may be missing. */
  readonly isDelimited: boolean
}

/** What `SheetTerms` come down to, made once for a file. */
export interface JudgeContext {
  readonly today: Day
  readonly origin: RowOrigin
  readonly idNumber: Parse<string>
  readonly district: Parse<string>
  readonly trainingId: Parse<string>
  readonly course: Parse<string>
  readonly occupation: Parse<string>
  readonly level: Parse<string>
  /** The level of a professional title. */
  readonly title: Parse<string>
  readonly bankName: Parse<string>
}

/** A district is also known with its province and city in front. */
const leading = ['', '浙江省', '绍兴市', '浙江省绍兴市']

export const judgeContext = (terms: SheetTerms, origin: RowOrigin): JudgeContext => {
  const { today, districts, courses, levels, levelSynonyms = {} } = terms
  const districtNames = districts.flatMap(({ code, name }) => [
    [code, code] as const,
    ...leading.map((words) => [words + name, code] as const),
  ])
  const courseNames = courses.flatMap(({ id, name }) => [[id, id] as const, [name, id] as const])
  const levelNames = [...levels.map((level) => [level, level] as const), ...Object.entries(levelSynonyms)]
  return {
    today,
    origin,
    idNumber: idNumber(today),
    district: idByName(districtNames, 'district-unknown'),
    trainingId: logText(textAtMost.trainingId),
    course: idByName(courseNames, 'course-unknown'),
    occupation: logText(textAtMost.occupation),
    level: levels.length === 0 ? logText(textAtMost.level) : idByName(levelNames, 'level-unknown'),
    title: logText(textAtMost.level),
    bankName: sealedText(textAtMost.bankName),
  }
}

/** Judges one row of data by itself; what needs the other rows or the ledger comes later. */
export const judgeRow = (raw: RawRow, layout: Layout, context: JudgeContext): JudgedRow => {
  const reader = new RowReader(raw, layout, context.origin.from1904)
  if (raw.isHidden) reader.badRow('hidden-row')
  if (isRagged(raw, layout, context.origin)) reader.badRow('csv-columns')
  const row = rowOf(reader, context)
  const { faults } = reader
  return {
    line: raw.line,
    cells: raw.cells.map(typedText),
    row: faults.length === 0 ? (row as CompletionRow) : null,
    faults,
  }
}

/** A spreadsheet leaves out the last delimiters of a line, but then only empty cells are missing. */
const isRagged = ({ cells }: RawRow, { width, places }: Layout, { isDelimited }: RowOrigin): boolean => {
  if (cells.slice(width).some((cell) => !isBlank(cell))) return true
  return isDelimited && neededColumns.some((column) => (places.get(column) ?? 0) >= cells.length)
}

/** What may still be missing where a fault says so. */
type Unsound<T> = { readonly [K in keyof T]: T[K] | null }

const rowOf = (reader: RowReader, context: JudgeContext): Unsound<CompletionRow> => {
  const read = {
    name: reader.parsed('name', personName),
    idNumber: reader.digits('idNumber', context.idNumber),
    phone: reader.digits('phone', phone),
    district: reader.parsed('district', context.district),
    trainingId: reader.parsed('trainingId', context.trainingId),
    course: reader.parsed('course', context.course),
    startsOn: reader.day('startsOn'),
    endsOn: reader.day('endsOn'),
    costFen: reader.amount('cost'),
    bankName: reader.parsed('bankName', context.bankName),
    bankAccount: reader.digits('bankAccount', bankAccount),
  }
  const { startsOn, endsOn } = read
  if (startsOn !== null && endsOn !== null && endsOn < startsOn) reader.bad('date-order', 'endsOn')
  needPast(reader, 'endsOn', endsOn, context)
  const { occupation, level, number, issuedOn } = certificateOf(reader, firstCertificate, context)
  const more = moreCertificates.map((columns) => ({
    kind: columns.kind,
    ...certificateOf(reader, columns, context),
  }))
  return {
    ...read,
    occupation,
    level,
    certificateNumber: number,
    certificateIssuedOn: issuedOn,
    moreCertificates: more.filter(({ number }) => number !== null) as readonly SheetCertificate[],
  }
}

const needPast = (reader: RowReader, column: SheetColumn, day: Day | null, { today }: JudgeContext): void => {
  if (day !== null && day > today) reader.bad('date-future', column)
}

const firstCertificate: CertificateColumns = {
  kind: 'skill-level',
  occupation: 'occupation',
  level: 'level',
  number: 'certificateNumber',
  issuedOn: 'certificateIssuedOn',
}

/** Occupation and level may stand alone; a number or a day needs the three others. */
const certificateOf = (reader: RowReader, columns: CertificateColumns, context: JudgeContext) => {
  const { kind, occupation, level, number, issuedOn } = columns
  const read = {
    occupation: reader.parsed(occupation, context.occupation),
    level: reader.parsed(level, kind === 'skill-level' ? context.level : context.title),
    number: reader.digits(number, certificateNumber),
    issuedOn: reader.day(issuedOn),
  }
  needPast(reader, issuedOn, read.issuedOn, context)
  if (!reader.isBlank(number) || !reader.isBlank(issuedOn)) {
    for (const column of [occupation, level, number, issuedOn]) {
      if (reader.isBlank(column)) reader.bad('certificate-incomplete', column)
    }
  }
  return read
}
