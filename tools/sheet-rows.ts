import type { City } from '../src/demo/city.ts'
import type { CityClass } from '../src/demo/classes.ts'
import { Dice } from '../src/demo/dice.ts'
import { syntheticPerson } from '../src/demo/synthetic-person.ts'
import { addDays } from '../src/domain/dates.ts'
import { syntheticIdNumber } from '../src/domain/synthetic-id.ts'
import { shippedDirectory, shippedPolicies } from '../src/seeds.ts'
import { isNeeded, type SheetColumn, sheetColumns, usualHeading } from '../src/sheets/columns.ts'

/** Rows of completion sheets as a provider would fill them in. */

export type SheetValue = string | number | Date | null
export type SheetValues = Readonly<Partial<Record<SheetColumn, SheetValue>>>

/** Of the template; further certificates are the exception. */
export const mainColumns = sheetColumns.slice(0, sheetColumns.indexOf('bankAccount') + 1)

export const headingsOf = (columns: readonly SheetColumn[]): readonly string[] =>
  columns.map((column) => usualHeading(column) + (isNeeded(column) ? '*' : ''))

export interface Names {
  /** District code → name. */
  readonly districts: ReadonlyMap<string, string>
  /** Course id → name. */
  readonly courses: ReadonlyMap<string, string>
}

/** As the shipped directory and policy have them. */
export const shippedNames = (): Names => {
  const { districts, governingPolicy } = shippedDirectory()
  const policy = shippedPolicies().find(({ id }) => id === governingPolicy)
  return {
    districts: new Map(districts.map(({ code, name }) => [code, name])),
    courses: new Map(policy?.courses.map(({ id, name }) => [id, name])),
  }
}

/** Nobody of the city itself has such a number. */
const firstOfSheets = 5_000_001
/** Between them nobody is too young or near retirement, whatever the sex. */
const bornFrom = 1976
const bornUntil = 1999
/** Numbers of people that a sheet may use up. */
const peoplePerSheet = 20_000
const shares = { phone: 0.93, account: 0.96 } as const
/** A certificate bears one of so many days after the last one. */
const daysOfIssue = 11

/** People of one sheet, one after the other; no other sheet has them. */
export function* peopleOf(sheet: number): Generator<number, never> {
  for (let n = firstOfSheets + sheet * peoplePerSheet; ; n++) {
    const year = Number(syntheticIdNumber(n).slice(6, 10))
    if (year >= bornFrom && year <= bornUntil) yield n
  }
}

/** Names with characters that older programs lose. */
const rareNames = ['阿依古丽·买买提', '王䶮', '𠮷田·美惠', '欧阳㛃', '李喆'] as const
const rareEvery = 60

/** A sound row of person `n` in a class. */
export const soundRow = (city: City, names: Names, n: number, held: CityClass): SheetValues => {
  const dice = new Dice(`${city.seed}|sheet`, n)
  const { idNumber, name, phone, bankAccount, bankName } = syntheticPerson(city, n)
  const { course, occupation, level, startsOn, endsOn } = held.details
  const hasAccount = dice.chance(shares.account)
  const issuedOn = addDays(endsOn, dice.between(1, daysOfIssue))
  const district = dice.weighted(city.districts).code
  return {
    name: n % rareEvery === 0 ? dice.pick(rareNames) : name,
    idNumber,
    phone: dice.chance(shares.phone) ? phone : null,
    district: names.districts.get(district) ?? district,
    trainingId: held.trainingId,
    course: names.courses.get(course) ?? course,
    startsOn,
    endsOn,
    cost: held.feeYuan,
    ...{ occupation, level },
    certificateNumber: `S330699${n}${dice.between(10_000, 99_999)}`,
    certificateIssuedOn: issuedOn < city.until ? issuedOn : city.until,
    bankName: hasAccount ? bankName : null,
    bankAccount: hasAccount ? bankAccount : null,
  }
}

export const cellsOf = (columns: readonly SheetColumn[], values: SheetValues): readonly SheetValue[] =>
  columns.map((column) => values[column] ?? null)
