import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EventStore, ExpectedRevision, NewEvent, StreamName } from '../src/event-store/event-store.ts'
import { openSqliteEventStore } from '../src/event-store/sqlite-event-store.ts'
import { BareFile } from './bare-file.ts'
import { BareTable } from './bare-table.ts'
import { median, nowUs } from './timing.ts'

/** Ratios are store over bare in one run; 1 means the store costs nothing. Times in microseconds. */
export interface EventStoreFigures {
  /** One append after another, over a loop of write and fdatasync that appends the same bytes. */
  readonly sequentialRatio: number
  /** The same over a loop that overwrites a file written before: no file system can do better. */
  readonly sequentialRatioInPlace: number
  /** 64 appends in flight over 10,000 streams, over bare inserts of the same rows, 64 a commit. */
  readonly concurrentRatio: number
  readonly concurrentPerSecond: number
  readonly latency: readonly LatencyFigures[]
}

export interface LatencyFigures {
  readonly streams: number
  readonly medianUs: number
  readonly meanUs: number
  readonly p99Us: number
  readonly longestUs: number
}

const rounds = 5
/** A round is cut into slices, taken in turn, so that other work on the disk hits all sides alike. */
const slices = 20
const sequentialPerSlice = 100
const commitsPerSlice = 15
const latencySlices = 60
const inFlight = 64
const streams = 10_000

/** `folder` must be on the disk in question; everything written there is removed again. */
export async function benchEventStore(folder: string): Promise<EventStoreFigures> {
  mkdirSync(folder, { recursive: true })
  const place = mkdtempSync(join(folder, 'bench-'))
  try {
    const sequential = await benchSequential(place)
    const concurrent = await benchConcurrent(place)
    const latency = await benchLatency(place, [10_000, 200_000])
    return { ...sequential, ...concurrent, latency }
  } finally {
    rmSync(place, { recursive: true })
  }
}

async function benchSequential(place: string) {
  const { store, next } = await filledStore(join(place, 'sequential.sqlite'), streams)
  const bare = new BareFile(join(place, 'bare'), { writes: sequentialPerSlice, bytes: 520 })
  const ratios: number[] = []
  const ratiosInPlace: number[] = []
  for (let round = 0; round < rounds; round++) {
    let [inPlaceUs, storeUs, appendingUs] = [0, 0, 0]
    for (let slice = 0; slice < slices; slice++) {
      inPlaceUs += bare.overwriting()
      const prepared = Array.from({ length: sequentialPerSlice }, next)
      const start = nowUs()
      for (const append of prepared) await appendOne(store, append)
      storeUs += (nowUs() - start) / sequentialPerSlice
      appendingUs += bare.appending()
    }
    ratios.push(appendingUs / storeUs)
    ratiosInPlace.push(inPlaceUs / storeUs)
  }
  bare.close()
  await store.close()
  return { sequentialRatio: median(ratios), sequentialRatioInPlace: median(ratiosInPlace) }
}

async function benchConcurrent(place: string) {
  const { store, next } = await filledStore(join(place, 'concurrent.sqlite'), streams)
  const bare = new BareTable(join(place, 'bare.sqlite'), streams, sampleEvent)
  const ratios: number[] = []
  const perSecond: number[] = []
  for (let round = 0; round < rounds; round++) {
    let [bareUs, storeUs] = [0, 0]
    for (let slice = 0; slice < slices; slice++) {
      bareUs += bare.insert(commitsPerSlice, inFlight)
      storeUs += await concurrentUs(store, Array.from({ length: commitsPerSlice * inFlight }, next))
    }
    ratios.push(bareUs / storeUs)
    perSecond.push((slices * commitsPerSlice * inFlight * 1_000_000) / storeUs)
  }
  bare.close()
  await store.close()
  return { concurrentRatio: median(ratios), concurrentPerSecond: Math.round(median(perSecond)) }
}

async function concurrentUs(store: EventStore, appends: readonly Append[]): Promise<number> {
  let taken = 0
  const client = async () => {
    while (taken < appends.length) await appendOne(store, appends[taken++] as Append)
  }
  const start = nowUs()
  await Promise.all(Array.from({ length: inFlight }, client))
  return nowUs() - start
}

/** Stores of different sizes take turns, so that what differs is their size. */
async function benchLatency(place: string, counts: readonly number[]): Promise<LatencyFigures[]> {
  const stores = []
  for (const count of counts) {
    const filled = await filledStore(join(place, `latency-${count}.sqlite`), count)
    stores.push({ ...filled, count, times: [] as number[] })
  }
  for (let slice = 0; slice < latencySlices; slice++) {
    for (const { store, next, times } of stores) {
      for (let i = 0; i < sequentialPerSlice; i++) {
        const append = next()
        const start = nowUs()
        await appendOne(store, append)
        times.push(nowUs() - start)
      }
    }
  }
  for (const { store } of stores) await store.close()
  return stores.map(({ count, times }) => latencyOf(count, times))
}

function latencyOf(streams: number, times: readonly number[]): LatencyFigures {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] as number)
  const meanUs = Math.round(times.reduce((sum, time) => sum + time, 0) / times.length)
  return { streams, medianUs: at(0.5), meanUs, p99Us: at(0.99), longestUs: at(1) }
}

interface Append {
  readonly stream: StreamName
  readonly events: readonly NewEvent[]
  readonly expectedRevision: ExpectedRevision
}

/** A store with three events in each stream, and a source of appends to streams in no order. */
async function filledStore(file: string, count: number) {
  const store = openSqliteEventStore(file)
  const revisions = new Int32Array(count)
  const appendTo = (which: number): Append => {
    const revision = (revisions[which] as number)++
    const expectedRevision = revision === 0 ? 'no_stream' : BigInt(revision - 1)
    return { stream: streamName(which), events: [sampleEvent(revision)], expectedRevision }
  }
  for (let pass = 0; pass < 3; pass++) {
    for (let from = 0; from < count; from += 1_000) {
      await Promise.all(Array.from({ length: 1_000 }, (_, i) => appendOne(store, appendTo(from + i))))
    }
  }
  return { store, next: () => appendTo(Math.floor(Math.random() * count)) }
}

async function appendOne(store: EventStore, { stream, events, expectedRevision }: Append): Promise<void> {
  const { outcome } = await store.append(stream, events, { expectedRevision })
  if (outcome !== 'ok') throw new Error(`an append was answered ${outcome}`)
}

const streamName = (which: number): StreamName =>
  `person-${which.toString(32).padStart(6, '0')}n5xq2v7h4k6m3w9e8c1z`

/** About 520 bytes with its place: a usual event of a person's stream. */
function sampleEvent(revision: number): NewEvent {
  const commandId = randomUUID()
  return {
    id: randomUUID(),
    type: 'ClaimApproved',
    data: {
      claimId: 'c-0192837465',
      instrument: 'composite-workshop',
      basis: `completion-${revision}`,
      requestedFen: 2_000_000,
      approvedFen: 1_500_000,
      district: '330602',
      onBehalf: false,
      clause: '二(三)4',
    },
    metadata: {
      commandId,
      actor: 'p7a9c2d4e6f8g1h3k5m7n9q2',
      role: 'reviewer',
      at: '2024-05-31T08:00:00.000Z',
      digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await benchEventStore(join(process.cwd(), 'data')))
}
