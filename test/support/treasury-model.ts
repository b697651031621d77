import { LedgerError } from '../../src/app/errors.ts'
import { receiveRecovery } from '../../src/app/treasury/recoveries.ts'
import { addDays } from '../../src/domain/dates.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { EventStore, NewEvent } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { DyingStore } from './dying-store.ts'
import { commandFor } from './treasury-commands.ts'
import { type BatchStep, claimCount, type Move, type Step } from './treasury-moves.ts'
import { district, TreasuryWorld } from './treasury-world.ts'

/**
 * Batches, funds and claims under any order of steps, legal or not, by processes that are killed in
 * the middle of any of them. What is left is for the next process to carry on.
 */

/** The log from which every run starts: two funds, and claims of 10,000 yuan that are approved. */
export interface Start {
  readonly world: TreasuryWorld
  readonly claims: readonly string[]
}

export const start = async (): Promise<Start> => {
  const world = await TreasuryWorld.open()
  await world.fund(45_000)
  await world.fund(17_000, 'unemployment-insurance')
  return { world, claims: await world.approvedClaims(claimCount) }
}

export const funds = [`${district}-employment-subsidy-2026`, `${district}-unemployment-insurance-2026`]

const copyOf = async (store: EventStore): Promise<EventStore> => {
  const copy = createMemoryEventStore()
  for (const { stream, revision, id, type, data, metadata } of await store.readAll({
    after: null,
    limit: 1_000,
  })) {
    const event: NewEvent = { id, type, data, metadata }
    await copy.append(stream, [event], { expectedRevision: revision === 0n ? 'no_stream' : revision - 1n })
  }
  return copy
}

/** One run: every move on the store, with restarts after each death. */
export class Run {
  readonly store: EventStore
  readonly claims: readonly string[]
  world: TreasuryWorld
  batches: string[] = []
  /** Sees what the log says, and nothing else. */
  readonly observer: TreasuryWorld
  /** What came of the steps: a code, `done` or `killed`. */
  readonly outcomes: string[] = []
  #dying: DyingStore

  private constructor(store: EventStore, claims: readonly string[], world: TreasuryWorld, dying: DyingStore) {
    this.store = store
    this.claims = claims
    this.world = world
    this.observer = world.reopened(store)
    this.#dying = dying
  }

  static async from({ world, claims }: Start): Promise<Run> {
    const store = await copyOf(world.store)
    const dying = new DyingStore(store)
    return new Run(store, claims, world.reopened(dying), dying)
  }

  async move({ step, dies }: Move): Promise<void> {
    if (dies !== null) this.#dying.dieAfter(dies.after, dies.written)
    try {
      await this.#take(step)
      this.outcomes.push(`${step.do} done`)
    } catch (error) {
      if (!isExpected(error, this.#dying.isDead)) throw error
      this.outcomes.push(this.#dying.isDead ? 'killed' : `${step.do} ${(error as LedgerError).code}`)
    }
    await this.#restart()
  }

  /** The next process takes up what the last one left. */
  async #restart(): Promise<void> {
    if (!this.#dying.isDead) {
      this.#dying.dieAfter(Number.POSITIVE_INFINITY, false)
      return
    }
    this.#dying = new DyingStore(this.store)
    this.world = this.world.reopened(this.#dying)
    await this.world.resume(this.batches, this.claims)
  }

  async #take(step: Step): Promise<void> {
    const { world } = this
    if (step.do === 'days') {
      this.#passDays(step.days)
      return
    }
    if (step.do === 'plan') {
      const claimIds = step.claims.map((n) => this.claims[n] ?? '')
      const caller = world.caller('finance')
      // Known before it is planned: a process that dies while planning has still named it.
      const { batchId } = await world.treasury.plan(caller, district, claimIds)
      this.batches.push(batchId)
      return
    }
    if (step.do === 'recover' || step.do === 'receive') return this.#recovery(step)
    const batchId = this.batches[step.batch % Math.max(1, this.batches.length)]
    if (batchId === undefined) throw new DomainError('batch-unknown')
    await this.#ofBatch(step.do === 'go-on' ? await this.#next(step, batchId) : step, batchId)
  }

  async #next({ batch, paid }: Extract<Step, { do: 'go-on' }>, batchId: string): Promise<BatchStep> {
    const { status, lines, objections } = await this.world.batch(batchId)
    const has = (wanted: string): boolean => lines.some((line) => line.status === wanted)
    switch (status) {
      case 'noticed':
        if (objections.some(({ outcome }) => outcome === null)) {
          return { do: 'resolve', batch, upheld: paid[0] ?? true }
        }
        this.#passDays(12)
        return { do: 'close-notice', batch }
      case 'released':
        if (has('sent')) return { do: 'results', batch, paid, file: 0 }
        return has('returned') ? { do: 'reissue', batch, line: 0 } : { do: 'close', batch }
      case 'frozen':
        return { do: 'notice', batch }
      case 'notice-closed':
        return { do: 'approve', batch }
      case 'approved':
        return { do: 'release', batch }
      default:
        return { do: 'freeze', batch }
    }
  }

  #passDays(days: number): void {
    const day = addDays(this.world.at.slice(0, 10), days)
    if (day < '2026-12-20') this.world.at = `${day}T01:00:00.000Z`
  }

  async #recovery(step: Extract<Step, { do: 'recover' | 'receive' }>): Promise<void> {
    const { world } = this
    const due: string[] = []
    for (const id of this.claims) {
      const claim = await world.claim(id)
      const isAsked = claim?.recoveries.some(({ status }) => status === 'confirmed') ?? false
      if (step.do === 'receive' ? isAsked : claim?.status === 'paid') due.push(id)
    }
    const claimId = due[step.claim % Math.max(1, due.length)]
    if (claimId === undefined) throw new DomainError('claim-unknown')
    const personId = claimId.split('-')[0] ?? ''
    const amountFen = step.yuan * 100
    if (step.do === 'receive') {
      const open = (await world.claim(claimId))?.recoveries.find(({ status }) => status === 'confirmed')
      const part = { claimId, no: open?.no ?? 1, amountFen, receivedOn: world.at.slice(0, 10) }
      await receiveRecovery(world, world.caller('finance'), part)
      return
    }
    const proposed = await world.ledger.execute(world.caller('reviewer', 'finder'), personId, {
      type: 'ProposeRecovery',
      data: { claimId, amountFen, noteCommitment: 'n' },
    })
    const no = proposed.state.claims.get(claimId)?.recoveries.at(-1)?.no ?? 1
    const confirm = { type: 'ConfirmRecovery', data: { claimId, no } } as const
    await world.ledger.execute(world.caller('finance', 'chief'), personId, confirm)
  }

  async #ofBatch(step: BatchStep, batchId: string): Promise<void> {
    const { world } = this
    if (step.do === 'freeze') {
      await world.treasury.freeze(world.caller('finance'), batchId, () => {})
      return
    }
    const command = commandFor(step, await world.batch(batchId), world.at.slice(0, 10))
    const name = step.do === 'approve' ? 'chief' : step.do === 'objection' ? 'objector' : 'finance'
    await world.treasury.step(world.caller('finance', name), batchId, command)
  }
}

const isExpected = (error: unknown, dead: boolean): boolean =>
  dead
    ? error instanceof Error
    : error instanceof DomainError || (error instanceof LedgerError && error.code === 'claims-not-ready')
