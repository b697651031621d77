import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { Agenda } from '../../src/demo/agenda.ts'
import { OfficeDays } from '../../src/demo/office-days.ts'
import { createStoreInStep } from '../../src/demo/store-in-step.ts'
import type { EventStore, NewEvent } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { shippedCalendar } from '../../src/seeds.ts'

const event = (no: number): NewEvent => ({
  id: `00000000-0000-4000-8000-${String(no).padStart(12, '0')}`,
  type: 'Happened',
  data: {},
  metadata: {},
})

t.test('who goes on first does not depend on the disk', async (t) => {
  const orderWith = async (msOf: (call: number) => number): Promise<readonly string[]> => {
    const inner = createMemoryEventStore()
    let calls = 0
    const slow: EventStore = {
      ...inner,
      append: async (...call) => {
        const outcome = await inner.append(...call)
        await pause(msOf(calls++))
        return outcome
      },
    }
    const store = createStoreInStep(slow)
    const process = async (name: number): Promise<void> => {
      for (let step = 0; step < 3; step++) {
        const expectedRevision = step === 0 ? 'no_stream' : BigInt(step - 1)
        await store.append(`p-${name}`, [event(name * 10 + step)], { expectedRevision })
      }
    }
    await Promise.all([1, 2, 3].map(process))
    return (await store.readAll({ after: null, limit: 100 })).map(({ stream }) => stream)
  }
  const inTurn = ['p-1', 'p-2', 'p-3']
  t.strictSame(await orderWith((call) => 9 - call), [...inTurn, ...inTurn, ...inTurn])
  t.strictSame(await orderWith((call) => (call % 3) * 4), [...inTurn, ...inTurn, ...inTurn])
})

t.test('a failing append fails its own caller', async (t) => {
  const store = createStoreInStep(createMemoryEventStore())
  const expectedRevision = 'no_stream' as const
  const [none, one] = await Promise.allSettled([
    store.append('p-1', [], { expectedRevision }),
    store.append('p-2', [event(1)], { expectedRevision }),
  ])
  t.match([none.status, one.status], ['rejected', 'fulfilled'])
  store.free()
  t.match(await store.append('p-3', [event(2)], { expectedRevision }), { outcome: 'ok' })
})

t.test('what falls due is done in the order of time, alike things at once', async (t) => {
  const agenda = new Agenda()
  const done: string[] = []
  const slowly = (name: string) => async (at: number) => {
    done.push(`${name} begins`)
    await pause(1)
    done.push(`${name} ends at ${at}`)
  }
  agenda.add(20, slowly('late'))
  agenda.add(10, slowly('a'), 'alike')
  agenda.add(10, slowly('b'), 'alike')
  agenda.add(10, slowly('c'), 'other')
  t.equal(agenda.hasBefore(10), false)
  await agenda.runBefore(20)
  t.strictSame(done, ['a begins', 'b begins', 'a ends at 10', 'b ends at 10', 'c begins', 'c ends at 10'])
  t.equal(agenda.hasBefore(21), true)
})

t.test('days are counted by the working days of the calendar', async (t) => {
  const days = new OfficeDays('2024-01-01', shippedCalendar())
  t.equal(days.after('2024-01-01', 0), '2024-01-02', 'New Year is no working day')
  t.equal(days.after('2024-02-09', 1), '2024-02-18', 'a Sunday that is worked after the Spring Festival')
  t.equal(days.at('2024-01-02', '09:30'), 1_440 + 570)
  t.equal(days.later(days.at('2024-01-05', '16:00'), 1, '09:00'), days.at('2024-01-08', '09:00'))
})
