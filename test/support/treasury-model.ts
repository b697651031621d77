import fc from 'fast-check'
import { LedgerError } from '../../src/app/errors.ts'
import { receiveRecovery } from '../../src/app/treasury/recoveries.ts'
import type { BatchCommand } from '../../src/domain/batch/commands.ts'
import { type BatchState, standing } from '../../src/domain/batch/state.ts'
import { addDays } from '../../src/domain/dates.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { EventStore, NewEvent } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { DyingStore } from './dying-store.ts'
import { district, TreasuryWorld } from './treasury-world.ts'

/**
 * Batches, funds and claims under any order of steps, legal or not, by processes that are killed in
 * the middle of any of them. What is left is for the next process to carry on.
 */

export const claimCount = 5

/** What is done; numbers choose among what there is at that moment. */
type Step =
  | { readonly do: 'plan'; readonly claims: readonly number[] }
  | {
      readonly do: 'results'
      readonly batch: number
      readonly paid: readonly boolean[]
      readonly file: number
    }
  | {
      readonly do: 'objection' | 'remove' | 'give-up' | 'reissue'
      readonly batch: number
      readonly line: number
    }
  | { readonly do: 'resolve'; readonly batch: number; readonly upheld: boolean }
  | {
      readonly do: 'freeze' | 'notice' | 'close-notice' | 'approve' | 'release' | 'close' | 'cancel'
      readonly batch: number
    }
  | { readonly do: 'late-return'; readonly batch: number; readonly line: number }
  | { readonly do: 'recover'; readonly claim: number; readonly yuan: number }
  | { readonly do: 'receive'; readonly claim: number; readonly yuan: number }
  | { readonly do: 'days'; readonly days: number }
  /** Whatever comes next in the life of a batch. */
  | { readonly do: 'go-on'; readonly batch: number; readonly paid: readonly boolean[] }

export interface Move {
  readonly step: Step
  /** The process dies after so many appends of this step; null: it lives. */
  readonly dies: { readonly after: number; readonly written: boolean } | null
}

const small = fc.nat({ max: 1 })
const ofBatch = (
  ...names: ('freeze' | 'notice' | 'close-notice' | 'approve' | 'release' | 'close' | 'cancel')[]
) => fc.record({ do: fc.constantFrom(...names), batch: small })
const ofLine = (...names: ('objection' | 'remove' | 'give-up' | 'reissue')[]) =>
  fc.record({ do: fc.constantFrom(...names), batch: small, line: small })

/** In about the order of a batch's life, so that many come to their end. */
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.record({
      do: fc.constant('go-on'),
      batch: small,
      paid: fc.array(fc.boolean(), { minLength: 1, maxLength: claimCount }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('plan'),
      claims: fc.uniqueArray(fc.nat({ max: claimCount - 1 }), { minLength: 1 }),
    }),
  },
  { weight: 12, arbitrary: ofBatch('freeze', 'notice', 'close-notice', 'approve', 'release', 'close') },
  { weight: 1, arbitrary: ofBatch('cancel') },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('days'), days: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('results'),
      batch: small,
      paid: fc.array(fc.boolean(), { minLength: 1, maxLength: claimCount }),
      file: small,
    }),
  },
  { weight: 3, arbitrary: ofLine('objection', 'remove', 'give-up', 'reissue') },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resolve'), batch: small, upheld: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late-return'), batch: small, line: small }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('recover', 'receive'),
      claim: fc.nat({ max: claimCount - 1 }),
      yuan: fc.constantFrom(2_000, 5_000, 10_000),
    }),
  },
)

export const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.record({
    step: steps,
    dies: fc.option(fc.record({ after: fc.nat({ max: 12 }), written: fc.boolean() }), { freq: 3 }),
  }),
  { minLength: 15, maxLength: 40 },
)

/** The log from which every run starts: two funds, and claims of 10,000 yuan that are approved. */
export interface Start {
  readonly world: TreasuryWorld
  readonly claims: readonly string[]
}

