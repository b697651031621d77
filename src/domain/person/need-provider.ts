import { DomainError } from '../errors.ts'
import { providerEligibleOn } from '../provider/eligible.ts'
import type { DecideContext } from './commands.ts'
import type { Certificate, CompletionDetails } from './events.ts'
import { isSkill } from './need-class.ts'

/** A completion that belongs to no class of the register. */
interface WithoutClass {
  readonly details: Pick<CompletionDetails, 'startsOn'>
  /** Who records it; null: an office. */
  readonly provider: string | null
  /** Where the person is registered on the last day (I5): a training without a class has no other place. */
  readonly district: string
  readonly certificates: readonly Certificate[]
}

/**
 * Where no class answers for its provider, the provider that records the completion does: it is held
 * against its own designation. One that nobody ever designated has none to be held against.
 *
 * @throws {DomainError} `provider-not-eligible`
 */
export const needEligibleProvider = (
  { details: { startsOn }, provider, district, certificates }: WithoutClass,
  { provider: registered }: Pick<DecideContext, 'provider'>,
): void => {
  if (provider === null || !registered || registered.providerId !== provider) return
  const occupations = certificates.filter(isSkill).map(({ occupation }) => occupation)
  for (const occupation of [null, ...occupations]) {
    const fault = providerEligibleOn(registered, startsOn, { district, occupation })
    if (fault !== null) throw new DomainError('provider-not-eligible', { fault, startsOn })
  }
}
