import type { RegisteredClaim } from '../../projections/claim-register.ts'
import { LedgerError } from '../app/errors.ts'
import type { Caller } from '../app/ledger.ts'
import { claimsPerBatch } from '../domain/batch/commands.ts'
import { scopeOf } from '../domain/scope.ts'
import type { HttpParts } from './parts.ts'

const claimsPerPage = 1_000
const eventsPerPage = 1_000
const waitMs = 5_000

/** @throws {LedgerError} `read-model-behind` */
const caughtUp = async ({ store, projector }: Pick<HttpParts, 'store' | 'projector'>): Promise<void> => {
  for (;;) {
    const page = await store.readAll({ after: projector.position, limit: eventsPerPage })
    const last = page.at(-1)
    if (last === undefined) return
    if (!(await projector.waitFor(last.position, waitMs))) throw new LedgerError('read-model-behind')
    if (page.length < eventsPerPage) return
  }
}

/** With a recovery that nobody decided on yet, a claim cannot be paid. */
const canBePaid = ({ recoveries }: RegisteredClaim): boolean =>
  recoveries.every(({ status }) => status !== 'proposed')

/**
 * The district's approved claims that are in no batch, the oldest first, at most as many as a batch
 * holds; everything in the log is looked at.
 */
export const approvedClaims = async (
  parts: Pick<HttpParts, 'store' | 'projector' | 'queries'>,
  { principal }: Caller,
  district: string,
): Promise<readonly string[]> => {
  await caughtUp(parts)
  const found: string[] = []
  let after: string | null = null
  do {
    const filter = { district, status: 'approved' }
    const page = parts.queries.listClaims(scopeOf(principal), filter, { limit: claimsPerPage, after })
    found.push(...page.items.filter(canBePaid).map(({ claimId }) => claimId))
    after = page.next
  } while (after !== null)
  return found.toReversed().slice(0, claimsPerBatch)
}
