import type { City } from '../src/demo/city.ts'
import { classesOf } from '../src/demo/classes.ts'
import { idCheckCharacter } from '../src/domain/id-number.ts'
import { syntheticIdNumber } from '../src/domain/synthetic-id.ts'
import type { RowCode } from '../src/sheets/fault.ts'
import type { SheetValues } from './sheet-rows.ts'

/** What can be wrong with a row, each thing once. */

/** Codes of the ledger's own refusals that a sheet can meet. */
type LedgerCode =
  | 'identity-mismatch'
  | 'training-unknown'
  | 'training-not-open'
  | 'training-course'
  | 'training-dates'
  | 'training-full'

export interface WrongRow {
  readonly code: Exclude<RowCode, 'csv-columns'> | LedgerCode
  /** What stands in the row of a person with this id number instead of what is right. */
  readonly change: SheetValues | ((idNumber: string) => SheetValues)
  /** Only a workbook can have it. */
  readonly only?: 'formula' | 'hidden'
}

/** The id number without what makes it one. */
const spoilt = (idNumber: string, from: number, text: string): string => {
  const first17 = (idNumber.slice(0, from) + text + idNumber.slice(from + text.length)).slice(0, 17)
  return first17 + idCheckCharacter(first17)
}

const nextDigit = (digit: string): string => (digit === 'X' ? '0' : String((Number(digit) + 1) % 10))

const ofPeople: readonly WrongRow[] = [
  { code: 'cell-missing', change: { name: null } },
  { code: 'name-length', change: { name: '张' } },
  { code: 'name-characters', change: { name: '李4' } },
  { code: 'id-checksum', change: (id) => ({ idNumber: id.slice(0, 17) + nextDigit(id.slice(17)) }) },
  { code: 'id-length', change: (id) => ({ idNumber: id.slice(0, 17) }) },
  { code: 'id-characters', change: (id) => ({ idNumber: `${id.slice(0, 6)}O${id.slice(7)}` }) },
  { code: 'id-legacy-unsupported', change: (id) => ({ idNumber: id.slice(0, 6) + id.slice(8, 17) }) },
  { code: 'id-region-invalid', change: (id) => ({ idNumber: spoilt(id, 0, '00') }) },
  { code: 'id-birthdate-invalid', change: (id) => ({ idNumber: spoilt(id, 10, '0230') }) },
  { code: 'id-birthdate-implausible', change: (id) => ({ idNumber: spoilt(id, 6, '1899') }) },
  { code: 'id-foreign-card', change: (id) => ({ idNumber: `ABC${id.slice(6, 18).replace('X', '0')}` }) },
  { code: 'id-precision-lost', change: (id) => ({ idNumber: Number(`${id.slice(0, 15)}000`) }) },
  // The first persona's, under somebody else's name.
  { code: 'identity-mismatch', change: { idNumber: syntheticIdNumber(1), name: '钱某某' } },
]

const ofTexts: readonly WrongRow[] = [
  { code: 'phone-length', change: { phone: '1990000123' } },
  { code: 'phone-prefix', change: { phone: '12900001234' } },
  { code: 'phone-characters', change: { phone: '1990000123四' } },
  { code: 'card-invalid', change: { bankAccount: '6200000000000000001' } },
  { code: 'card-kind', change: { bankAccount: 'D12345678' } },
  { code: 'district-unknown', change: { district: '西湖区' } },
  { code: 'course-unknown', change: { course: '岗前培训' } },
  { code: 'level-unknown', change: { level: '九级' } },
  { code: 'date-format', change: { startsOn: '2026年6月31日' } },
  { code: 'date-implausible', change: { startsOn: '1926-06-08' } },
  { code: 'date-order', change: { startsOn: '2026-06-26', endsOn: '2026-06-08' } },
  { code: 'date-future', change: { endsOn: '2099-06-26' } },
  { code: 'amount-format', change: { cost: '一千五百元' } },
  { code: 'amount-range', change: { cost: '1500.005' } },
  { code: 'certificate-number', change: { certificateNumber: '待发' } },
  { code: 'certificate-incomplete', change: { certificateIssuedOn: null } },
  { code: 'invalid-text', change: { bankName: '绍兴\u0007银行' } },
  { code: 'too-long', change: { bankName: '绍兴银行'.repeat(30) } },
  { code: 'personal-data-in-text', change: { occupation: '车工 19900001234' } },
  { code: 'cell-error', change: { cost: '#N/A' } },
  { code: 'formula-not-allowed', change: {}, only: 'formula' },
  { code: 'hidden-row', change: {}, only: 'hidden' },
]

const ofClasses = (city: City): readonly WrongRow[] => {
  const idOf = (wanted: { readonly provider: string; readonly before?: string; readonly after?: string }) => {
    const { provider, before = '9', after = '' } = wanted
    const found = classesOf(city).find(
      ({ details }) => details.providerId === provider && details.endsOn < before && details.startsOn > after,
    )
    if (found === undefined) throw new RangeError(`${provider} has no such class`)
    return found.trainingId
  }
  const overseas = { course: '国(境)外培训' }
  return [
    { code: 'training-unknown', change: { trainingId: idOf({ provider: 'provider-2' }) } },
    { code: 'training-not-open', change: { trainingId: idOf({ provider: 'provider-1', before: '2026' }) } },
    {
      code: 'training-not-open',
      change: { trainingId: idOf({ provider: 'provider-1', after: city.until }) },
    },
    { code: 'training-course', change: overseas },
    { code: 'training-dates', change: { startsOn: '2026-06-01' } },
  ]
}

export const wrongRows = (city: City): readonly WrongRow[] => [...ofPeople, ...ofTexts, ...ofClasses(city)]
