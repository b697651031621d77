import { hash } from 'node:crypto'
import type { BatchCommand } from '../../domain/batch/commands.ts'
import { type BatchEvent, linesPerEvent } from '../../domain/batch/events.ts'
import type { BatchState } from '../../domain/batch/state.ts'
import { addDays, shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import type { PersonState } from '../../domain/person/state.ts'
import { scopeOf } from '../../domain/scope.ts'
import type { CommandAnswer } from '../handle-command.ts'
import type { OnProgress } from '../jobs.ts'
import { type Caller, personOfClaim } from '../ledger.ts'
import { Turns } from '../turns.ts'
import { base32 } from './base32.ts'
import type { BatchHistory } from './batches.ts'
import { carryEffects, causeOf, hasEffects } from './carry-effects.ts'
import { ClaimsNotReady } from './claims-not-ready.ts'
import { derivedCaller } from './derived-caller.ts'
import { type FreezeParts, freezeBatch } from './freeze.ts'
import { needPlannable } from './plannable-claims.ts'
import { needNotRecovered, type ReceivedPart, receiveRecovery } from './recoveries.ts'

/** A batch as its freeze left it: the same answer for ever. */
export interface FrozenBatch {
  readonly state: BatchState
  readonly position: bigint
  readonly replayed: boolean
}

type FreezeStarted = Extract<BatchEvent, { type: 'BatchFreezeStarted' }>

/** Others may draw on the same funds at the same moment; so often it is tried again. */
const attemptsMost = 5

/** A request's answer may be lost and asked for again in a later month. */
const monthsBack = 12

/**
 * What spans batches, claims and funds. Every process here may be killed at any step and taken up
 * again; the steps of one batch wait for each other, and none is taken while an earlier one has not
 * reached its claims and funds.
 */
export class Treasury {
  readonly #parts: FreezeParts
  readonly #turns = new Turns()

  constructor(parts: FreezeParts) {
    this.#parts = parts
  }

  /**
   * The id follows from the request, so that a repeat plans nothing new.
   *
   * @throws {ClaimsNotReady} a claim can never be in it: see {@link needPlannable}.
   */
  async plan(
    caller: Caller,
    district: string,
    claimIds: readonly string[],
  ): Promise<CommandAnswer<BatchState> & { readonly batchId: string }> {
    const { batches, ledger } = this.#parts
    const batchId = await this.#idOf(caller, district)
    const data = { batchId, district, claimIds }
    const isPlanned = (await batches.position(batchId)) !== null
    if (!isPlanned) await needPlannable(ledger, caller, district, claimIds)
    return { ...(await batches.execute(caller, batchId, { type: 'PlanBatch', data })), batchId }
  }

  /** The id that this request had, if it was sent before; else one of this month. */
  async #idOf({ commandId, at }: Caller, district: string): Promise<string> {
    const suffix = base32(hash('sha256', commandId, 'buffer')).slice(0, 6)
    const today = shanghaiDay(at)
    const firstOfMonth = `${today.slice(0, 7)}-01`
    const ids: string[] = []
    for (let day = firstOfMonth; ids.length <= monthsBack; day = `${addDays(day, -1).slice(0, 7)}-01`) {
      ids.push(`${district}-${day.slice(0, 7).replace('-', '')}-${suffix}`)
    }
    for (const id of ids) {
      if ((await this.#parts.batches.position(id)) !== null) return id
    }
    return ids[0] ?? ''
  }

  /**
   * @throws {ClaimsNotReady} a claim is not approved, in another batch, or out of scope.
   * @throws {DomainError} `fund-insufficient`; as {@link decideBatch}.
   */
  freeze(caller: Caller, batchId: string, onProgress: OnProgress): Promise<FrozenBatch> {
    return this.#turns.run(batchId, () => this.#freeze(caller, batchId, onProgress))
  }

  async #freeze(caller: Caller, batchId: string, onProgress: OnProgress): Promise<FrozenBatch> {
    const { batches } = this.#parts
    await carryEffects(this.#parts, batchId)
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
        await carryEffects(this.#parts, batchId)
        if (!isContention(error) || attempt - first + 1 >= attemptsMost) throw error
        await this.#parts.batches.execute(derivedCaller(cause, 'again'), batchId, {
          type: 'StartFreeze',
          data: { attempt: attempt + 1 },
        })
      }
    }
  }

  /** A step of a batch, with what it makes happen to claims and funds. */
  step(
    caller: Caller,
    batchId: string,
    command: BatchCommand,
    onProgress: OnProgress = () => {},
  ): Promise<CommandAnswer<BatchState>> {
    return this.#stepInTurn(caller, batchId, { command, onProgress })
  }

  /** A step with somebody's own words: `complete` seals them and gives the command with their commitment. */
  notedStep(
    caller: Caller,
    batchId: string,
    command: BatchCommand,
    complete: () => Promise<BatchCommand>,
  ): Promise<CommandAnswer<BatchState>> {
    return this.#stepInTurn(caller, batchId, { command, complete, onProgress: () => {} })
  }

  #stepInTurn(caller: Caller, batchId: string, step: Step): Promise<CommandAnswer<BatchState>> {
    const { command, complete, onProgress } = step
    return this.#turns.run(batchId, async () => {
      // A step that has not reached its claims and funds keeps back the next one.
      await carryEffects(this.#parts, batchId)
      await this.#needNotRecovered(batchId, command)
      const answer = await this.#parts.batches.execute(caller, batchId, command, complete)
      await carryEffects(this.#parts, batchId, onProgress)
      return { ...answer, position: await this.#reachedAt(caller, batchId, answer) }
    })
  }

  /** In turn with the steps of the batch that paid it: the bank may be sending the same money back. */
  async receiveRecovery(caller: Caller, part: ReceivedPart): Promise<CommandAnswer<PersonState>> {
    const { claimId } = part
    const found = await this.#parts.ledger.person({ kind: 'all' }, personOfClaim(claimId) ?? '')
    const batchId = found?.state.claims.get(claimId)?.payments.at(-1)?.batchId
    return this.#turns.run(batchId ?? claimId, () => receiveRecovery(this.#parts, caller, part))
  }

  /** The bank's file was read a while ago, and something may have been paid back since. */
  async #needNotRecovered(batchId: string, command: BatchCommand): Promise<void> {
    const { batches } = this.#parts
    const batch = command.type === 'RecordResults' && (await batches.batch({ kind: 'all' }, batchId))
    if (batch && command.type === 'RecordResults') await needNotRecovered(this.#parts, batch, command.data)
  }

  /** Where claims and funds had what the request asked of them: the same for every repeat of it. */
  async #reachedAt(caller: Caller, batchId: string, answer: CommandAnswer<BatchState>): Promise<bigint> {
    const { state, position } = answer
    // Lists come before every step that has effects, and are long.
    const events = await this.#parts.batches.eventsAfter(batchId, listPages(state))
    const last = events.findLast(
      ({ event }) => event.metadata.commandId === caller.commandId && hasEffects(state, event),
    )
    if (last === undefined) return position
    const carried = events.find(
      ({ event }) => event.type === 'EffectsCarried' && event.data.through >= last.revision,
    )
    return carried?.position ?? position
  }

  /** Takes up what was interrupted in these batches. @returns how many had something left to do. */
  async resume(batchIds: readonly string[]): Promise<number> {
    let resumed = 0
    for (const batchId of batchIds) resumed += await this.#turns.run(batchId, () => this.#resume(batchId))
    return resumed
  }

  async #resume(batchId: string): Promise<number> {
    const carried = await carryEffects(this.#parts, batchId)
    const { state } = await this.#parts.batches.history(batchId)
    if (state.status !== 'freezing') return carried ? 1 : 0
    await this.#continueFreeze(batchId, state.attempt, () => {}).catch(mustBeRefusal)
    return 1
  }
}

interface Step {
  readonly command: BatchCommand
  /** Completes the command with what must be sealed first. */
  readonly complete?: () => Promise<BatchCommand>
  readonly onProgress: OnProgress
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
  return ClaimsNotReady.ofFacts(facts)
}

/** Events that the lists of a batch take at least, all of them near its beginning. */
const listPages = ({ claimIds, lines }: BatchState): number =>
  Math.ceil(claimIds.length / linesPerEvent) + Math.ceil(lines.length / linesPerEvent)
