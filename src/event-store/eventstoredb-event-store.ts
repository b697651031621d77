import {
  type AllStreamResolvedEvent,
  EventStoreDBClient,
  eventTypeFilter,
  jsonEvent,
  type ResolvedEvent,
} from '@eventstore/db-client'
import { type EventStore, IntegrityFailure, type RecordedEvent, StoreUnavailable } from './event-store.ts'
import { type EsdbAddress, parseEsdbAddress } from './eventstoredb-address.ts'
import { EsdbAppends } from './eventstoredb-appends.ts'
import { fromWire, isSystemRecord, type WireRecord } from './eventstoredb-codec.ts'
import { consume, idleTimer } from './eventstoredb-consume.ts'
import { isStreamNotFound, judgeReadFailure } from './eventstoredb-failure.ts'
import { RetentionCheck, retentionTypes } from './eventstoredb-retention.ts'
import { prepareAppend } from './prepare-append.ts'

export interface EventStoreDbOptions {
  /** Milliseconds an append may take, and a read may be silent. */
  readonly deadlineMs?: number
}

/** Records of one page of `$all`; many may be the server's own, so pages start small and double. */
const pageSize = { least: 64, most: 4_096 }

/**
 * Opens a log on EventStoreDB 23.10 or newer. The credentials must be allowed to read `$all`.
 *
 * It first reads the metadata of all streams, since a stream that may lose events must not be
 * built on. The server filters; the cost is one pass of the server over its log, of which only
 * stream metadata crosses the network.
 *
 * @throws {TypeError} when the text is no address, or has TLS but no credentials.
 * @throws {StoreUnavailable} when the server cannot be reached or does not answer.
 * @throws {IntegrityFailure} naming a stream with `$maxAge`, `$maxCount` or `$tb`, or deleted.
 */
export async function openEventStoreDb(
  connectionString: string,
  { deadlineMs = 5_000 }: EventStoreDbOptions = {},
): Promise<EventStore> {
  const link = new EsdbLink(parseEsdbAddress(connectionString), deadlineMs)
  try {
    await link.refuseRetention()
  } catch (error) {
    await link.dispose()
    throw error
  }
  return storeOver(link, deadlineMs)
}

function storeOver(link: EsdbLink, deadlineMs: number): EventStore {
  const appends = new EsdbAppends(
    {
      send: (stream, events, options) => link.send(stream, events, options),
      recordedIds: async (stream, from, count) =>
        (await link.readStream(stream, from, count)).map(({ id }) => id),
    },
    deadlineMs,
  )
  let open = true
  const mustBeOpen = () => {
    if (!open) throw new StoreUnavailable('the store is closed')
  }
  return {
    async append(stream, events, { expectedRevision }) {
      mustBeOpen()
      return appends.append(prepareAppend(stream, events, expectedRevision), expectedRevision)
    },
    async readStream(stream, { fromRevision = 0n } = {}) {
      mustBeOpen()
      return link.readStream(stream, fromRevision)
    },
    async readAll({ after, limit }) {
      mustBeOpen()
      return link.readAll(after, limit)
    },
    async close() {
      open = false
      await appends.idle()
      await link.dispose()
    },
  }
}

/** The client, held to the rules under which its calls end and its errors mean something. */
class EsdbLink {
  readonly #client: EventStoreDBClient
  readonly #idleMs: number
  #disposed = false
  /** With credentials on every call, appends are unary: the client's batches know no deadline. */
  readonly #call: { readonly credentials: EsdbAddress['credentials']; readonly requiresLeader: true }

  constructor({ address, credentials }: EsdbAddress, idleMs: number) {
    this.#client = EventStoreDBClient.connectionString(address)
    this.#idleMs = idleMs
    this.#call = { credentials, requiresLeader: true }
  }

  send(...[stream, events, options]: Parameters<ConstructorParameters<typeof EsdbAppends>[0]['send']>) {
    const wire = events.map((event) => jsonEvent(event))
    return this.#client.appendToStream(stream, wire, { ...this.#call, ...options })
  }

  /** @throws {IntegrityFailure} when a revision is missing: the stream was truncated. */
  async readStream(
    stream: string,
    fromRevision: bigint,
    maxCount = Number.MAX_SAFE_INTEGER,
  ): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = []
    const read = this.#client.readStream(stream, { ...this.#call, fromRevision, maxCount })
    await this.#consume(stream, read, (record) => {
      const expected = fromRevision + BigInt(found.length)
      if (record.revision !== expected) {
        throw new IntegrityFailure(`stream ${stream} lacks revision ${expected}`)
      }
      found.push(fromWire(record))
    })
    return found
  }

  async readAll(after: bigint | null, limit: number): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = []
    let last = after
    let size = Math.max(2 * limit, pageSize.least)
    while (found.length < limit) {
      size = Math.min(size, pageSize.most)
      const page = await this.#readPage(last, size)
      for (const record of page) {
        const position = record.position?.commit ?? 0n
        // A page starts with the record it is asked to start at, which was taken before.
        if (last !== null && position <= last) continue
        last = position
        if (!isSystemRecord(record) && found.length < limit) found.push(fromWire(record))
      }
      if (page.length < size) break
      size *= 2
    }
    return found
  }

  async refuseRetention(): Promise<void> {
    const check = new RetentionCheck()
    let caughtUp = false
    const subscription = this.#client.subscribeToAll({
      ...this.#call,
      filter: eventTypeFilter({
        prefixes: [...retentionTypes],
        maxSearchWindow: pageSize.most,
        checkpointReached: () => void idle.refresh(),
      }),
    })
    const idle = idleTimer(subscription, this.#idleMs)
    subscription.on('caughtUp', () => {
      caughtUp = true
      // Ends the iteration after what is still buffered; destroying would cut that off.
      subscription.push(null)
    })
    try {
      await consume(subscription, idle, ({ event }) => event && check.take(event))
    } catch (error) {
      throw judgeReadFailure(error, 'stream metadata')
    } finally {
      subscription.unsubscribe().catch(ignore)
    }
    if (!caughtUp) throw new StoreUnavailable('the server broke off the reading of stream metadata')
    check.conclude()
  }

  dispose(): Promise<void> {
    this.#disposed = true
    return this.#client.dispose()
  }

  async #readPage(from: bigint | null, maxCount: number): Promise<readonly WireRecord[]> {
    const page: WireRecord[] = []
    // Commit and prepare differ only under explicit transactions, which gRPC does not offer.
    const fromPosition = from === null ? 'start' : { commit: from, prepare: from }
    const read = this.#client.readAll({ ...this.#call, fromPosition, maxCount })
    await this.#consume('$all', read, (record) => page.push(record))
    return page
  }

  async #consume(
    what: string,
    read: ReturnType<EventStoreDBClient['readStream']> | ReturnType<EventStoreDBClient['readAll']>,
    take: (record: WireRecord) => void,
  ): Promise<void> {
    try {
      await consume<ResolvedEvent | AllStreamResolvedEvent>(
        read,
        idleTimer(read, this.#idleMs),
        ({ event }) => event && take(event),
      )
    } catch (error) {
      // Destroying the stream does not tell the server to stop sending.
      read.cancel().catch(ignore)
      if (!isStreamNotFound(error)) throw judgeReadFailure(error, what)
    }
    // Disposing the client ends its reads as if they had come to their end.
    if (this.#disposed) throw new StoreUnavailable('the store was closed during a read')
  }
}

const ignore = (): void => {}
