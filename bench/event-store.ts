import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EventStore, ExpectedRevision, NewEvent, StreamName } from '../src/event-store/event-store.ts'
import { openSqliteEventStore } from '../src/event-store/sqlite-event-store.ts'
import { BareTable } from './bare-table.ts'

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
const appendsPerRound = 2_000
const batchesPerRound = 300
const inFlight = 64
const streams = 10_000

/** `folder` must be on the disk in question; everything written there is removed again. */
export async function benchEventStore(folder: string): Promise<EventStoreFigures> {
  mkdirSync(folder, { recursive: true })
  const place = mkdtempSync(join(folder, 'bench-'))
  try {
    const sequential = await benchSequential(place)
    const concurrent = await benchConcurrent(place)
    const latency = [await benchLatency(place, 10_000), await benchLatency(place, 200_000)]
    return { ...sequential, ...concurrent, latency }
  } finally {
    rmSync(place, { recursive: true })
  }
}

async function benchSequential(place: string) {
  const { store, next } = await filledStore(join(place, 'sequential.sqlite'), streams)
  const bare = new BareFile(join(place, 'bare'))
  const ratios: number[] = []
  const ratiosInPlace: number[] = []
  for (let round = 0; round < rounds; round++) {
    const inPlaceUs = bare.overwriting(appendsPerRound)
    const prepared = Array.from({ length: appendsPerRound }, next)
    const start = nowUs()
    for (const append of prepared) await appendOne(store, append)
    const storeUs = (nowUs() - start) / appendsPerRound
    const appendingUs = bare.appending(appendsPerRound)
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
  const appends = batchesPerRound * inFlight
  for (let round = 0; round < rounds; round++) {
    const bareUs = bare.insert(batchesPerRound, inFlight) / appends
    const prepared = Array.from({ length: appends }, next)
    const start = nowUs()
    let taken = 0
    const client = async () => {
      while (taken < appends) await appendOne(store, prepared[taken++] as Append)
    }
    await Promise.all(Array.from({ length: inFlight }, client))
    const storeUs = (nowUs() - start) / appends
    ratios.push(bareUs / storeUs)
    perSecond.push(1_000_000 / storeUs)
  }
  bare.close()
  await store.close()
  return { concurrentRatio: median(ratios), concurrentPerSecond: Math.round(median(perSecond)) }
}

async function benchLatency(place: string, count: number): Promise<LatencyFigures> {
  const { store, next } = await filledStore(join(place, `latency-${count}.sqlite`), count)
  const times: number[] = []
  for (let i = 0; i < 3 * appendsPerRound; i++) {
    const target = next()
    const start = nowUs()
    await appendOne(store, target)
    times.push(nowUs() - start)
  }
  await store.close()
  times.sort((a, b) => a - b)
  return {
    streams: count,
    medianUs: Math.round(median(times)),
    meanUs: Math.round(times.reduce((sum, time) => sum + time, 0) / times.length),
    p99Us: Math.round(times[Math.floor(times.length * 0.99)] as number),
    longestUs: Math.round(times.at(-1) as number),
  }
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

/** Writes and waits for the disk, and nothing else. */
class BareFile {
  readonly #descriptor: number
  readonly #bytes = Buffer.alloc(520, 'x')
  #end: number

  constructor(file: string) {
    this.#descriptor = openSync(file, 'w')
    this.#end = writeSync(this.#descriptor, Buffer.alloc(appendsPerRound * 520))
    fsyncSync(this.#descriptor)
  }

  appending(count: number): number {
    const us = this.#loop(count, this.#end)
    this.#end += count * 520
    return us
  }

  overwriting(count: number): number {
    return this.#loop(count, 0)
  }

  #loop(count: number, from: number): number {
    const start = nowUs()
    for (let i = 0; i < count; i++) {
      writeSync(this.#descriptor, this.#bytes, 0, 520, from + i * 520)
      fdatasyncSync(this.#descriptor)
    }
    return (nowUs() - start) / count
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

const nowUs = (): number => Number(process.hrtime.bigint()) / 1_000

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await benchEventStore(join(process.cwd(), 'data')))
}
