import { LRUCache } from 'lru-cache'
import type { EventStore, ExpectedRevision, RecordedEvent, StreamName } from '../event-store/event-store.ts'
import type { Decider } from './handle-command.ts'

/** A stream folded up to `revision`. The commands are part of it: that is what makes retries safe. */
export interface Folded<State> {
  revision: ExpectedRevision
  position: bigint
  state: State
  /** The ids of those that are recorded. */
  readonly commands: Set<string>
}

type Folds<State, Event> = Pick<Decider<State, never, Event>, 'initial' | 'evolve' | 'decode'>

/** The states of streams, the latest used held in memory and brought up to the log when asked. */
export class FoldedStreams<State, Event> {
  readonly #store: EventStore
  readonly #folds: Folds<State, Event>
  readonly #cache: LRUCache<string, Folded<State>>

  /** @param cachedEvents the states of so many events together are held */
  constructor(store: EventStore, folds: Folds<State, Event>, cachedEvents: number) {
    this.#store = store
    this.#folds = folds
    this.#cache = new LRUCache<string, Folded<State>>({ maxSize: cachedEvents, sizeCalculation: eventsOf })
  }

  /** A stream that nobody wrote to. */
  blank(): Folded<State> {
    return { revision: 'no_stream', position: 0n, state: this.#folds.initial, commands: new Set() }
  }

  /** As it was when it was last used; the log may have more. */
  held(stream: StreamName): Folded<State> | undefined {
    return this.#cache.get(stream)
  }

  /** Brought up to the log; reads only what is newer. */
  async refreshed(stream: StreamName): Promise<Folded<State>> {
    const folded = this.#cache.get(stream) ?? this.blank()
    const fromRevision = folded.revision === 'no_stream' ? 0n : folded.revision + 1n
    const newer = await this.#store.readStream(stream, { fromRevision })
    for (const event of newer) this.fold(folded, event)
    if (newer.length > 0) this.keep(stream, folded)
    return folded
  }

  /** The cache weighs an object when it comes in and never again, so one that grew comes in anew. */
  keep(stream: StreamName, folded: Folded<State>): void {
    this.#cache.set(stream, { ...folded })
  }

  forget(stream: StreamName): void {
    this.#cache.delete(stream)
  }

  fold(folded: Folded<State>, recorded: RecordedEvent): void {
    folded.state = this.#folds.evolve(folded.state, this.#folds.decode(recorded))
    folded.revision = recorded.revision
    folded.position = recorded.position
    folded.commands.add((recorded.metadata as { commandId: string }).commandId)
  }
}

/** A stream's weight in the cache: what it folded. */
const eventsOf = ({ revision }: { readonly revision: ExpectedRevision }): number =>
  revision === 'no_stream' ? 1 : Number(revision) + 1