export const start = async (): Promise<Start> => {
  const world = await TreasuryWorld.open()
  await world.fund(25_000)
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
    if (batchId === undefined) return
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
    const paid: string[] = []
    for (const id of this.claims) if ((await world.claim(id))?.status === 'paid') paid.push(id)
    const claimId = paid[step.claim % Math.max(1, paid.length)]
    if (claimId === undefined) return
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

type BatchStep = Exclude<Step, { do: 'days' | 'plan' | 'go-on' } | { do: 'recover' | 'receive' }>

type LineStep = {
  readonly do: 'objection' | 'remove' | 'give-up' | 'reissue'
  readonly batch: number
  readonly line: number
}

const lineAt = (batch: BatchState, n: number) => {
  const lines = standing(batch.lines)
  return lines[n % Math.max(1, lines.length)]
}

const commandFor = (step: BatchStep, batch: BatchState, today: string): BatchCommand => {
  const file = { fileDigest: `f${batch.files.length}`, format: 'csv', asOf: '1' }
  switch (step.do) {
    case 'notice':
      return { type: 'OpenNotice', data: { opensOn: today, workingDays: null, listDigest: 'list' } }
    case 'close-notice':
      return { type: 'CloseNotice', data: {} }
    case 'approve':
      return { type: 'ApproveBatch', data: { digest: batch.digest ?? '' } }
    case 'release':
      return { type: 'ReleaseBatch', data: file }
    case 'close':
      return { type: 'CloseBatch', data: {} }
    case 'cancel':
      return { type: 'CancelBatch', data: { noteCommitment: null } }
    case 'resolve': {
      const open = batch.objections.find(({ outcome }) => outcome === null)
      return {
        type: 'ResolveObjection',
        data: { no: open?.no ?? 1, upheld: step.upheld, noteCommitment: 'n' },
      }
    }
    case 'results':
      return results(step, batch, today)
    case 'late-return': {
      const paid = batch.lines.filter(({ status }) => status === 'paid')
      const line = paid[step.line % Math.max(1, paid.length)]
      const returned = line === undefined ? [] : [returnedRow(line, today)]
      return {
        type: 'RecordResults',
        data: { fileDigest: `late-${batch.results.length}`, confirmed: [], returned },
      }
    }
    default:
      return ofLineCommand(step as LineStep, batch, file)
  }
}

const returnedRow = ({ no, amountFen }: { readonly no: number; readonly amountFen: number }, on: string) => ({
  no,
  amountFen,
  on,
  reason: 'account-closed' as const,
})

const results = (step: Extract<Step, { do: 'results' }>, batch: BatchState, today: string): BatchCommand => {
  const sent = batch.lines.filter(({ status }) => status === 'sent')
  const isPaid = (place: number): boolean => step.paid[place % step.paid.length] ?? true
  return {
    type: 'RecordResults',
    data: {
      fileDigest: `r${step.file}-${batch.files.length}`,
      confirmed: sent
        .filter((_, place) => isPaid(place))
        .map(({ no, amountFen }) => ({ no, amountFen, paidOn: today })),
      returned: sent.filter((_, place) => !isPaid(place)).map((line) => returnedRow(line, today)),
    },
  }
}

const ofLineCommand = (
  step: LineStep,
  batch: BatchState,
  file: { readonly fileDigest: string; readonly format: string; readonly asOf: string },
): BatchCommand => {
  const line = lineAt(batch, step.line)
  const claimId = line?.claimId ?? ''
  const returned = batch.lines.filter(({ status }) => status === 'returned').map(({ no }) => no)
  switch (step.do) {
    case 'objection':
      return { type: 'ObjectToLine', data: { claimId, noteCommitment: 'n' } }
    case 'remove':
      return { type: 'RemoveLine', data: { claimId, reason: 'person', noteCommitment: null } }
    case 'give-up':
      return { type: 'GiveUpLine', data: { no: returned[0] ?? 1, noteCommitment: 'n' } }
    case 'reissue':
      return { type: 'Reissue', data: { nos: returned, ...file } }
  }
}
