import { EventStoreDBClient, eventTypeFilter, jsonEvent } from '@eventstore/db-client'
import { type EventStore, IntegrityFailure, type RecordedEvent, StoreUnavailable } from './event-store.ts'
import { type EsdbAddress, parseEsdbAddress } from './eventstoredb-address.ts'
import { type AppendLink, EsdbAppends } from './eventstoredb-appends.ts'
import { fromWire, isSystemRecord, type WireRecord } from './eventstoredb-codec.ts'
import { consume, type EventStream, idleTimer } from './eventstoredb-consume.ts'
import { isStreamNotFound, judgeReadFailure } from './eventstoredb-failure.ts'
import { RetentionCheck, retentionTypes } from './eventstoredb-retention.ts'
import { prepareAppend } from './prepare-append.ts'
import { Slots } from './slots.ts'

export interface EventStoreDbOptions {
  /** Milliseconds an append may take, and a read may be silent. */
  readonly deadlineMs?: number
}

/**
 * Reads under way at once; the others wait. Asked for by the thousand, reads lie unsent in the client
 * until they look silent, or end with gRPC 13.
 */
const readsAtMost = 100

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
  const link = linkTo(parseEsdbAddress(connectionString), deadlineMs)
  try {
    await link.refuseRetention()
  } catch (error) {
    await link.dispose()
    throw error
  }
  return storeOver(link, deadlineMs)
}

function linkTo(address: EsdbAddress, deadlineMs: number): EsdbLink {
  try {
    return new EsdbLink(address, deadlineMs)
  } catch (cause) {
    throw new TypeError('the client cannot read this EventStoreDB address', { cause })
  }
}

function storeOver(link: EsdbLink, deadlineMs: number): EventStore {
  const appends = new EsdbAppends(link, deadlineMs)
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
class EsdbLink implements AppendLink {
  readonly #client: EventStoreDBClient
  readonly #idleMs: number
  readonly #reads = new Slots(readsAtMost)
  #disposed = false
  /** With credentials on every call, appends are unary: the client's batches know no deadline. */
  readonly #call: { readonly credentials: EsdbAddress['credentials']; readonly requiresLeader: true }

  constructor({ address, credentials }: EsdbAddress, idleMs: number) {
    this.#client = EventStoreDBClient.connectionString(address)
    this.#idleMs = idleMs
    this.#call = { credentials, requiresLeader: true }
  }

  async send(...[stream, events, options]: Parameters<AppendLink['send']>) {
    const wire = events.map((event) => jsonEvent(event))
    return this.#client.appendToStream(stream, wire, { ...this.#call, ...options })
  }

  async recordedIds(stream: string, fromRevision: bigint, count: number): Promise<readonly string[]> {
    return (await this.readStream(stream, fromRevision, count)).map(({ id }) => id)
  }

  /** @throws {IntegrityFailure} when a revision is missing: the stream was truncated. */
  async readStream(
    stream: string,
    fromRevision: bigint,
    maxCount = Number.MAX_SAFE_INTEGER,
  ): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = []
    const read = () => this.#client.readStream(stream, { ...this.#call, fromRevision, maxCount })
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
    const take = (record: WireRecord) => {
      const position = record.position?.commit ?? 0n
      // A page starts with the record it is asked to start at, which was taken before.
      if (last !== null && position <= last) return
      last = position
      if (!isSystemRecord(record) && found.length < limit) found.push(fromWire(record))
    }
    for (let size = Math.max(2 * limit, pageSize.least); found.length < limit; size *= 2) {
      const count = Math.min(size, pageSize.most)
      if ((await this.#readPage(last, count, take)) < count) break
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
    const cancel = () => subscription.unsubscribe()
    try {
      await consume(subscription, idle, cancel, (record) => check.take(record))
    } catch (error) {
      throw judgeReadFailure(error, 'stream metadata')
    }
    await cancel()
    if (!caughtUp) throw new StoreUnavailable('the server broke off the reading of stream metadata')
    check.conclude()
  }

  dispose(): Promise<void> {
    this.#disposed = true
    return this.#client.dispose()
  }

  /** Returns how many records came, the server's own included. */
  async #readPage(
    from: bigint | null,
    maxCount: number,
    take: (record: WireRecord) => void,
  ): Promise<number> {
    let came = 0
    // Commit and prepare differ only under explicit transactions, which gRPC does not offer.
    const fromPosition = from === null ? 'start' : { commit: from, prepare: from }
    const read = () => this.#client.readAll({ ...this.#call, fromPosition, maxCount })
    await this.#consume('$all', read, (record) => {
      came += 1
      take(record)
    })
    return came
  }

  async #consume(
    what: string,
    start: () => EventStream & { cancel(): Promise<void> },
    take: (record: WireRecord) => void,
  ): Promise<void> {
    await this.#reads.run(async () => {
      if (this.#disposed) return
      try {
        const read = start()
        await consume(read, idleTimer(read, this.#idleMs), () => read.cancel(), take)
      } catch (error) {
        if (!isStreamNotFound(error)) throw judgeReadFailure(error, what)
      }
    })
    // Disposing the client ends its reads as if they had come to their end.
    if (this.#disposed) throw new StoreUnavailable('the store was closed during a read')
  }
}
