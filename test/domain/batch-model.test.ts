import fc from 'fast-check'
import { test } from 'tap'
import { batchRegister } from '../../projections/batch-register.ts'
import type { BatchCommand } from '../../src/domain/batch/commands.ts'
import { decideBatch } from '../../src/domain/batch/decide.ts'
import type { NewBatchEvent } from '../../src/domain/batch/events.ts'
import { linesDigest } from '../../src/domain/batch/lines.ts'
import { type BatchState, initialBatch, removedSince, standing } from '../../src/domain/batch/state.ts'
import { DomainError } from '../../src/domain/errors.ts'
import * as story from '../support/batch-story.ts'

/** Any commands in any order, many of them illegal: what holds for a batch at every event. */

const { after, approve, claimIds, contextOf, foldedOn, sha256 } = story

const claimId = fc.constantFrom(...claimIds)
const no = fc.integer({ min: 1, max: 3 })
const by = fc.constantFrom('planner', 'approver', 'releaser', 'auditor', 'p1')
const day = fc.constantFrom('2025-06-04', '2025-06-09', '2025-06-10', '2025-06-30')
const someNos = fc.uniqueArray(no, { minLength: 1, maxLength: 3 })
const file = fc.string({ minLength: 1, maxLength: 1 })

/** `approve` and `results` look at the batch, so that many of them are legal. */
type Move = (state: BatchState) => story.Taken
const moves: fc.Arbitrary<Move> = fc.oneof(
  fc
    .constantFrom(story.start(1), story.start(2), story.abandon(1), story.add(), story.add(story.lines, 2))
    .map((one) => () => one),
  fc
    .constantFrom(story.freeze(1), story.freeze(2), story.notice(), story.cancel, story.close)
    .map((one) => () => one),
  fc.tuple(claimId, by).map(
    ([id, pid]) =>
      () =>
        story.remove(id, pid),
  ),
  fc.tuple(claimId, day).map(
    ([id, today]) =>
      () =>
        story.object(id, today),
  ),
  fc.tuple(no, fc.boolean(), by).map((of) => () => story.resolve(...of)),
  day.map((today) => () => story.step({ type: 'CloseNotice', data: {} }, 'planner', { today })),
  {
    weight: 2,
    arbitrary: by.map(
      (pid): Move =>
        (state) =>
          approve(state.digest ?? '', pid),
    ),
  },
  fc.tuple(by, file).map(
    ([pid, name]) =>
      () =>
        story.release(pid, name),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(someNos, fc.nat({ max: 3 }), file).map(
      ([nos, split, name]): Move =>
        (state) => {
          const isSent = (place: number) => state.lines[place - 1]?.status === 'sent'
          return story.results(name, nos.slice(split).filter(isSent), nos.slice(0, split))
        },
    ),
  },
  fc.tuple(someNos, by, file).map(
    ([nos, pid, name]): Move =>
      (state) =>
        story.reissue(nos, pid, name, state.files.length + 1),
  ),
  no.map((place) => () => story.giveUp(place)),
)

const figureOf = (log: readonly NewBatchEvent[]) => {
  const handlers = batchRegister.when as Readonly<Record<string, (state: unknown, event: unknown) => unknown>>
  const metadata = { at: '2025-06-03T00:00:00.000Z', actor: { account: 'a' } }
  const fold = (state: unknown, event: NewBatchEvent) =>
    handlers[event.type]?.(state, { ...event, id: 'e', metadata, streamId: `batch-${story.batchId}` }) ??
    state
  return log.reduce(fold, batchRegister.init()) as ReturnType<typeof batchRegister.init>
}

const sumOf = (lines: readonly { readonly amountFen: number }[]) =>
  lines.reduce((sum, { amountFen }) => sum + amountFen, 0)

