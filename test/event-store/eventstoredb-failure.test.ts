import { test } from 'tap'
import { judgeAppendFailure, judgeReadFailure } from '../../src/event-store/eventstoredb-failure.ts'

/** An error as the client or the layer below it makes them. */
const failed = (fields: { type?: string; code?: number; message?: string; actualVersion?: unknown }) =>
  Object.assign(new Error(fields.message ?? ''), fields)

const unavailable = (message: string) =>
  failed({ type: 'unavailable', code: 14, message: `14 UNAVAILABLE: ${message}` })

test('unless it is certain that nothing was written, the outcome is unknown', async (t) => {
  const open = [
    failed({
      type: 'deadline-exceeded',
      code: 4,
      message: '4 DEADLINE_EXCEEDED: Deadline exceeded after 5.0s',
    }),
    failed({ type: 'cancelled', code: 1 }),
    failed({ type: 'timeout', code: 10, message: '10 ABORTED: Operation timed out: Commit timeout' }),
    failed({ type: 'unknown', code: 2 }),
    failed({ type: 'unknown', code: 13, message: '13 INTERNAL: Received RST_STREAM with code 2' }),
    failed({ type: 'something-new', code: 9 }),
    unavailable('Connection dropped'),
    unavailable('read ECONNRESET'),
    failed({ code: 14, message: '14 UNAVAILABLE: Connection dropped' }),
    failed({ code: 13 }),
    new Error('anything'),
    'not even an error',
    undefined,
  ]
  for (const error of open) t.equal(judgeAppendFailure(error, 'person-1').kind, 'unknown')
})

test('what never left, or was turned away, is refused', async (t) => {
  const closed: [unknown, string][] = [
    [
      unavailable('No connection established. Last error: connect ECONNREFUSED 127.0.0.1:2113'),
      'StoreUnavailable',
    ],
    [failed({ code: 14, message: '14 UNAVAILABLE: No connection established' }), 'StoreUnavailable'],
    [unavailable('Name resolution failed for target dns:db.example:2113'), 'StoreUnavailable'],
    [unavailable('Channel closed before call started'), 'StoreUnavailable'],
    [new Error('Channel has been shut down'), 'StoreUnavailable'],
    [new Error('Failed to discover after 10 attempts.'), 'StoreUnavailable'],
    [failed({ type: 'not-leader', code: 5 }), 'StoreUnavailable'],
    [unavailable('Server Is Not Ready'), 'StoreUnavailable'],
    [unavailable('Server Is Too Busy'), 'StoreOverloaded'],
    [failed({ type: 'access-denied', code: 7 }), 'StoreUnavailable'],
    [failed({ code: 16 }), 'StoreUnavailable'],
    [failed({ type: 'maximum-append-size-exceeded', code: 3 }), 'InvalidAppend'],
    [failed({ type: 'stream-deleted', code: 9 }), 'IntegrityFailure'],
  ]
  for (const [error, name] of closed) {
    t.match(judgeAppendFailure(error, 'person-1'), { kind: 'refused', error: { name } })
  }
})

test('a server that only says it is busy in another status is not believed', async (t) => {
  const said = failed({ type: 'unknown', code: 2, message: '2 UNKNOWN: Server Is Too Busy' })
  t.equal(judgeAppendFailure(said, 'person-1').kind, 'unknown')
})

test('a wrong expectation says where the stream is', async (t) => {
  const wrong = (actualVersion: unknown) => failed({ type: 'wrong-expected-version', actualVersion })
  t.same(judgeAppendFailure(wrong(7n), 'person-1'), { kind: 'conflict', actual: 7n })
  t.same(judgeAppendFailure(wrong('no_stream'), 'person-1'), { kind: 'conflict', actual: 'no_stream' })
})

test('a failed read is unavailable, and what the server said is not passed on', async (t) => {
  const error = judgeReadFailure(failed({ type: 'unknown', code: 2, message: '2 UNKNOWN: 绝密' }), 'person-1')
  t.match(error, { name: 'StoreUnavailable', message: /person-1.*unknown \(gRPC 2\)/ })
  t.notMatch(error.message, /绝密/)
})
