import fc from 'fast-check'
import type { Json, JsonObject } from '../../../src/event-store/event-store.ts'
import { newEvent, type Promised, plain } from './world.ts'

const comesBackEqual = (promise: string, ...values: readonly Json[]): Promised => ({
  promise: `${promise} comes back equal`,
  async holds(t, world) {
    const stream = world.stream()
    const events = values.map((value) => newEvent({ data: { value }, metadata: { kept: { value } } }))
    await world.written(stream, events, 'no_stream')
    t.strictSame((await world.store.readStream(stream)).map(plain), events)
  },
})

const nested = (levels: number): Json => (levels === 0 ? '底' : { in: nested(levels - 1) })

const manyKeys = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]))

const key = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((k) => !/^(0|[1-9][0-9]*)$/.test(k))
const { value: anyJson } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, false),
    fc.maxSafeInteger().map((n) => (n === 0 ? 0 : n)),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

export const valuePromises: readonly Promised[] = [
  comesBackEqual('Chinese text', '绍兴金蓝领(二)“申领”——核定金额'),
  comesBackEqual('rare characters outside the basic plane', '𠮷', '䶮', '㛃', '𬭳𫖯', '👩‍🏭🏳️‍🌈'),
  comesBackEqual('names with a middle dot', '买买提·吐尔逊', '买买提•吐尔逊', '买买提．吐尔逊'),
  comesBackEqual('text in either normal form, unnormalised', 'é', 'e\u0301', 'ﬁ', '１２'),
  comesBackEqual('text with control characters', '\u0000', 'a\u0000b', '\b\t\n\f\r\u001b\u007f\u0085'),
  comesBackEqual('text with quotes and backslashes', '"', '\\', '\\u0041', '\\"', "'; DROP TABLE events;--"),
  comesBackEqual('separators and marks of direction', '\u2028\u2029', '\u202e\u200b\ufeff', '\uffff\ufffe'),
  comesBackEqual('text that looks like something else', '0012', '1e5', 'NaN', 'null', 'true', '', ' ', '{}'),
  comesBackEqual('dates and instants as text', '2024-02-29', '2024-05-31T08:00:00.000Z'),
  comesBackEqual('the integers at the edges', 0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  comesBackEqual('null and the truth values', null, true, false),
  comesBackEqual('what is empty', '', [], {}, [[]], [{}], { a: {} }),
  comesBackEqual('deep nesting', nested(30)),
  comesBackEqual('an object of 300 keys', manyKeys),
  comesBackEqual('an object with keys that sound internal', {
    ...(JSON.parse('{"__proto__":{"admin":true}}') as JsonObject),
    constructor: 'c',
    toString: 't',
    $type: 'x',
    'a.b': 1,
    '': 2,
  }),
  comesBackEqual('a text of 40,000 characters', '台账'.repeat(15_000) + 'x'.repeat(10_000)),
  {
    promise: 'an empty event comes back empty',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, [newEvent({ data: {}, metadata: {} })], 'no_stream')
      t.match(await world.store.readStream(stream), [{ data: {}, metadata: {} }])
    },
  },
  {
    promise: 'an event type may be Chinese',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, [newEvent({ type: '申领已提交 𠮷' })], 'no_stream')
      t.equal((await world.store.readStream(stream))[0]?.type, '申领已提交 𠮷')
    },
  },
  {
    promise: 'any JSON value comes back equal, from the stream and from the log',
    async holds(t, world) {
      const mark = await world.mark()
      const values = fc.sample(anyJson, 300)
      const stream = world.stream()
      const events = values.map((value) => newEvent({ data: { value }, metadata: { value } }))
      await world.written(stream, events, 'no_stream')
      t.strictSame((await world.store.readStream(stream)).map(plain), events)
      t.strictSame((await world.mineAfter(mark)).map(plain), events)
    },
  },
  {
    promise: 'an object changed by its owner after the call changes nothing recorded',
    async holds(t, world) {
      const stream = world.stream()
      const data = { list: [1, 2], inner: { a: 'first' } }
      const underWay = world.written(stream, [newEvent({ data })], 'no_stream')
      data.inner.a = 'second'
      data.list.push(3)
      await underWay
      data.list.push(4)
      t.same((await world.store.readStream(stream))[0]?.data, { list: [1, 2], inner: { a: 'first' } })
    },
  },
  {
    promise: 'an object changed by one reader is not what the next one reads',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, [newEvent({ data: { inner: { a: 'first' } } })], 'no_stream')
      const [read] = await world.store.readStream(stream)
      const inner = read?.data.inner as { a: string }
      inner.a = 'second'
      t.same((await world.store.readStream(stream))[0]?.data, { inner: { a: 'first' } })
    },
  },
]
