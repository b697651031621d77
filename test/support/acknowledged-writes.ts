import { createHash } from 'node:crypto'
import { auditSqliteLog } from '../../src/event-store/audit-sqlite-log.ts'
import type { EventStore, StreamName } from '../../src/event-store/event-store.ts'
import { openSqliteEventStore, type SqliteOptions } from '../../src/event-store/sqlite-event-store.ts'

/** Writes under way at once. Write n follows write n - lanes, and no other. */
export const lanes = 8

/** Numbered writes that can be done again: the n-th of one writer is always the same one. */
export interface Writes {
  /** Resolves when the store has acknowledged the write. Done again, it must add nothing. */
  write(n: number): Promise<void>
  close(): Promise<void>
}

/**
 * Appends to a log alone, for what a failing disk does to it. `writer` keeps apart the writers of
 * one log. Crashes are proved with whole commands: `acknowledged-commands.ts`.
 */
export function openWrites(file: string, writer: string, options: SqliteOptions = {}): Writes {
  const store = openSqliteEventStore(file, options)
  return {
    async write(n) {
      const { outcome } = await appendNth(store, writer, n)
      if (outcome !== 'ok') throw new Error(`write ${n} was answered ${outcome}`)
    },
    close: () => store.close(),
  }
}

/**
 * Looks at the log as a process does that starts after the crash.
 *
 * @returns one sentence for each acknowledged write that is not there and each other fault.
 */
export async function faultsAfterCrash(
  file: string,
  writer: string,
  acknowledged: readonly number[],
): Promise<string[]> {
  const store = openSqliteEventStore(file)
  const faults: string[] = []
  for (let lane = 0; lane < lanes; lane++) {
    const recorded = await store.readStream(streamOf(writer, lane))
    const last = Math.max(-1, ...acknowledged.filter((n) => n % lanes === lane))
    for (let n = lane; n <= last; n += lanes) {
      if (recorded[(n - lane) / lanes]?.id !== idOf(writer, n)) faults.push(`write ${n} is not there`)
    }
  }
  await store.close()
  return faults
}

/** The whole log held against itself; slower than looking for what was acknowledged. */
export const faultsInLog = (file: string): string[] =>
  auditSqliteLog(file).map(({ code, detail }) => `${code}: ${detail}`)

function appendNth(store: EventStore, writer: string, n: number) {
  const revision = Math.floor(n / lanes)
  const event = {
    id: idOf(writer, n),
    type: 'ClaimSubmitted',
    data: { claimId: `c-${n}`, instrument: 'composite-workshop', reason: '核定金额'.repeat(n % 40) },
    metadata: { commandId: `k-${writer}-${n}`, actor: 'p-1' },
  }
  const expectedRevision = revision === 0 ? 'no_stream' : BigInt(revision - 1)
  return store.append(streamOf(writer, n), [event], { expectedRevision })
}

const streamOf = (writer: string, n: number): StreamName => `person-${writer}-${n % lanes}`

function idOf(writer: string, n: number): string {
  const hex = createHash('sha256').update(`${writer} ${n}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
