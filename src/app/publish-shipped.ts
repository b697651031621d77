import type { Actor } from '../domain/actor.ts'
import { shanghaiDay } from '../domain/dates.ts'
import type { PolicyDocument } from '../domain/policy/policy.ts'
import { nameUuid } from './name-uuid.ts'
import { policyDigest } from './policy-document.ts'
import type { Rulebook } from './rulebook.ts'

/** Namespace of the command ids by which shipped policies are published. */
const shippings = '7e3f4a10-5a0b-5c39-8f1c-2d1c8a5b9e47'

/** Not people: two parts of the program, so that drafting and approving stay two acts. */
const drafter: Actor = { account: 'system-drafter', role: 'policy-officer', pid: 'system-drafter' }
const approver: Actor = { account: 'system-approver', role: 'policy-reviewer', pid: 'system-approver' }

/**
 * Publishes a shipped policy into a log that has none, from the first day of its term. Both
 * commands have ids of their own for good, so a start that was cut short is finished by the next.
 * A policy that is already there is people's business from then on.
 *
 * @returns a Chinese sentence for whoever started it, where the shipped policy is not the newest.
 */
export const publishShipped = async (
  rulebook: Rulebook,
  document: PolicyDocument,
  now: string,
): Promise<string | undefined> => {
  await rulebook.refresh()
  const digest = policyDigest(document)
  const meta = (step: string, actor: Actor) => ({
    commandId: nameUuid(shippings, `${step}|${document.id}`),
    digest,
    actor,
    at: now,
  })
  const newest = rulebook.versions.at(-1)
  if (newest === undefined) await rulebook.draft(document, shanghaiDay(now), meta('draft', drafter))
  const [first] = rulebook.versions
  if (first?.inForceFrom === null && first.draftedBy === drafter.pid) {
    await rulebook.approve(first.version, first.document.term.from, meta('approve', approver))
  }
  return notice(rulebook, document, digest)
}

const notice = (rulebook: Rulebook, document: PolicyDocument, digest: string): string | undefined => {
  const { id, version } = document
  if (rulebook.versions.some((known) => known.digest === digest)) return undefined
  const newest = rulebook.versions.at(-1)?.version ?? 0
  if (version > newest) {
    return `随程序附带的政策 ${id} 第 ${version} 版还没有发布(现为第 ${newest} 版):核对后用 jinlan policy publish 发布`
  }
  return version === newest
    ? `台账里的政策 ${id} 第 ${version} 版与随程序附带的内容不同,以台账为准`
    : undefined
}
