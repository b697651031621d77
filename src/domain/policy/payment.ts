import { lastOfWorkingDays, type WorkCalendar } from '../calendar.ts'
import { addDays, type Day } from '../dates.ts'
import { DomainError } from '../errors.ts'
import type { Fen } from '../money.ts'
import type { DistrictValues, Policy } from './policy.ts'
import { valueOn } from './readings.ts'

const ofDistrict = <T>(dated: DistrictValues<T> | undefined, district: string, day: Day) => {
  const own = dated?.districts.find(({ id }) => id === district)
  return valueOn(own?.values ?? [], day) ?? valueOn(dated?.values ?? [], day)
}

/** The last day for the next step of a claim that came into a status on a day; null: none is set. */
export const handledByOn = (
  policy: Policy,
  calendar: WorkCalendar,
  { status, sinceOn }: { readonly status: string; readonly sinceOn: Day },
): Day | null => {
  const values = policy.payment?.handling?.find(({ id }) => id === status)?.values ?? []
  const allowed = valueOn(values, sinceOn)
  if (allowed === undefined) return null
  try {
    return lastOfWorkingDays(calendar, addDays(sinceOn, 1), allowed.workingDays)
  } catch (error) {
    // The next year's holidays are announced late in the year before.
    if (error instanceof DomainError) return null
    throw error
  }
}

/** Working days a batch of the district is noticed at least; undefined: the policy does not say. */
export const noticeDaysOn = (policy: Policy, district: string, day: Day): number | undefined =>
  ofDistrict(policy.payment?.notice, district, day)?.workingDays

/** From this total of a batch on (`以上`: and above) two people approve; undefined: always one. */
export const secondSignatureFrom = (policy: Policy, day: Day): Fen | undefined =>
  valueOn(policy.payment?.secondSignature.values ?? [], day)?.fen

/** Ids of the fund sources in the order in which a batch draws on them: as listed, unless reordered (I6). */
export const sourceOrderOn = (policy: Policy, district: string, day: Day): readonly string[] =>
  ofDistrict(policy.payment?.sourceOrder, district, day)?.order ??
  policy.fundSources.order.map(({ id }) => id)
