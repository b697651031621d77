import fc from 'fast-check'
import { test } from 'tap'
import { canonicalJson } from '../../src/domain/canonical-json.ts'

const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) })

test('what has no single faithful text is refused, and the message names the path only', (t) => {
  const refusals: [string, unknown, string][] = [
    ['undefined', { a: undefined }, '$.a: undefined'],
    ['undefined itself', undefined, '$: undefined'],
    ['a hole in an array', { a: new Array(2) }, '$.a[0]: undefined'],
    ['NaN', { a: Number.NaN }, '$.a: not a safe integer'],
    ['infinity', { a: -Infinity }, '$.a: not a safe integer'],
    ['a fraction', { a: { b: 0.5 } }, '$.a.b: not a safe integer'],
    ['an integer beyond 2^53 - 1', { a: 2 ** 53 }, '$.a: not a safe integer'],
    ['a bigint', { a: 1n }, '$.a: bigint'],
    ['a function', { a: () => 1 }, '$.a: function'],
    ['a symbol', { a: Symbol('s') }, '$.a: symbol'],
    ['a date', { a: new Date(0) }, '$.a: neither a plain object nor an array'],
    ['a map', { a: new Map() }, '$.a: neither a plain object nor an array'],
    ['bytes', { a: Buffer.from('x') }, '$.a: neither a plain object nor an array'],
    ['a boxed string', { a: Object('x') }, '$.a: neither a plain object nor an array'],
    ['a high surrogate alone', { a: 'x\ud83d' }, '$.a: lone surrogate'],
    ['a low surrogate alone', { a: ['\udc00x'] }, '$.a[0]: lone surrogate'],
    ['a key with a lone surrogate', { a: { '\ud83d': 1 } }, '$.a: a key with a lone surrogate'],
    ['an integer-like key', { a: { '330602': 1 } }, '$.a.330602: a key that looks like an integer'],
    ['a zero key', { '0': 1 }, '$.0: a key that looks like an integer'],
    ['nesting of 33', nested(33), `$${'.in'.repeat(32)}: nested deeper than 32`],
  ]
  for (const [name, value, message] of refusals) {
    t.throws(() => canonicalJson(value), new TypeError(message), name)
  }
  const circular: Record<string, unknown> = {}
  circular.self = circular
  t.throws(() => canonicalJson(circular), /nested deeper than 32/, 'a circle')
  t.end()
})

test('a refusal is not remembered as an answer', (t) => {
  t.throws(() => canonicalJson({ a: 1, '7': 1 }))
  t.throws(() => canonicalJson({ a: 1, '7': 1 }))
  t.equal(canonicalJson({ a: 1, b: 1 }), '{"a":1,"b":1}')
  t.throws(() => canonicalJson({ a: 1, b: undefined }))
  t.end()
})

test('known texts', (t) => {
  const texts: [unknown, string][] = [
    [null, 'null'],
    [true, 'true'],
    [-0, '0'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [Number.MIN_SAFE_INTEGER, '-9007199254740991'],
    ['', '""'],
    [[], '[]'],
    [{}, '{}'],
    [{ b: [1, { d: null, c: false }], a: '二(三)4' }, '{"a":"二(三)4","b":[1,{"c":false,"d":null}]}'],
    [
      { a10: 1, a9: 2, A: 3, é: 4, '': 5, '01': 6, '-1': 7 },
      '{"":5,"-1":7,"01":6,"A":3,"a10":1,"a9":2,"é":4}',
    ],
    ['\u0000\b\t\n\f\r"\\/\u007f\u2028', '"\\u0000\\b\\t\\n\\f\\r\\"\\\\/\u007f\u2028"'],
    ['𠮷䶮•买买提·吐尔逊', '"𠮷䶮•买买提·吐尔逊"'],
    // UTF-16 order, not code point order: the surrogate pair sorts before U+FB33.
    [{ '\ufb33': 1, '😀': 2 }, '{"😀":2,"\ufb33":1}'],
    [JSON.parse('{"__proto__":{"b":1,"a":2}}'), '{"__proto__":{"a":2,"b":1}}'],
    [Object.assign(Object.create(null), { b: 1, a: 2 }), '{"a":2,"b":1}'],
  ]
  for (const [value, text] of texts) t.equal(canonicalJson(value), text)
  t.equal(canonicalJson(nested(32)), `${'{"in":'.repeat(32)}1${'}'.repeat(32)}`, '32 levels are accepted')
  t.end()
})

const key = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((k) => !/^(0|[1-9][0-9]*)$/.test(k))
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs)),
  ),
}))

/** The same rules written for clarity instead of speed. */
function plainly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([k, v]) => `${JSON.stringify(k)}:${plainly(v)}`).join(',')}}`
}

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([k, v]) => [k, reversed(v)])
      .reverse(),
  )
}

test('equal values have one text, whatever the order of keys, and it reads back equal', (t) => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const text = canonicalJson(value)
      return (
        text === plainly(value) &&
        text === canonicalJson(reversed(value)) &&
        text === canonicalJson(JSON.parse(text))
      )
    }),
    { numRuns: 5_000 },
  )
  t.end()
})

test('more kinds of objects than are remembered are still written right', (t) => {
  for (let i = 0; i < 3_000; i++) {
    const value = { [`b${i % 700}`]: i, a: i, [`c${i}`]: null }
    if (canonicalJson(value) !== plainly(value)) t.fail(`object ${i}`)
  }
  t.end()
})
