import { type AppendOutcome, type EventStore, type NewEvent, StoreUnavailable } from './event-store.ts'
import { type PreparedAppend, type PreparedEvent, prepareAppend } from './prepare-append.ts'
import { StoredEvent, type StoredFields } from './stored-event.ts'

/** The whole contract without a disk: for tests, and for trying things out. */
export function createMemoryEventStore(): EventStore {
  const log: StoredFields[] = []
  const streams = new Map<string, StoredFields[]>()
  const ids = new Set<string>()
  let open = true

  const mustBeOpen = () => {
    if (!open) throw new StoreUnavailable('the store is closed')
  }

  const write = ({ stream, events }: PreparedAppend, recorded: StoredFields[]): AppendOutcome => {
    for (const event of events) {
      const row = { ...event, stream, revision: recorded.length, position: log.length + 1 }
      recorded.push(row)
      log.push(row)
      ids.add(event.id)
    }
    streams.set(stream, recorded)
    return acknowledge(recorded.at(-1))
  }

  const answer = (request: PreparedAppend): AppendOutcome => {
    const recorded = streams.get(request.stream) ?? []
    const first = request.expected + 1
    const there = recorded.slice(first, first + request.events.length)
    if (
      there.length === request.events.length &&
      there.every((row, i) => sameEvent(row, request.events[i]))
    ) {
      return acknowledge(there.at(-1))
    }
    const actual = recorded.length === 0 ? 'no_stream' : BigInt(recorded.length - 1)
    if (request.events.some(({ id }) => ids.has(id))) {
      return { outcome: 'conflict', reason: 'event-id', actual }
    }
    if (first !== recorded.length) return { outcome: 'conflict', reason: 'revision', actual }
    return write(request, recorded)
  }

  return {
    async append(stream, events: readonly NewEvent[], { expectedRevision }) {
      mustBeOpen()
      return answer(prepareAppend(stream, events, expectedRevision))
    },
    async readStream(stream, { fromRevision = 0n } = {}) {
      mustBeOpen()
      return (streams.get(stream) ?? [])
        .slice(Math.max(0, Number(fromRevision)))
        .map((row) => new StoredEvent(row))
    },
    async readAll({ after, limit }) {
      mustBeOpen()
      const start = Math.max(0, Number(after ?? 0n))
      return log.slice(start, start + limit).map((row) => new StoredEvent(row))
    },
    async close() {
      open = false
    },
  }
}

function sameEvent(row: StoredFields, event: PreparedEvent | undefined): boolean {
  return (
    row.id === event?.id &&
    row.type === event.type &&
    row.data === event.data &&
    row.metadata === event.metadata
  )
}

function acknowledge(last: StoredFields | undefined): AppendOutcome {
  if (last === undefined) throw new Error('an acknowledged append has a last event')
  return { outcome: 'ok', revision: BigInt(last.revision), position: BigInt(last.position) }
}
