import type { Actor } from '../actor.ts'
import type { Day } from '../dates.ts'
import { DomainError } from '../errors.ts'
import { pastChanges } from './past-changes.ts'
import type { PolicyDocument } from './policy.ts'

/** The life of one policy, stream `policy-<id>`: drafted by one person, approved by another. */

export type PolicyEvent = {
  readonly metadata: { readonly actor: Actor }
} & (
  | {
      readonly type: 'PolicyDrafted'
      readonly data: {
        readonly policyId: string
        readonly version: number
        /** SHA-256 (hex) of the document's canonical JSON. */
        readonly digest: string
        readonly document: PolicyDocument
      }
    }
  | {
      readonly type: 'PolicyApproved'
      readonly data: {
        readonly policyId: string
        readonly version: number
        readonly digest: string
        readonly inForceFrom: Day
      }
    }
)

export interface PolicyVersion {
  readonly version: number
  readonly digest: string
  readonly document: PolicyDocument
  readonly draftedBy: string
  /** Null while it is a draft. */
  readonly inForceFrom: Day | null
}
export interface PublicationState {
  readonly versions: readonly PolicyVersion[]
}
export const initialPublication: PublicationState = { versions: [] }

export type PublicationCommand =
  | {
      readonly type: 'DraftPolicy'
      readonly document: PolicyDocument
      readonly digest: string
      readonly today: Day
    }
  | {
      readonly type: 'ApprovePolicy'
      readonly version: number
      readonly inForceFrom: Day
      readonly actor: Actor
      readonly today: Day
    }

type NewPolicyEvent = PolicyEvent extends infer E
  ? E extends PolicyEvent
    ? Omit<E, 'metadata'>
    : never
  : never

/**
 * A draft may still be replaced. What was approved may not be edited, so a version is held against the
 * newest approved one both when it is drafted and when it is approved: days pass in between.
 *
 * @throws {DomainError} `policy-version`, `policy-past-changed`, `policy-unknown`, `separation-of-duties`.
 */
export const decidePublication = (
  command: PublicationCommand,
  state: PublicationState,
): readonly NewPolicyEvent[] => {
  const approved = state.versions.filter(({ inForceFrom }) => inForceFrom !== null).at(-1)
  if (command.type === 'DraftPolicy') {
    const newest = state.versions.at(-1)
    const { document, digest, today } = command
    const { id: policyId, version } = document
    if (newest?.digest === digest) return []
    needVersion(version, (newest?.version ?? 0) + 1)
    needPastKept(approved, document, today)
    return [{ type: 'PolicyDrafted', data: { policyId, version, digest, document } }]
  }
  const draft = state.versions.find(({ version }) => version === command.version)
  if (draft === undefined) throw new DomainError('policy-unknown', { version: String(command.version) })
  if (draft.inForceFrom !== null) return []
  if (draft.draftedBy === command.actor.pid) throw new DomainError('separation-of-duties')
  const { version, inForceFrom, today } = command
  needVersion(version, Math.max(version, (approved?.version ?? 0) + 1))
  const { digest, document } = draft
  needPastKept(approved, document, today)
  return [{ type: 'PolicyApproved', data: { policyId: document.id, version, digest, inForceFrom } }]
}

const needVersion = (version: number, expected: number): void => {
  if (version !== expected) throw new DomainError('policy-version', { expected: String(expected) })
}

const needPastKept = (approved: PolicyVersion | undefined, document: PolicyDocument, today: Day): void => {
  const place = approved && pastChanges(approved.document, document, today)[0]
  if (place !== undefined) throw new DomainError('policy-past-changed', { place })
}

export const evolvePublication = (state: PublicationState, event: PolicyEvent): PublicationState => {
  const { version } = event.data
  if (event.type === 'PolicyDrafted') {
    const { digest, document } = event.data
    const drafted = { version, digest, document, draftedBy: event.metadata.actor.pid, inForceFrom: null }
    return { versions: [...state.versions, drafted] }
  }
  const { inForceFrom } = event.data
  return {
    versions: state.versions.map((known) => (known.version === version ? { ...known, inForceFrom } : known)),
  }
}

/** The newest approved version whose day has come; undefined before the first. */
export const inForceOn = (state: PublicationState, day: Day): PolicyVersion | undefined =>
  state.versions.filter(({ inForceFrom }) => inForceFrom !== null && inForceFrom <= day).at(-1)
