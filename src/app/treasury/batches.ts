import type { BatchCommand, BatchContext } from '../../domain/batch/commands.ts'
import { decideBatch } from '../../domain/batch/decide.ts'
import type { BatchEvent } from '../../domain/batch/events.ts'
import { evolveBatch } from '../../domain/batch/evolve.ts'
import { type BatchState, initialBatch } from '../../domain/batch/state.ts'
import type { WorkCalendar } from '../../domain/calendar.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Scope, scopeOf } from '../../domain/scope.ts'
import type { EventStore, StreamName } from '../../event-store/event-store.ts'
import { decodeBatchEvent } from '../codecs/batch-events.ts'
import { type CommandAnswer, CommandHandler } from '../handle-command.ts'
import type { Caller } from '../ledger.ts'
import type { Rulebook } from '../rulebook.ts'
import { sha256 } from '../sha256.ts'
import { districtInScope } from './district-in-scope.ts'

const batchIdForm = /^(\d{6})-\d{6}-[a-z2-7]{6}$/

/** The district of a batch; undefined for what is no batch id. */
export const districtOfBatch = (batchId: string): string | undefined => batchIdForm.exec(batchId)?.[1]

export const batchStream = (batchId: string): StreamName => `batch-${batchId}`

interface Decision {
  readonly command: BatchCommand
  readonly context: BatchContext
}

export interface BatchesParts {
  readonly store: EventStore
  readonly rulebook: Rulebook
  readonly districts: ReadonlySet<string>
  readonly calendar: WorkCalendar
}

/** A batch with every event behind it, oldest first. */
export interface BatchHistory {
  readonly state: BatchState
  readonly events: readonly {
    readonly event: BatchEvent
    readonly revision: number
    readonly position: bigint
    /** The batch right after the event. */
    readonly state: BatchState
  }[]
}

/** Commands on batches, in the scope of who sends them. */
export class Batches {
  readonly #parts: BatchesParts
  readonly #handler: CommandHandler<BatchState, Decision, BatchEvent>

  constructor(parts: BatchesParts) {
    this.#parts = parts
    this.#handler = new CommandHandler(parts.store, {
      initial: initialBatch,
      decide: ({ command, context }, state) => decideBatch(command, state, context),
      evolve: evolveBatch,
      decode: decodeBatchEvent,
    })
  }

  /**
   * @param complete makes the command whole once it was found legal, by sealing what belongs to it.
   * @throws {DomainError} `batch-unknown` also for a batch out of scope; as {@link decideBatch}.
   * @throws as {@link CommandHandler.handle}
   */
  async execute(
    caller: Caller,
    batchId: string,
    command: BatchCommand,
    complete?: () => Promise<BatchCommand>,
  ): Promise<CommandAnswer<BatchState>> {
    const { principal, commandId, digest, at } = caller
    const { account, role, pid } = principal
    const district = districtOfBatch(batchId)
    // An objection may come from anyone who can read the notice.
    const reaches = command.type === 'ObjectToLine' || districtInScope(scopeOf(principal), district ?? '')
    if (district === undefined || !reaches) {
      const code = command.type === 'PlanBatch' ? 'district-out-of-scope' : 'batch-unknown'
      throw new DomainError(code, { district: district ?? '' })
    }
    const actor = { account, role, pid }
    const { rulebook, calendar, districts } = this.#parts
    if (rulebook.isStale(at)) await rulebook.refresh(at)
    const today = shanghaiDay(at)
    const policy = rulebook.inForce(today)
    const context = { actor, today, policy, calendar, districts, sha256 }
    const stream = batchStream(batchId)
    const prepare = complete && (async () => ({ command: await complete(), context }))
    return this.#handler.handle({
      stream,
      commandId,
      digest,
      actor,
      at,
      command: { command, context },
      prepare,
    })
  }

  /** The batch as the log has it now; undefined when missing or out of scope. */
  async batch(scope: Scope, batchId: string): Promise<BatchState | undefined> {
    return (await this.find(scope, batchId))?.state
  }

  /** With the position of its newest event. */
  async find(
    scope: Scope,
    batchId: string,
  ): Promise<{ readonly state: BatchState; readonly position: bigint } | undefined> {
    const district = districtOfBatch(batchId)
    if (district === undefined || !districtInScope(scope, district)) return undefined
    return (await this.#handler.load(batchStream(batchId))) ?? undefined
  }

  /** Of the batch's newest event; null when nobody planned it. */
  async position(batchId: string): Promise<bigint | null> {
    return (await this.#handler.load(batchStream(batchId)))?.position ?? null
  }

  /** The events after a revision, oldest first. @throws {IntegrityFailure} one is not known here. */
  async eventsAfter(
    batchId: string,
    revision: number,
  ): Promise<readonly Omit<BatchHistory['events'][number], 'state'>[]> {
    const fromRevision = BigInt(revision + 1)
    const recorded = await this.#parts.store.readStream(batchStream(batchId), { fromRevision })
    return recorded.map((one) => ({
      event: decodeBatchEvent(one),
      revision: Number(one.revision),
      position: one.position,
    }))
  }

  /** @throws {IntegrityFailure} an event that this version does not know. */
  async history(batchId: string): Promise<BatchHistory> {
    const recorded = await this.#parts.store.readStream(batchStream(batchId))
    let state = initialBatch
    const events = recorded.map((one) => {
      const event = decodeBatchEvent(one)
      state = evolveBatch(state, event)
      return { event, revision: Number(one.revision), position: one.position, state }
    })
    return { state, events }
  }
}
