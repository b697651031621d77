import type { HostedEvent, HostedProjection } from '../../projections/projection.ts'
import { unsupported } from '../app/event-codec.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import { IntegrityFailure, type RecordedEvent } from '../event-store/event-store.ts'
import { knownTypes } from './known-types.ts'
import type { StateRow } from './read-model-store.ts'
import { type Cell, StateCache } from './state-cache.ts'

/** Where a folder finds a state that it does not hold; undefined where there is none yet. */
export type LoadState = (projection: HostedProjection, partition: string) => StateRow | undefined

export interface Target {
  readonly projection: HostedProjection
  /** Events up to here are in its states already. */
  readonly after: bigint | null
  /** Events beyond are left out; null: no end. */
  readonly until: bigint | null
}

/** What is done with the events of one category; a known type that no fold handles has no handlers. */
interface Category {
  readonly prefix: string
  readonly byType: ReadonlyMap<string, readonly Handler[]>
}

interface Handler extends Target {
  readonly fold: (state: unknown, event: HostedEvent) => unknown
}

/** An event in the words of the folds; what a fold does not ask for is never parsed. */
class Handed implements HostedEvent {
  readonly recorded: RecordedEvent
  readonly id: string
  readonly type: string
  readonly streamId: string

  constructor(recorded: RecordedEvent) {
    this.recorded = recorded
    this.id = recorded.id
    this.type = recorded.type
    this.streamId = recorded.stream
  }

  get data(): object {
    return this.recorded.data
  }

  get metadata(): object {
    return this.recorded.metadata
  }
}

/**
 * Runs events through folds, over states held in memory. It neither reads the log nor stores
 * anything: hosts give it events in the order of the log and take the changed states from it.
 */
export class Folder {
  readonly #categories: readonly Category[]
  readonly #cache = new StateCache()
  readonly #load: LoadState
  #dirty: Cell[] = []
  /** Looked up last; folds of one event often share their partition. */
  #partition: string | null = null
  #first: Cell | undefined
  #last: RecordedEvent | null = null
  /** No target has seen anything beyond. */
  readonly #seenAtMost: bigint
  /** The stream given last, if it began since states were taken last; else ''. */
  #begun = ''

  constructor(targets: readonly Target[], load: LoadState) {
    this.#load = load
    this.#seenAtMost = targets.reduce(
      (most, { after }) => (after !== null && after > most ? after : most),
      -1n,
    )
    this.#categories = [...knownTypes].map(([name, types]) => {
      const own = targets.filter(({ projection }) => projection.category === name)
      const handlersOf = (type: string): readonly Handler[] =>
        own.flatMap(({ projection, after, until }) => {
          const fold = projection.when[type]
          return fold === undefined ? [] : [{ projection, after, until, fold }]
        })
      const byType = new Map([...types].map((type) => [type, handlersOf(type)]))
      return { prefix: `${name}-`, byType }
    })
  }

  /** The event given last. */
  get last(): RecordedEvent | null {
    return this.#last
  }

  /** Partitions used since the last `forget`. */
  get held(): number {
    return this.#cache.touched
  }

  /**
   * An event delivered before is skipped.
   *
   * @throws {IntegrityFailure} the type is unknown in its category, or a fold cannot use the event.
   */
  fold(event: RecordedEvent): void {
    if (this.#last !== null && event.position <= this.#last.position) return
    this.#lookForBeginning(event)
    for (const { prefix, byType } of this.#categories) {
      if (!event.stream.startsWith(prefix)) continue
      const handlers = byType.get(event.type)
      if (handlers === undefined) throw unsupported(event, 'type')
      if (handlers.length > 0) this.#apply(handlers, event)
      break
    }
    this.#last = event
  }

  /** A stream that begins has no states yet, so none needs to be looked for. */
  #lookForBeginning({ stream, revision, position }: RecordedEvent): void {
    if (revision === 0n) this.#begun = position > this.#seenAtMost ? stream : ''
    else if (stream !== this.#begun) this.#begun = ''
  }

  /** Whether the stream that began has the partition to itself: it is named after the stream. */
  #isNew(partition: string): boolean {
    if (this.#begun === '') return false
    return partition === this.#begun || partition.startsWith(this.#begun.slice(this.#begun.indexOf('-') + 1))
  }

  #apply(handlers: readonly Handler[], event: RecordedEvent): void {
    const handed = new Handed(event)
    const { position } = event
    for (const { projection, after, until, fold } of handlers) {
      if (after !== null && position <= after) continue
      if (until !== null && position > until) continue
      try {
        const cell = this.#cellOf(projection, projection.partitionBy(handed), position)
        cell.state = fold(cell.state, handed)
        cell.position = position
        if (cell.dirty) continue
        cell.dirty = true
        this.#dirty.push(cell)
      } catch (error) {
        // What a fold threw may quote the event.
        throw error instanceof TypeError ? unsupported(event, projection.name) : error
      }
    }
  }

  #cellOf(projection: HostedProjection, partition: string, position: bigint): Cell {
    if (partition !== this.#partition) {
      if (typeof partition !== 'string') throw new TypeError('no partition')
      this.#partition = partition
      this.#first = this.#cache.first(partition)
    }
    for (let cell = this.#first; cell !== undefined; cell = cell.next) {
      if (cell.projection === projection) return cell
    }
    const row = this.#isNew(partition) ? undefined : this.#load(projection, partition)
    const state = row === undefined ? projection.init() : parsed(row, projection)
    const seq = row?.seq ?? position
    const cell: Cell = { projection, partition, seq, position, state, dirty: false, next: this.#first }
    this.#cache.putFirst(cell)
    this.#first = cell
    return cell
  }

  /**
   * The states changed since they were taken last, at most `limit`; the caller stores them.
   *
   * @throws {IntegrityFailure} a state is not plain JSON of whole numbers.
   */
  takeChanged(limit: number): ReadonlyMap<HostedProjection, readonly StateRow[]> {
    this.#begun = ''
    const rows = new Map<HostedProjection, StateRow[]>()
    for (const cell of this.#dirty.splice(0, limit)) {
      cell.dirty = false
      const list = rows.get(cell.projection)
      if (list === undefined) rows.set(cell.projection, [toRow(cell)])
      else list.push(toRow(cell))
    }
    return rows
  }

  /** Lets go of states not used since the call before. Every changed state must have been taken. */
  forget(): void {
    this.#cache.rotate()
    this.#partition = null
  }
}

const parsed = ({ partition, state }: StateRow, { name }: HostedProjection): unknown => {
  try {
    return JSON.parse(state)
  } catch {
    // The parser's message quotes the text.
    throw new IntegrityFailure(`${name} ${partition}: the stored state is not JSON`)
  }
}

const toRow = ({ projection, partition, seq, position, state }: Cell): StateRow => {
  const columns = Object.values(projection.index).map((column) => column(state))
  try {
    return { partition, seq, position, state: canonicalJson(state), columns }
  } catch (error) {
    const { message } = error as Error
    throw new IntegrityFailure(
      `${projection.name} ${partition}: its state after position ${position} is not sound at ${message}`,
    )
  }
}
