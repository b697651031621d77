import { z } from 'zod'
import type { Actor } from '../domain/actor.ts'
import { type Day, shanghaiDay } from '../domain/dates.ts'
import { PolicyError } from '../domain/policy/check-document.ts'
import type { Policy, PolicyDocument } from '../domain/policy/policy.ts'
import {
  decidePublication,
  evolvePublication,
  inForceOn,
  initialPublication,
  type PolicyEvent,
  type PolicyVersion,
  type PublicationCommand,
  type PublicationState,
} from '../domain/policy/publication.ts'
import type { EventStore, RecordedEvent, StreamName } from '../event-store/event-store.ts'
import { LedgerError } from './errors.ts'
import { conform, conformMetadata, unsupported } from './event-codec.ts'
import { CommandHandler } from './handle-command.ts'
import { parsePolicyDocument, policyDigest, policyOf } from './policy-document.ts'

const named = { policyId: z.string().min(1), version: z.int().positive(), digest: z.string().min(1) }
const data = {
  PolicyDrafted: z.looseObject(named),
  PolicyApproved: z.looseObject({ ...named, inForceFrom: z.iso.date() }),
}

/** @throws {IntegrityFailure} for a type or a form that this version does not know. */
export const decodePolicyEvent = (event: RecordedEvent): PolicyEvent => {
  if (event.type !== 'PolicyDrafted' && event.type !== 'PolicyApproved') throw unsupported(event, 'type')
  conform(data[event.type], event.data, event, 'data')
  conformMetadata(event)
  const policyEvent = event as unknown as PolicyEvent
  if (policyEvent.type === 'PolicyDrafted') {
    const { document, digest } = policyEvent.data
    if (digestOf(document, event) !== digest) throw unsupported(event, 'data/digest')
  }
  return policyEvent
}

const digestOf = (document: unknown, event: RecordedEvent): string => {
  try {
    return policyDigest(parsePolicyDocument(document))
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    throw unsupported(event, 'data/document')
  }
}

export interface PublicationMeta {
  readonly commandId: string
  readonly digest: string
  readonly actor: Actor
  readonly at: string
}

/** Of an instant cut to its second: `2026-11-24T01:02:03`. */
const secondLength = 19

/** The policy as the log has it: every version ever published, and the one in force on a day. */
export class Rulebook {
  readonly policyId: string
  readonly #handler: CommandHandler<PublicationState, PublicationCommand, PolicyEvent>
  readonly #compiled = new Map<string, Policy>()
  #state: PublicationState = initialPublication
  #lookedAt = ''

  constructor(store: EventStore, policyId: string) {
    this.policyId = policyId
    this.#handler = new CommandHandler(store, {
      initial: initialPublication,
      decide: decidePublication,
      evolve: evolvePublication,
      decode: decodePolicyEvent,
    })
  }

  get #stream(): StreamName {
    return `policy-${this.policyId}`
  }

  get versions(): readonly PolicyVersion[] {
    return this.#state.versions
  }

  /** Whether nobody has looked for a newer policy in the second of this instant. */
  isStale(at: string): boolean {
    return at.slice(0, secondLength) !== this.#lookedAt
  }

  /** Takes in what was published since, here or by another process. */
  async refresh(at = ''): Promise<void> {
    this.#lookedAt = at.slice(0, secondLength)
    this.#state = (await this.#handler.load(this.#stream))?.state ?? initialPublication
  }

  /** @throws {LedgerError} `policy-not-in-force` before the first approval. */
  inForce(today: Day): Policy {
    const version = inForceOn(this.#state, today)
    if (version === undefined) throw new LedgerError('policy-not-in-force')
    return this.#compile(version)
  }

  /** The exact version that a recorded decision names; undefined if the log does not hold it. */
  recorded(policy: {
    readonly id: string
    readonly version: number
    readonly digest: string
  }): Policy | undefined {
    const version = this.#state.versions.find(({ digest }) => digest === policy.digest)
    return policy.id === this.policyId && version?.version === policy.version
      ? this.#compile(version)
      : undefined
  }

  /**
   * @throws {PolicyError} what is given is no policy document, or contradicts itself.
   * @throws {LedgerError} `policy-unknown`: it is another policy.
   * @throws {DomainError} as {@link decidePublication}
   */
  async draft(draft: PolicyDocument, today: Day, meta: PublicationMeta): Promise<void> {
    const document = parsePolicyDocument(draft)
    policyOf(document)
    if (document.id !== this.policyId) throw new LedgerError('policy-unknown', { policy: document.id })
    const command = { type: 'DraftPolicy' as const, document, digest: policyDigest(document), today }
    await this.#handler.handle({ stream: this.#stream, command, ...meta })
    await this.refresh()
  }

  /** @throws {DomainError} as {@link decidePublication} */
  async approve(version: number, inForceFrom: Day, meta: PublicationMeta): Promise<void> {
    const { actor, at } = meta
    const today = shanghaiDay(at)
    const command = { type: 'ApprovePolicy' as const, version, inForceFrom, actor, today }
    await this.#handler.handle({ stream: this.#stream, command, ...meta })
    await this.refresh()
  }

  #compile(version: PolicyVersion): Policy {
    const known = this.#compiled.get(version.digest)
    if (known !== undefined) return known
    const policy = policyOf(version.document)
    this.#compiled.set(version.digest, policy)
    return policy
  }
}
