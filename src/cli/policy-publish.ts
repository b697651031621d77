import { nameUuid } from '../app/name-uuid.ts'
import { policyDigest } from '../app/policy-document.ts'
import { shanghaiDay } from '../domain/dates.ts'
import { DomainError } from '../domain/errors.ts'
import type { PolicyDocument } from '../domain/policy/policy.ts'
import type { Principal } from '../domain/scope.ts'
import { entitled } from './entitled.ts'
import { usageFailure } from './failure.ts'
import type { OpenLedger } from './host.ts'

export interface Publication {
  readonly draftedBy: string
  readonly approvedBy: string
  /** Calendar day in Asia/Shanghai. */
  readonly inForceFrom: string
}

/** Namespace of command ids: publishing the same document again from the same day adds nothing. */
const publications = '0b9c1c56-0f57-5f63-8d3e-7a5f3f1f6a10'

/**
 * Drafts and approves, each by its own person.
 *
 * @throws {Failure} an account does not exist or may not.
 * @throws {DomainError} `separation-of-duties`, `policy-version`, `policy-past-changed`.
 */
export const publishPolicy = async (
  ledger: OpenLedger,
  document: PolicyDocument,
  { draftedBy, approvedBy, inForceFrom }: Publication,
): Promise<void> => {
  const { rulebook } = ledger
  if (document.id !== rulebook.policyId) {
    throw usageFailure(`这份台账执行的是 ${rulebook.policyId},不是 ${document.id}`, '核对政策文件的编号')
  }
  const drafter = entitled(ledger, draftedBy, 'policy.draft')
  const approver = entitled(ledger, approvedBy, 'policy.approve')
  if (drafter.pid === approver.pid) throw new DomainError('separation-of-duties')
  const at = ledger.now()
  const digest = policyDigest(document)
  const meta = ({ account, role, pid }: Principal, step: string) => ({
    commandId: nameUuid(publications, `${step}|${digest}|${account}`),
    digest,
    actor: { account, role, pid },
    at,
  })
  await rulebook.draft(document, shanghaiDay(at), meta(drafter, 'draft'))
  await rulebook.approve(document.version, inForceFrom, meta(approver, `approve|${inForceFrom}`))
}
