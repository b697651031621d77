import { checkCommit, type Expectation, type StreamState } from './commit-check.ts'

/** What a client proposes, byte for byte. */
export interface ProposedRecord {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

export interface LogRecord extends ProposedRecord {
  readonly stream: string
  readonly revision: bigint
  /** Commit and prepare position alike: they differ only under explicit transactions. */
  readonly position: bigint
  readonly createdAtMs: number
}

export type AppendAnswer =
  /** `position` null: the records are there but no longer readable. `revision` −1: nothing there. */
  | { readonly answer: 'success'; readonly revision: bigint; readonly position: bigint | null }
  | { readonly answer: 'wrong-expected-version'; readonly actual: bigint | 'no_stream' }
  | { readonly answer: 'stream-deleted' }
  | { readonly answer: 'too-large' }

export const maxAppendSize = 1_048_576
/** Revision of a tombstone, and the truncation point that stands for a soft delete. */
export const endOfStream = 2n ** 63n - 1n

interface Stream {
  readonly records: LogRecord[]
  readonly ids: string[]
  readonly remembered: Map<string, number>
  tombstoned: boolean
}

/** The log alone, without a wire: it appends, deletes and reads as EventStoreDB 23.10 does. */
export class MemoryLog {
  readonly #records: LogRecord[] = []
  readonly #streams = new Map<string, Stream>()
  readonly #listeners = new Set<() => void>()
  readonly #systemRecordsPerCommit: number
  #end = 0n

  /** @param systemRecordsPerCommit a real log has more `$` records than others; 0 for a bare one. */
  constructor(systemRecordsPerCommit = 2) {
    this.#systemRecordsPerCommit = systemRecordsPerCommit
    for (let i = 0; i < 10 * systemRecordsPerCommit; i++) this.#writeStatistics()
  }

  /** Every record in commit order, the system's own included. */
  get records(): readonly LogRecord[] {
    return this.#records
  }

  /** Where the next record will be. */
  get end(): bigint {
    return this.#end
  }

  append(name: string, expected: Expectation, proposed: readonly ProposedRecord[]): AppendAnswer {
    const size = proposed.reduce((sum, record) => sum + record.data.length + record.metadata.length, 0)
    if (size > maxAppendSize) return { answer: 'too-large' }
    const stream = this.#stream(name)
    const { deletion } = this.state(name)
    const ids = proposed.map((record) => record.id)
    const check = checkCommit(this.state(name), expected, ids, stream.remembered)
    if (check.verdict === 'already') {
      const position = deletion === 'soft' ? null : (stream.records[Number(check.revision)]?.position ?? null)
      return { answer: 'success', revision: check.revision, position }
    }
    if (check.verdict === 'stream-deleted') return { answer: 'stream-deleted' }
    const tip = BigInt(stream.ids.length) - 1n
    if (check.verdict === 'wrong-expected-version') {
      return { answer: 'wrong-expected-version', actual: tip < 0n ? 'no_stream' : tip }
    }
    for (const record of proposed) this.#write(name, record)
    if (deletion === 'soft') this.#writeMetadata(name, `{"$tb":${tip + 1n}}`)
    for (let i = 0; i < this.#systemRecordsPerCommit; i++) this.#writeStatistics()
    for (const listener of this.#listeners) listener()
    const last = stream.records.at(-1)
    return { answer: 'success', revision: BigInt(stream.ids.length) - 1n, position: last?.position ?? null }
  }

  /** Hides what is there; the next append goes on numbering. */
  softDelete(name: string, expected: Expectation): AppendAnswer {
    return this.#delete(name, expected, () =>
      this.#write(`$$${name}`, systemRecord('$metadata', `{"$tb":${endOfStream}}`)),
    )
  }

  /** Closes the stream for ever. */
  tombstone(name: string, expected: Expectation): AppendAnswer {
    return this.#delete(name, expected, () => {
      this.#stream(name).tombstoned = true
      return this.#record(name, endOfStream, systemRecord('$streamDeleted', ''))
    })
  }

  /** What a reader of the stream sees, oldest first. */
  visible(name: string): readonly LogRecord[] {
    const stream = this.#streams.get(name)
    if (stream === undefined) return []
    if (name.startsWith('$$')) return stream.records.slice(-1)
    const { $tb = 0, $maxCount = Number.POSITIVE_INFINITY } = this.#metadata(name)
    return stream.records.slice(
      Math.min(stream.records.length, Math.max($tb, stream.records.length - $maxCount)),
    )
  }

  state(name: string): StreamState {
    const stream = this.#streams.get(name)
    if (stream === undefined) return { ids: [], deletion: 'none' }
    if (stream.tombstoned) return { ids: stream.ids, deletion: 'tombstone' }
    const soft = (this.#metadata(name).$tb ?? 0) >= Number(endOfStream)
    return { ids: stream.ids, deletion: soft ? 'soft' : 'none' }
  }

  /** A restart keeps every record but not the memory of recent ids that `any` relies on. */
  forgetRecentIds(): void {
    for (const stream of this.#streams.values()) stream.remembered.clear()
  }

  /** Calls back after each commit; returns how to stop it. */
  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #delete(name: string, expected: Expectation, write: () => LogRecord): AppendAnswer {
    const { ids, deletion } = this.state(name)
    if (deletion === 'tombstone') return { answer: 'stream-deleted' }
    const tip = ids.length === 0 ? 'no_stream' : BigInt(ids.length) - 1n
    if (typeof expected === 'bigint' && expected !== tip) {
      return { answer: 'wrong-expected-version', actual: tip }
    }
    const { position } = write()
    for (const listener of this.#listeners) listener()
    return { answer: 'success', revision: BigInt(ids.length) - 1n, position }
  }

  #stream(name: string): Stream {
    const known = this.#streams.get(name)
    if (known !== undefined) return known
    const stream: Stream = { records: [], ids: [], remembered: new Map(), tombstoned: false }
    this.#streams.set(name, stream)
    return stream
  }

  #metadata(name: string): { $tb?: number; $maxCount?: number } {
    const last = this.#streams.get(`$$${name}`)?.records.at(-1)
    return last === undefined ? {} : JSON.parse(Buffer.from(last.data).toString('utf8'))
  }

  #write(name: string, proposed: ProposedRecord): LogRecord {
    const stream = this.#stream(name)
    stream.remembered.set(proposed.id, stream.ids.length)
    stream.ids.push(proposed.id)
    const record = this.#record(name, BigInt(stream.records.length), proposed)
    stream.records.push(record)
    return record
  }

  #record(stream: string, revision: bigint, proposed: ProposedRecord): LogRecord {
    const record = { ...proposed, stream, revision, position: this.#end, createdAtMs: Date.now() }
    const bytes = stream.length + proposed.type.length + proposed.data.length + proposed.metadata.length
    this.#end += BigInt(97 + bytes)
    this.#records.push(record)
    return record
  }

  #writeMetadata(name: string, json: string): void {
    this.#write(`$$${name}`, systemRecord('$metadata', json))
  }

  #writeStatistics(): void {
    this.#write('$stats-127.0.0.1:2113', systemRecord('$statsCollected', '{"proc-cpu":0}'))
  }
}

const systemRecord = (type: string, json: string): ProposedRecord => ({
  id: crypto.randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from(json, 'utf8'),
  metadata: new Uint8Array(),
})
