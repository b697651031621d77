import fc from 'fast-check'
import { test } from 'tap'
import type { JsonObject } from '../../src/event-store/event-store.ts'
import { packAppends, unpackAppends } from '../../src/event-store/packed-appends.ts'
import { prepareAppend } from '../../src/event-store/prepare-append.ts'
import { runs } from '../support/runs.ts'

const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028', '\u0000', '"', '\\', '𠮷', '·') })

const event = fc.record({
  id: fc.uuid(),
  type: fc.constantFrom('PersonRegistered', '登记'),
  data: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null))),
  metadata: fc.dictionary(text, text),
})

const append = fc.tuple(
  fc.constantFrom('person-1', 'person-行'),
  fc.uniqueArray(event, { minLength: 1, maxLength: 4, selector: ({ id }) => id.toLowerCase() }),
  fc.oneof(fc.constant('no_stream' as const), fc.bigInt({ min: 0n, max: 9n })),
)

test('what is packed comes out as it went in, whatever its texts hold', (t) => {
  const holds = fc.property(fc.array(append, { maxLength: 5 }), (given) => {
    const appends = given.map(([stream, events, expected]) =>
      prepareAppend(
        stream,
        events.map(({ data, metadata, ...rest }) => ({
          ...rest,
          data: data as JsonObject,
          metadata: metadata as JsonObject,
        })),
        expected,
      ),
    )
    t.strictSame(unpackAppends(packAppends(appends)), appends)
  })
  fc.assert(holds, runs(200, 20_000))
  t.end()
})
