import { hash } from 'node:crypto'
import type { BatchCommand } from '../../domain/batch/commands.ts'
import { type BatchEvent, linesPerEvent } from '../../domain/batch/events.ts'
import type { BatchState } from '../../domain/batch/state.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { scopeOf } from '../../domain/scope.ts'
import type { CommandAnswer } from '../handle-command.ts'
import type { OnProgress } from '../jobs.ts'
import type { Caller } from '../ledger.ts'
import { base32 } from './base32.ts'
import type { BatchHistory } from './batches.ts'
import { carryEffects, causeOf } from './carry-effects.ts'
import { derivedCaller } from './derived-caller.ts'
import { ClaimsNotReady, type FreezeParts, freezeBatch } from './freeze.ts'

/** A batch as its freeze left it: the same answer for ever. */
export interface FrozenBatch {
  readonly state: BatchState
  readonly position: bigint
  readonly replayed: boolean
}

type FreezeStarted = Extract<BatchEvent, { type: 'BatchFreezeStarted' }>

/** Others may draw on the same funds at the same moment; so often it is tried again. */
const attemptsMost = 5

/** What spans batches, claims and funds. Every process here may be killed at any step and taken up again. */
export class Treasury {
  readonly #parts: FreezeParts

  constructor(parts: FreezeParts) {
    this.#parts = parts
  }

  /** The id follows from the request, so that a repeat plans nothing new. */
  async plan(
    caller: Caller,
    district: string,
    claimIds: readonly string[],
  ): Promise<CommandAnswer<BatchState> & { readonly batchId: string }> {
    const month = shanghaiDay(caller.at).slice(0, 7).replace('-', '')
    const digest = hash('sha256', caller.commandId, 'buffer')
    const batchId = `${district}-${month}-${base32(digest).slice(0, 6)}`
    const data = { batchId, district, claimIds }
    return { ...(await this.#parts.batches.execute(caller, batchId, { type: 'PlanBatch', data })), batchId }
  }

  /**
   * @throws {ClaimsNotReady} a claim is not approved, in another batch, or out of scope.
   * @throws {DomainError} `fund-insufficient`; as {@link decideBatch}.
   */
  async freeze(caller: Caller, batchId: string, onProgress: OnProgress): Promise<FrozenBatch> {
    const { batches } = this.#parts
    const before = await batches.batch(scopeOf(caller.principal), batchId)
    const attempt = (before?.attempt ?? 0) + 1
    const { state, replayed } = await batches.execute(caller, batchId, {
      type: 'StartFreeze',
      data: { attempt },
    })
    return { ...(await this.#continueFreeze(batchId, state.attempt, onProgress)), replayed }
  }

  /** Carries a started freeze to its end, or gives the end it came to. */
  async #continueFreeze(
    batchId: string,
    first: number,
    onProgress: OnProgress,
  ): Promise<Omit<FrozenBatch, 'replayed'>> {
    for (let attempt = first; ; attempt++) {
      const history = await this.#parts.batches.history(batchId)
      const started = startOf(history, attempt)
      const ended = endOf(history, attempt)
      const cause = causeOf(history.state, started)
      try {
        if (ended === undefined) {
          const freeze = { state: { ...history.state, attempt }, cause }
          return await freezeBatch(this.#parts, freeze, onProgress)
        }
        if (ended.event.type === 'BatchFrozen') return { state: ended.state, position: ended.position }
        throw abandonedError(ended.event.data.reason, ended.event.data.facts)
      } catch (error) {
        if (!isContention(error) || attempt - first + 1 >= attemptsMost) throw error
        await this.#parts.batches.execute(derivedCaller(cause, 'again'), batchId, {
          type: 'StartFreeze',
          data: { attempt: attempt + 1 },
        })
      }
    }
  }

  /** A step of a batch, with what it makes happen to claims and funds. */
  async step(
    caller: Caller,
    batchId: string,
    command: BatchCommand,
    onProgress: OnProgress = () => {},
  ): Promise<CommandAnswer<BatchState>> {
    const answer = await this.#parts.batches.execute(caller, batchId, command)
    return this.#carried(batchId, answer, onProgress)
  }

  /** A step with somebody's own words: `complete` seals them and gives the command with their commitment. */
  async notedStep(
    caller: Caller,
    batchId: string,
    command: BatchCommand,
    complete: () => Promise<BatchCommand>,
  ): Promise<CommandAnswer<BatchState>> {
    const answer = await this.#parts.batches.execute(caller, batchId, command, complete)
    return this.#carried(batchId, answer, () => {})
  }

  /** The answer's position is where claims and funds have what the step asks of them. */
  async #carried(
    batchId: string,
    answer: CommandAnswer<BatchState>,
    onProgress: OnProgress,
  ): Promise<CommandAnswer<BatchState>> {
    const { batches } = this.#parts
    await carryEffects(this.#parts, batchId, onProgress)
    // Lists come before every step that has effects, and are long.
    const events = await batches.eventsAfter(batchId, listPages(answer.state))
    const step = events.find(({ position }) => position === answer.position)
    if (step === undefined) return answer
    const carried = events.find(
      ({ event }) => event.type === 'EffectsCarried' && event.data.through >= step.revision,
    )
    return { ...answer, position: carried?.position ?? answer.position }
  }

  /** Takes up what was interrupted in these batches. @returns how many had something left to do. */
  async resume(batchIds: readonly string[]): Promise<number> {
    let resumed = 0
    for (const batchId of batchIds) {
      const { state } = await this.#parts.batches.history(batchId)
      if (state.status === 'freezing') {
        resumed += 1
        await this.#continueFreeze(batchId, state.attempt, () => {}).catch(mustBeRefusal)
      }
      resumed += (await carryEffects(this.#parts, batchId)) ? 1 : 0
    }
    return resumed
  }
}

/** A freeze that was interrupted may well come to nothing; that is an end too. */
const mustBeRefusal = (error: unknown): void => {
  if (!(error instanceof DomainError) && !(error instanceof ClaimsNotReady)) throw error
}

const startOf = ({ events }: BatchHistory, attempt: number): FreezeStarted => {
  for (const { event } of events) {
    if (event.type === 'BatchFreezeStarted' && event.data.attempt === attempt) return event
  }
  throw new DomainError('batch-unknown')
}

const endOf = ({ events }: BatchHistory, attempt: number) => {
  for (const { event, state, position } of events) {
    const isEnd = event.type === 'BatchFrozen' || event.type === 'BatchFreezeAbandoned'
    if (isEnd && event.data.attempt === attempt) return { event, state, position }
  }
  return undefined
}

/** Somebody else's reservation came between looking at the funds and reserving in them. */
const isContention = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'fund-insufficient' && error.facts.contended === 'true'

const abandonedError = (reason: string, facts: Readonly<Record<string, string>>): Error => {
  if (reason !== 'claims-not-ready') return new DomainError(reason as DomainError['code'], facts)
  const claims = Object.entries(facts).filter(([claimId]) => claimId !== 'count')
  return new ClaimsNotReady(claims.map(([claimId, code]) => ({ claimId, code })))
}

/** Events that the lists of a batch take at least, all of them near its beginning. */
const listPages = ({ claimIds, lines }: BatchState): number =>
  Math.ceil(claimIds.length / linesPerEvent) + Math.ceil(lines.length / linesPerEvent)
