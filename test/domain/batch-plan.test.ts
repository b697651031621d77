import { test } from 'tap'
import { claimsPerBatch } from '../../src/domain/batch/commands.ts'
import { decideBatch } from '../../src/domain/batch/decide.ts'
import type { Line } from '../../src/domain/batch/events.ts'
import { givenIn } from '../support/batch-given.ts'
import * as story from '../support/batch-story.ts'

/** From the plan to the frozen list: what a batch is made of, and that nothing of it is made up. */

const { after, batchId, claimIds, contextOf, into, lines } = story

const planOf = (change: { batchId?: string; district?: string; claimIds?: readonly string[] }) =>
  story.step({ type: 'PlanBatch', data: { batchId, district: '330602', claimIds, ...change } })

test('a plan names each claim once, of a district that is in its number', (t) => {
  const given = givenIn(t)
  given().refuses(planOf({ district: '330699' }), 'district-unknown', { district: '330699' })
  given().refuses(planOf({ district: '330603' }), 'batch-id-invalid')
  given().refuses(planOf({ batchId: '330602-202506-ABCDEF' }), 'batch-id-invalid')
  given().refuses(planOf({ claimIds: [] }), 'batch-empty')
  given().refuses(planOf({ claimIds: ['p1-c1', 'p2-c1', 'p1-c1'] }), 'claim-repeated', { claimId: 'p1-c1' })
  const many = Array.from({ length: claimsPerBatch + 1 }, (_, place) => `p${place}-c1`)
  given().refuses(planOf({ claimIds: many }), 'batch-too-large', { most: String(claimsPerBatch) })
  given().makes(
    planOf({}),
    { type: 'BatchPlanned', data: { batchId, district: '330602', claims: 3, plannedOn: '2025-06-03' } },
    { type: 'BatchClaimsListed', data: { claimIds } },
  )
  given(story.plan).makes(planOf({}))
  given(story.plan).refuses(planOf({ claimIds: ['p1-c1'] }), 'batch-exists', { batchId })
  const { command, by } = planOf({ claimIds: many.slice(1) })
  const listed = decideBatch(command, after([]), contextOf(by)).slice(1)
  t.equal(listed.length, 40)
  t.ok(listed.every(({ data }) => 'claimIds' in data && data.claimIds.length === 500))
  t.end()
})

test('freezes are numbered; one that failed may be followed by another', (t) => {
  const given = givenIn(t)
  given(...into.planned).refuses(story.start(2), 'attempt-differs', { attempt: '0' })
  given(...into.planned).refuses(story.abandon(), 'batch-planned', { batchId })
  given(...into.freezing).refuses(story.start(2), 'batch-freezing', { batchId })
  for (const step of [story.abandon(2), story.add(lines, 2), story.freeze(2)]) {
    given(...into.freezing).refuses(step, 'attempt-differs', { attempt: '1' })
  }
  const abandoned = [...into.freezing, story.add(lines.slice(0, 1)), story.abandon()]
  given(...abandoned).refuses(story.start(1), 'attempt-differs', { attempt: '1' })
  given(...abandoned).makes(story.start(2), { type: 'BatchFreezeStarted', data: { attempt: 2 } })
  const again = after([...abandoned, story.start(2), story.add(lines, 2), story.freeze(2)])
  t.equal(again.digest, story.digestOf(1, 2, 3), 'nothing is left of the first')
  t.equal(again.totalFen, 600_000)
  t.end()
})

test('lines are the planned claims in their order, and every fen comes from somewhere', (t) => {
  const given = givenIn(t)
  const first = lines[0] as Line
  const bad: Record<string, Partial<Line>> = {
    'another claim': { claimId: 'p9-c1' },
    'another place': { no: 2 },
    'no place': { no: 0 },
    'no amount': { amountFen: 0, sources: [] },
    'a fraction': { amountFen: 1.5 },
    'parts that do not add up': { amountFen: 100_001 },
    'a negative part': {
      sources: [
        { fundId: 'a', amountFen: 200_000 },
        { fundId: 'b', amountFen: -100_000 },
      ],
    },
  }
  for (const [what, change] of Object.entries(bad)) {
    const no = String(change.no ?? 1)
    t.comment(what)
    given(...into.freezing).refuses(story.add([{ ...first, ...change }]), 'lines-differ', { no })
  }
  given(...into.freezing).refuses(story.add(lines.slice(1)), 'lines-differ', { no: '2' })
  given(...into.freezing, story.add(lines.slice(0, 2))).refuses(story.freeze(), 'lines-differ', { no: '3' })
  const other = { ...first, sources: [{ fundId: 'other', amountFen: 100_000 }] }
  given(...into.freezing, story.add()).refuses(story.add([other]), 'lines-differ', { no: '1' })
  given(...into.freezing, story.add(lines.slice(0, 2))).makes(story.add(), {
    type: 'BatchLinesAdded',
    data: { attempt: 1, lines: lines.slice(2) },
  })
  given(...into.freezing, story.add()).makes(story.freeze(), {
    type: 'BatchFrozen',
    data: {
      attempt: 1,
      lines: 3,
      totalFen: 600_000,
      digest: story.digestOf(1, 2, 3),
      reservations: [{ fundId: '330602-local-talent-2025', amountFen: 600_000 }],
      decidedBy: ['reviewer'],
    },
  })
  t.end()
})

test('a frozen batch is called off only when every line has given back its money', (t) => {
  const given = givenIn(t)
  given(...into.frozen).refuses(story.cancel, 'batch-not-empty', { lines: '3' })
  given(...into.frozen).refuses(story.remove('p9-c1'), 'line-unknown', { claimId: 'p9-c1' })
  given(...into.frozen).makes(story.remove('p2-c1'), {
    type: 'LineRemoved',
    data: {
      no: 2,
      claimId: 'p2-c1',
      amountFen: 200_000,
      reason: 'withdrawn',
      noteCommitment: 'n',
      digest: story.digestOf(1, 3),
      lines: 2,
      totalFen: 400_000,
    },
  })
  const emptied = [...into.frozen, ...claimIds.map((claimId) => story.remove(claimId))]
  given(...emptied).refuses(story.notice(), 'batch-empty')
  given(...emptied).makes(story.cancel, { type: 'BatchCancelled', data: { noteCommitment: null } })
  given(...into.planned).makes(story.cancel, { type: 'BatchCancelled', data: { noteCommitment: null } })
  t.end()
})
