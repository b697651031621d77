import { normaliseCertificateNumber } from '../domain/certificate-number.ts'
import type { Day } from '../domain/dates.ts'
import { parseIdNumber } from '../domain/id-number.ts'
import { checkBankAccount, checkName, normaliseName, normalisePhone } from '../domain/text.ts'
import type { RawRow } from '../table-files/raw-row.ts'
import { isBlank, typedText } from './cells.ts'
import { type CertificateColumns, moreCertificates, neededColumns, type SheetColumn } from './columns.ts'
import type { CompletionRow, JudgedRow, SheetCertificate, SheetTerms } from './completion-row.ts'
import type { RowCode } from './fault.ts'
import type { Layout } from './layout.ts'
import { idOf, namesOf, RowReader } from './row-reader.ts'

/** The longest texts, in characters; the same as on the wire. */
const textAtMost = { occupation: 100, level: 30, trainingId: 64, bankName: 100 }

type Parsed<T> = { readonly value: T } | { readonly code: RowCode }

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
  readonly districts: ReadonlyMap<string, string>
  readonly courses: ReadonlyMap<string, string>
  /** Null: any text is a level. */
  readonly levels: ReadonlyMap<string, string> | null
}

/** A district is also known with its province and city in front. */
const leading = ['', '浙江省', '绍兴市', '浙江省绍兴市']

export const judgeContext = (terms: SheetTerms, origin: RowOrigin): JudgeContext => ({
  today: terms.today,
  origin,
  districts: namesOf(
    terms.districts.flatMap(({ code, name }) => [
      [code, code] as const,
      ...leading.map((words) => [words + name, code] as const),
    ]),
  ),
  courses: namesOf(terms.courses.flatMap(({ id, name }) => [[id, id] as const, [name, id] as const])),
  levels:
    terms.levels.length === 0
      ? null
      : namesOf([
          ...terms.levels.map((level) => [level, level] as const),
          ...Object.entries(terms.levelSynonyms ?? {}),
        ]),
})

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
    name: reader.parsed('name', nameOf),
    idNumber: reader.digits('idNumber', (text) => idNumberOf(text, context.today)),
    phone: reader.digits('phone', phoneOf),
    district: reader.parsed('district', known(context.districts, 'district-unknown')),
    trainingId: reader.text('trainingId', textAtMost.trainingId),
    course: reader.parsed('course', known(context.courses, 'course-unknown')),
    startsOn: reader.day('startsOn'),
    endsOn: reader.day('endsOn'),
    costFen: reader.amount('cost'),
    bankName: reader.sealedText('bankName', textAtMost.bankName),
    bankAccount: reader.digits('bankAccount', accountOf),
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
  const names = kind === 'skill-level' ? context.levels : null
  const read = {
    occupation: reader.text(occupation, textAtMost.occupation),
    level:
      names === null
        ? reader.text(level, textAtMost.level)
        : reader.parsed(level, known(names, 'level-unknown')),
    number: reader.digits(number, certificateNumberOf),
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

const nameOf = (text: string): Parsed<string> => {
  const code = checkName(text)
  if (code === 'empty') return { code: 'cell-missing' }
  return code === undefined ? { value: normaliseName(text) } : { code }
}

const idNumberOf = (text: string, today: Day): Parsed<string> => {
  const parsed = parseIdNumber(text, today)
  return parsed.ok ? { value: parsed.idNumber } : { code: parsed.code }
}

const phoneOf = (text: string): Parsed<string> => {
  const parsed = normalisePhone(text)
  return parsed.ok ? { value: parsed.phone } : { code: parsed.code }
}

const accountOf = (text: string): Parsed<string> => {
  const parsed = checkBankAccount(text)
  return parsed.ok ? { value: parsed.bankAccount } : { code: parsed.code }
}

const certificateNumberOf = (text: string): Parsed<string> => {
  const number = normaliseCertificateNumber(text)
  return number === undefined ? { code: 'certificate-number' } : { value: number }
}

const known =
  (names: ReadonlyMap<string, string>, code: RowCode) =>
  (text: string): Parsed<string> => {
    const id = idOf(names, text)
    return id === undefined ? { code } : { value: id }
  }
