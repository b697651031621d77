import type { Test } from 'tap'
import { appendLimits, type NewEvent, type StreamName } from '../../../src/event-store/event-store.ts'
import { newEvent, newEvents, type Promised, uuid, type World } from './world.ts'

const canary = '不可回显-canary'

/** Refused with InvalidAppend, nothing recorded, and the value does not turn up in the message. */
async function refused(t: Test, world: World, events: readonly NewEvent[], stream = world.stream()) {
  const mark = await world.mark()
  const failure = await world.append(stream, events, 'no_stream').then(
    (outcome) => t.fail(`answered ${outcome.outcome}`),
    (error: Error) => error,
  )
  t.match(failure, { name: 'InvalidAppend' })
  t.notOk(String((failure as Error).message).includes(canary), 'the message holds no value')
  t.same(await world.mineAfter(mark), [], 'nothing is recorded')
}

const badEvents = (promise: string, events: () => unknown[]): Promised => ({
  promise: `${promise} is refused`,
  holds: (t, world) => refused(t, world, events() as NewEvent[]),
})

const badValue = (promise: string, value: unknown): Promised[] => [
  badEvents(`${promise} in the data`, () => [
    newEvent(),
    { ...newEvent(), data: { canary, a: { b: [value] } } },
  ]),
]

const badStream = (promise: string, name: string): Promised => ({
  promise: `a stream name ${promise} is refused`,
  holds: (t, world) => refused(t, world, [newEvent()], name as StreamName),
})

/** An event of exactly so many bytes of type, data and metadata. */
const eventOf = (bytes: number): NewEvent => {
  const empty = newEvent({ type: 'T', data: { text: '' }, metadata: {} })
  return { ...empty, data: { text: 'x'.repeat(bytes - 'T{"text":""}{}'.length) } }
}

const deep = (levels: number): unknown => (levels === 0 ? canary : [deep(levels - 1)])

export const refusalPromises: readonly Promised[] = [
  badEvents('an append without events', () => []),
  badEvents('one id twice in an append', () => {
    const id = uuid()
    return [newEvent({ id }), newEvent(), newEvent({ id })]
  }),
  badEvents('one id twice in an append, spelled differently,', () => {
    const id = uuid()
    return [newEvent({ id }), newEvent({ id: id.toUpperCase() })]
  }),
  badEvents('an id that is no UUID', () => [newEvent({ id: canary })]),
  badEvents('an empty type', () => [newEvent({ type: '' })]),
  badEvents('a type of the system', () => [newEvent({ type: '$metadata' })]),
  badEvents('a type with a control character', () => [newEvent({ type: 'Claim\u0000Submitted' })]),
  ...badValue('undefined', undefined),
  ...badValue('NaN', Number.NaN),
  ...badValue('a fraction', 0.1),
  ...badValue('an integer beyond the safe ones', 2 ** 53),
  ...badValue('a bigint', 1n),
  ...badValue('a date', new Date(0)),
  ...badValue('a function', () => canary),
  ...badValue('a lone surrogate', `${canary}\ud800`),
  ...badValue('a key that looks like an integer', { 330602: 1 }),
  ...badValue('nesting deeper than 32', deep(31)),
  badEvents('data that is an array', () => [{ ...newEvent(), data: [canary] }]),
  badEvents('data that is null', () => [{ ...newEvent(), data: null }]),
  badEvents('data that is missing', () => [{ ...newEvent(), data: undefined }]),
  badEvents('metadata that is not JSON', () => [{ ...newEvent(), metadata: { canary, at: new Date(0) } }]),
  badEvents('metadata that is a text', () => [{ ...newEvent(), metadata: canary }]),
  badEvents('an event over the limit by one byte', () => [eventOf(appendLimits.bytesPerEvent + 1)]),
  badEvents('an event whose Chinese text is over the limit in bytes', () => [
    newEvent({ data: { text: '绍'.repeat(appendLimits.bytesPerEvent / 3) } }),
  ]),
  badEvents('an append over the limit by one byte', () => [
    ...Array.from({ length: 4 }, () => eventOf(240_000)),
    eventOf(appendLimits.bytes - 4 * 240_000 + 1),
  ]),
  badEvents('one event more than the limit', () => newEvents(appendLimits.events + 1)),
  badStream('without a dash', 'person'),
  badStream('without a category', '-person'),
  badStream('without an id', 'person-'),
  badStream('of the system', '$ce-person'),
  badStream('with a control character', 'person-1\n2'),
  badStream('with a lone surrogate', 'person-\ud800'),
  badStream('longer than the limit', `person-${'x'.repeat(appendLimits.streamNameLength)}`),
  {
    promise: 'an expectation that is not exact is refused',
    async holds(t, world) {
      for (const expectation of ['any', 'stream_exists', -1n, 0, undefined, null]) {
        const append = world.append(world.stream(), [newEvent()], expectation as bigint)
        await t.rejects(append, { name: 'InvalidAppend' })
      }
    },
  },
  {
    promise: 'an event of exactly the limit is accepted and comes back equal',
    async holds(t, world) {
      const stream = world.stream()
      const event = eventOf(appendLimits.bytesPerEvent)
      await world.written(stream, [event], 'no_stream')
      const [read] = await world.store.readStream(stream)
      t.ok(read?.data.text === event.data.text)
    },
  },
  {
    promise: 'an append of exactly the limit is accepted and comes back equal',
    async holds(t, world) {
      const stream = world.stream()
      const events = Array.from({ length: 5 }, () => eventOf(appendLimits.bytes / 5))
      await world.written(stream, events, 'no_stream')
      const read = await world.store.readStream(stream)
      t.ok(read.length === 5 && read.every(({ data }, i) => data.text === events[i]?.data.text))
    },
  },
]
