import type { Day } from '../dates.ts'
import { designationOn, type ProviderState, providerStatusOn } from './state.ts'

/** Why a provider may not hold a class. */
export type ProviderFault =
  | 'provider-not-designated'
  | 'provider-suspended'
  | 'provider-district'
  | 'provider-occupation'

export interface ClassAsked {
  readonly district: string
  /** Null: a class of no occupation. */
  readonly occupation: string | null
}

/** Whether the provider may hold such a class on that day: null, or why not. */
export const providerEligibleOn = (
  { designations, suspensions }: Pick<ProviderState, 'designations' | 'suspensions'>,
  day: Day,
  { district, occupation }: ClassAsked,
): ProviderFault | null => {
  const designation = designationOn({ designations }, day)
  if (designation === undefined || designation.until < day) return 'provider-not-designated'
  if (providerStatusOn({ suspensions }, day) === 'suspended') return 'provider-suspended'
  const { districts, occupations } = designation
  if (!districts.includes(district)) return 'provider-district'
  const isPermitted = occupation === null || occupations.length === 0 || occupations.includes(occupation)
  return isPermitted ? null : 'provider-occupation'
}

/** The words that providers and officers read, within a sentence. */
export const providerFaultText: Readonly<Record<ProviderFault, string>> = {
  'provider-not-designated': '机构不在认定期限内',
  'provider-suspended': '机构处于暂停期间',
  'provider-district': '机构没有在这个区(县、市)办班的认定',
  'provider-occupation': '机构的认定不含这个职业(工种)',
}
