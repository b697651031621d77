import { test } from 'tap'
import type { Ledger } from '../../../src/app/ledger.ts'
import type { BatchHistory } from '../../../src/app/treasury/batches.ts'
import { fourSets } from '../../../src/app/treasury/four-sets.ts'
import { decideBatch } from '../../../src/domain/batch/decide.ts'
import type { BatchEvent, Line, NewBatchEvent } from '../../../src/domain/batch/events.ts'
import { evolveBatch } from '../../../src/domain/batch/evolve.ts'
import { linesDigest } from '../../../src/domain/batch/lines.ts'
import { initialBatch } from '../../../src/domain/batch/state.ts'
import * as story from '../../support/batch-story.ts'

/** Each of the four sets comes from where it was recorded, so that one that was tampered with shows. */

const { into, lines, sha256 } = story
const nobody = { person: () => Promise.resolve(undefined) } as unknown as Ledger

const eventsOf = (taken: readonly story.Taken[]): readonly NewBatchEvent[] => {
  let state = initialBatch
  return taken.flatMap(({ command, by, world }) => {
    const events = decideBatch(command, state, story.contextOf(by, world))
    state = story.foldedOn(state, events, by)
    return events
  })
}

const historyOf = (events: readonly NewBatchEvent[]): BatchHistory => {
  let state = initialBatch
  const told = events.map((event, revision) => {
    const metadata = { commandId: 'k', digest: 'd', actor: story.finance('x'), at: '2025-06-03T00:00:00Z' }
    const recorded = { ...event, id: 'e', metadata } as BatchEvent
    state = evolveBatch(state, recorded)
    return { event: recorded, revision, position: BigInt(revision), state }
  })
  return { state, events: told }
}

const setsOf = (events: readonly NewBatchEvent[]) => fourSets(nobody, historyOf(events), sha256)

const fourth: Line = { ...(lines[0] as Line), no: 4, claimId: 'p4-c1', personId: 'p4' }
const slippedIn: NewBatchEvent = { type: 'BatchLinesAdded', data: { attempt: 1, lines: [fourth] } }
/** The digests that follow name all four lines. */
const withFour = (event: NewBatchEvent): NewBatchEvent =>
  event.type === 'BatchApproved' || event.type === 'BatchReleased'
    ? ({
        ...event,
        data: { ...event.data, digest: linesDigest([...lines, fourth], sha256) },
      } as NewBatchEvent)
    : event
const slippedInAfter = (type: NewBatchEvent['type']): readonly NewBatchEvent[] => {
  const events = eventsOf(into.released)
  const place = events.findIndex((event) => event.type === type) + 1
  return [...events.slice(0, place), slippedIn, ...events.slice(place).map(withFour)]
}

test('a line that was never noticed is named, and so is one that nobody approved', async (t) => {
  t.match(await setsOf(slippedInAfter('NoticeOpened')), {
    equal: false,
    noticed: { lines: 3, totalFen: 600_000 },
    approved: { lines: 4, totalFen: 700_000 },
    differences: [{ claimId: 'p4-c1', differsIn: ['noticed'] }],
  })
  t.match(await setsOf(slippedInAfter('BatchApproved')), {
    equal: false,
    approved: { lines: 3 },
    exported: { lines: 4 },
    differences: [{ claimId: 'p4-c1', differsIn: ['approved', 'noticed'] }],
  })
})

test('another digest than that of the lines at the time is shown as it is recorded', async (t) => {
  const forged = eventsOf(into.released).map((event) =>
    event.type === 'NoticeOpened' ? { ...event, data: { ...event.data, digest: 'forged' } } : event,
  )
  t.match(await setsOf(forged), { equal: false, noticed: { digest: 'forged' } })
})

test('what was noticed, less what was removed since, is what was approved and sent', async (t) => {
  const digest = story.digestOf(1, 3)
  const set = { digest, lines: 2, totalFen: 400_000 }
  const removed = [...into.noticed, story.remove('p2-c1'), story.closeNotice, story.approve(digest)]
  const released = await setsOf(eventsOf([...removed, story.release()]))
  t.match(released, { noticed: set, approved: set, exported: set, equal: true, differences: [] })
  t.strictSame(released.confirmed, { digest: null, lines: 0, totalFen: 0 }, 'the bank has not answered yet')
  const opened = await setsOf(eventsOf([...removed, story.remove('p3-c1')]))
  t.match(opened, { noticed: { lines: 1 }, approved: { digest: null, lines: 0 }, equal: true })
})
