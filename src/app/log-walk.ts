import type { EventStore, RecordedEvent, StreamName } from '../event-store/event-store.ts'

const pageLength = 1_000

/** The whole log in commit order, a page at a time. */
export async function* pagesOf(store: EventStore): AsyncGenerator<readonly RecordedEvent[]> {
  let after: bigint | null = null
  for (;;) {
    const page: readonly RecordedEvent[] = await store.readAll({ after, limit: pageLength })
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last.position
  }
}

export interface WholeStream {
  readonly stream: StreamName
  readonly events: readonly RecordedEvent[]
  /** Events of the log passed so far, to show how far the walk is. */
  readonly passed: number
}

/**
 * Every stream whole, in the order in which they began. Each event is read twice, and never more
 * than one stream is held, however many there are.
 */
export async function* streamsOf(store: EventStore): AsyncGenerator<WholeStream> {
  let passed = 0
  for await (const page of pagesOf(store)) {
    for (const { stream, revision } of page) {
      passed++
      if (revision === 0n) yield { stream, events: await store.readStream(stream), passed }
    }
  }
}
