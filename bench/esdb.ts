import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import type { NewEvent, StreamName } from '../src/event-store/event-store.ts'
import { parseEsdbAddress } from '../src/event-store/eventstoredb-address.ts'
import { openEventStoreDb } from '../src/event-store/eventstoredb-event-store.ts'
import { BenchLedger } from './bench-ledger.ts'

/** Rates over the bare client's unary appends in the same run; 1 means that nothing else costs anything. */
interface Figures {
  /** One after another. */
  readonly sequentialRatio: number
  readonly sequentialPerSecond: number
  /** 64 in flight, each on a stream of its own. */
  readonly concurrentRatio: number
  readonly concurrentPerSecond: number
}

export interface EsdbFigures {
  /** Appends through the adapter. */
  readonly appends: Figures
  /** Whole commands: decide, append, answer. */
  readonly commands: Figures
}

/** Appends one event to a new stream. */
type AppendOne = (stream: StreamName, event: NewEvent) => Promise<void>

const rounds = 5
const sequentialAppends = 500
const concurrentAppends = 4_000
const inFlight = 64
const people = 2_000

/**
 * Measures against a real server, for which a loopback would be no stand-in. It writes some 95,000
 * events to streams that nothing else uses, and the log keeps them: give it a server to throw away.
 */
export async function benchEsdb(connectionString: string): Promise<EsdbFigures> {
  const store = await openEventStoreDb(connectionString)
  const bare = bareClient(connectionString)
  const adapter: AppendOne = async (stream, event) => {
    const { outcome } = await store.append(stream, [event], { expectedRevision: 'no_stream' })
    if (outcome !== 'ok') throw new Error(`an append was answered ${outcome}`)
  }
  try {
    await run(adapter, 200, 1)
    await run(bare.append, 200, 1)
    const appends = await figuresOf(adapter, bare.append)
    const ledger = await BenchLedger.fill(store, people, inFlight)
    return { appends, commands: await figuresOf(() => ledger.command(), bare.append) }
  } finally {
    await store.close()
    await bare.dispose()
  }
}

const figuresOf = async (ours: AppendOne, bare: AppendOne): Promise<Figures> => {
  const sequential = await compare(ours, bare, sequentialAppends, 1)
  const concurrent = await compare(ours, bare, concurrentAppends, inFlight)
  return {
    sequentialRatio: sequential.ratio,
    sequentialPerSecond: sequential.perSecond,
    concurrentRatio: concurrent.ratio,
    concurrentPerSecond: concurrent.perSecond,
  }
}

/** The client's own unary append of the same event, with the ledger's id where the adapter puts it. */
function bareClient(connectionString: string) {
  const { address, credentials } = parseEsdbAddress(connectionString)
  const client = EventStoreDBClient.connectionString(address)
  const append: AppendOne = async (stream, { id, type, data, metadata }) => {
    const event = jsonEvent({ id, type, data, metadata: { ...metadata, id } })
    await client.appendToStream(stream, event, {
      credentials,
      requiresLeader: true,
      deadline: 5_000,
      expectedRevision: 'no_stream',
    })
  }
  return { append, dispose: () => client.dispose() }
}

/** Rounds of one and the other in turn, so that both meet the same moods of the machine. */
async function compare(adapter: AppendOne, bare: AppendOne, appends: number, atOnce: number) {
  const ratios: number[] = []
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    const bareRate = await run(bare, appends, atOnce)
    const adapterRate = await run(adapter, appends, atOnce)
    ratios.push(adapterRate / bareRate)
    rates.push(adapterRate)
  }
  return { ratio: median(ratios), perSecond: Math.round(median(rates)) }
}

/** Appends per second. */
async function run(append: AppendOne, appends: number, atOnce: number): Promise<number> {
  const tag = randomUUID().slice(0, 8)
  const events = Array.from({ length: appends }, sampleEvent)
  let taken = 0
  const client = async () => {
    while (taken < appends) {
      const which = taken++
      await append(`bench-${tag}-${which}`, events[which] as NewEvent)
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: atOnce }, client))
  return (appends / (performance.now() - start)) * 1_000
}

const sampleEvent = (): NewEvent => ({
  id: randomUUID(),
  type: 'ClaimApproved',
  data: {
    claimId: 'c-0192837465',
    instrument: 'composite-workshop',
    requestedFen: 2_000_000,
    approvedFen: 1_500_000,
  },
  metadata: { commandId: randomUUID(), actor: 'p7a9c2d4e6f8', at: '2024-05-31T08:00:00.000Z' },
})

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.ESDB_URL
  console.log(url === undefined ? 'SKIPPED: ESDB_URL is not set' : await benchEsdb(url))
}
