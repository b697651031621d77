/**
 * Whether the server writes, answers from memory or refuses. Its idempotency is neither
 * payload-aware nor key-aware, and it is this table that says so:
 *
 * | expectation                | ids                                       | verdict                 |
 * | -------------------------- | ----------------------------------------- | ----------------------- |
 * | the tip                    | any, known ones too                       | append                  |
 * | before the tip             | those recorded right after it, in order   | already                 |
 * | before the tip             | anything else                             | wrong-expected-version  |
 * | after the tip              | any                                       | wrong-expected-version  |
 * | `no_stream`, soft-deleted  | not those of the first records            | append, numbering goes on |
 * | `any`, `stream_exists`     | first one remembered, the rest follow it  | already                 |
 * | `any`, `stream_exists`     | first one remembered, the rest do not     | wrong-expected-version  |
 * | `any`, `stream_exists`     | first one not remembered                  | append                  |
 * | any                        | tombstoned stream                         | stream-deleted          |
 */
export type Expectation = bigint | 'no_stream' | 'any' | 'stream_exists'

export interface StreamState {
  /** The ids recorded in the stream, by revision. */
  readonly ids: readonly string[]
  readonly deletion: 'none' | 'soft' | 'tombstone'
}

export type Verdict =
  | { readonly verdict: 'append' }
  | { readonly verdict: 'already'; readonly revision: bigint }
  | { readonly verdict: 'wrong-expected-version' }
  | { readonly verdict: 'stream-deleted' }

const append: Verdict = { verdict: 'append' }
const wrong: Verdict = { verdict: 'wrong-expected-version' }

/** @param remembered revisions of recently written ids of this stream; a restart forgets them. */
export function checkCommit(
  stream: StreamState,
  expected: Expectation,
  ids: readonly string[],
  remembered: ReadonlyMap<string, number>,
): Verdict {
  if (stream.deletion === 'tombstone') return { verdict: 'stream-deleted' }
  if (expected === 'any') return unchecked(stream, ids, remembered)
  const exists = stream.ids.length > 0 && stream.deletion === 'none'
  if (expected === 'stream_exists') return exists ? unchecked(stream, ids, remembered) : wrong

  const tip = BigInt(stream.ids.length) - 1n
  const from = expected === 'no_stream' ? -1n : expected
  if (from === tip) return append
  if (from > tip) return wrong
  if (follow(stream, Number(from) + 1, ids)) {
    return { verdict: 'already', revision: from + BigInt(ids.length) }
  }
  return expected === 'no_stream' && stream.deletion === 'soft' ? append : wrong
}

function unchecked(
  stream: StreamState,
  ids: readonly string[],
  remembered: ReadonlyMap<string, number>,
): Verdict {
  const first = remembered.get(ids[0] ?? '')
  if (first === undefined) return append
  if (!follow(stream, first, ids)) return wrong
  return { verdict: 'already', revision: BigInt(first + ids.length - 1) }
}

const follow = (stream: StreamState, at: number, ids: readonly string[]): boolean =>
  ids.every((id, i) => stream.ids[at + i] === id)