/** What is wrong with the batch; undefined: nothing. */
const faultOf = (state: BatchState, log: readonly NewBatchEvent[]): string | undefined => {
  const lines = standing(state.lines)
  const those = (status: string) => lines.filter((line) => line.status === status)
  if (state.totalFen !== sumOf(lines)) return 'the total is not the sum of the lines'
  if (state.digest !== null && state.digest !== linesDigest(lines, sha256))
    return 'the digest is of other lines'
  const { approvedDigest, exportedDigest, notice } = state
  const signed = [approvedDigest, exportedDigest, state.status === 'closed' ? state.confirmedDigest : null]
  if (signed.some((digest) => digest !== null && digest !== state.digest)) return 'the sets differ'
  const noticed = notice && [...lines, ...(removedSince(state, notice.digest) ?? [])]
  if (noticed && linesDigest(noticed, sha256) !== notice.digest) return 'the notice was of other lines'
  const figure = figureOf(log)
  const { paid, paidFen, sent, returned, givenUp, givenUpFen } = figure.results
  const counts = [paid, paidFen, sent, returned, givenUp, givenUpFen]
  const expected = [
    those('paid').length,
    sumOf(those('paid')),
    those('sent').length,
    those('returned').length,
    those('given-up').length,
    sumOf(those('given-up')),
  ]
  if (JSON.stringify(counts) !== JSON.stringify(expected)) return 'the register counts otherwise'
  if (figure.status !== state.status) return 'the register stands elsewhere'
  if (state.digest !== null && (figure.totalFen !== state.totalFen || figure.lines !== lines.length)) {
    return 'the register has another total'
  }
  const signers = state.signatures.map(({ by: pid }) => pid)
  if (state.releasedBy !== null && signers.includes(state.releasedBy)) return 'a signer released'
  return undefined
}

/** Each time is another: an objection, or a bank's file of which nothing was used. */
const isAnew = ({ type, data }: BatchCommand): boolean =>
  type === 'RecordResults'
    ? data.confirmed.length + data.returned.length === 0
    : type === 'ObjectToLine' || type === 'CancelBatch'

test('the sets stay equal, the sums whole, the duties apart, and a repeat adds nothing', (t) => {
  const reached = new Map<string, number>()
  fc.assert(
    fc.property(
      fc.array(moves, { minLength: 5, maxLength: 60, size: 'max' }),
      fc.nat({ max: 7 }),
      (sequence, head) => {
        const path = Object.values(story.into)
        const before = path[head] ?? []
        let log: NewBatchEvent[] = []
        let state = initialBatch
        const take = ({ command, by: pid, world }: story.Taken): void => {
          const events = decideBatch(command, state, contextOf(pid, world))
          for (const event of events) {
            log = [...log, event]
            state = foldedOn(state, [event], pid)
          }
          const repeated = isAnew(command) ? [] : decideBatch(command, state, contextOf(pid, world))
          if (repeated.length > 0) throw new Error(`${command.type} again adds events`)
        }
        for (const one of before) take(one)
        for (const move of sequence) {
          const one = move(state)
          try {
            take(one)
          } catch (error) {
            if (!(error instanceof DomainError)) throw error
          }
          const fault = faultOf(state, log)
          reached.set(state.status, (reached.get(state.status) ?? 0) + 1)
          if (fault !== undefined) throw new Error(`${fault} after ${one.command.type}`)
        }
      },
    ),
    { numRuns: 600 },
  )
  for (const status of ['frozen', 'notice-closed', 'approved', 'released', 'closed', 'cancelled']) {
    t.ok((reached.get(status) ?? 0) > 50, `${reached.get(status)} × ${status}`)
  }
  t.end()
})

test('a batch of 20,000 lines is frozen, signed, released and confirmed in little time', (t) => {
  const many = Array.from({ length: 20_000 }, (_, place) => `${String(place).padStart(26, 'a')}-c1`)
  const lines = many.map((id, place) => ({
    ...story.lines[0],
    no: place + 1,
    claimId: id,
    personId: id.slice(0, 26),
  }))
  const whole = lines as unknown as typeof story.lines
  const start = process.hrtime.bigint()
  const planned = story.step({
    type: 'PlanBatch',
    data: { batchId: story.batchId, district: '330602', claimIds: many },
  })
  const added = Array.from({ length: 10 }, (_, page) =>
    story.add(whole.slice(page * 2_000, (page + 1) * 2_000)),
  )
  const frozen = after([planned, story.start(), ...added, story.freeze()])
  const signed = after([story.notice(), story.closeNotice], frozen)
  const digest = signed.digest ?? ''
  const second = signed.totalFen >= 50_000_000 ? [approve(digest, 'second')] : []
  const confirmed = many.map((_, place) => ({ no: place + 1, amountFen: 100_000, paidOn: '2025-06-12' }))
  const results = story.step(
    { type: 'RecordResults', data: { fileDigest: 'x', confirmed, returned: [], unused: 0 } },
    'planner',
    {
      today: '2025-06-30',
    },
  )
  const closed = after([approve(digest), ...second, story.release(), results, story.close], signed)
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  t.match(closed, { status: 'closed', confirmedDigest: digest, totalFen: 2_000_000_000 })
  t.ok(ms < 5_000, `${Math.round(ms)} ms`)
  t.end()
})
