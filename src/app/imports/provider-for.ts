import { DomainError } from '../../domain/errors.ts'
import { providerInScope } from '../../domain/provider/scope.ts'
import { type Principal, scopeOf } from '../../domain/scope.ts'
import { LedgerError } from '../errors.ts'
import type { Providers } from '../training-office/providers.ts'

/**
 * Whose sheet it is: a provider uploads for itself; an officer says for which provider of the district.
 *
 * @throws {LedgerError} `provider-required` @throws {DomainError} `provider-unknown`
 */
export const providerFor = async (
  providers: Pick<Providers, 'load'>,
  principal: Principal,
  asked: string | undefined,
): Promise<string> => {
  if (principal.role === 'provider') {
    if (asked !== undefined && asked !== principal.provider) throw new DomainError('provider-unknown')
    return principal.provider ?? ''
  }
  if (asked === undefined) throw new LedgerError('provider-required')
  if (!providerInScope(scopeOf(principal), await providers.load(asked))) {
    throw new DomainError('provider-unknown')
  }
  return asked
}
