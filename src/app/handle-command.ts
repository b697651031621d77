import type { Actor } from '../domain/actor.ts'
import { DomainError } from '../domain/errors.ts'
import type {
  AppendOutcome,
  EventStore,
  JsonObject,
  NewEvent,
  RecordedEvent,
  StreamName,
} from '../event-store/event-store.ts'
import { appendRepeating, readAfterwards } from './append-repeating.ts'
import { IdempotencyKeyReused, OutcomeUnknown, RaceLost } from './errors.ts'
import { type Folded, FoldedStreams } from './folded-streams.ts'
import { eventIdOf } from './name-uuid.ts'
import { Turns } from './turns.ts'

type Decided = readonly { readonly type: string; readonly data: object }[]

/** A pure decider as the handler sees it. `decode` rejects events it does not know. */
export interface Decider<State, Command, Event> {
  readonly initial: State
  readonly decide: (command: Command, state: State) => Decided
  readonly evolve: (state: State, event: Event) => State
  readonly decode: (recorded: RecordedEvent) => Event
}

export interface CommandRequest<State, Command> {
  readonly stream: StreamName
  /** A UUID derived from the caller and the Idempotency-Key. */
  readonly commandId: string
  /** Keyed digest of the request's content. */
  readonly digest: string
  readonly actor: Actor
  /** Instant, ISO 8601 UTC. */
  readonly at: string
  readonly command: Command
  /**
   * Completes the command with what must be durable elsewhere first (the vault). Called only after
   * the command as it stands was found legal, so that a refusal leaves nothing behind; called again
   * when another writer was faster, so it must be repeatable.
   */
  readonly prepare?: ((state: State) => Promise<Command>) | undefined
  /** False: nobody is expected to ask for the stream soon, so it takes no place in the cache. */
  readonly keep?: boolean
  /**
   * True: the caller has reason to think that nobody wrote to the stream, so it is read only where a refusal
   * or the append says otherwise. What was prepared by then stays, and the command is prepared again. A
   * repeat may be answered as if it were the first time; it adds nothing all the same.
   */
  readonly begins?: boolean | undefined
  /** The import that the command is a row of. */
  readonly importId?: string | undefined
}

export interface CommandAnswer<State> {
  /** The stream right after the command's own events; for a repeat, as it was then. */
  readonly state: State
  readonly position: bigint
  /** True when the command was carried out before and this is its first answer again. */
  readonly replayed: boolean
  /** The command began the stream. */
  readonly created: boolean
  /** The command's own events, of a repeat those that it had the first time; none: it had nothing to do. */
  readonly events: readonly { readonly type: string; readonly importId: string | null }[]
}

const attemptsMax = 5

/**
 * Load, fold, decide, append. Commands of one stream wait for each other in this process; writers
 * elsewhere are met by the exact expected revision.
 */
export class CommandHandler<State, Command, Event> {
  readonly #store: EventStore
  readonly #decider: Decider<State, Command, Event>
  readonly #streams: FoldedStreams<State, Event>
  readonly #turns = new Turns()

  /** @param cachedEvents the cache holds the states of so many events together, the latest used. */
  constructor(store: EventStore, decider: Decider<State, Command, Event>, cachedEvents = 250_000) {
    this.#store = store
    this.#decider = decider
    this.#streams = new FoldedStreams(store, decider, cachedEvents)
  }

  /**
   * @throws {DomainError} the command is illegal; nothing was recorded.
   * @throws {IdempotencyKeyReused} the command id stands for other content.
   * @throws {OutcomeUnknown} the store does not say whether it was recorded; repeat the request.
   * @throws {RaceLost} other writers were faster each time; nothing was recorded.
   */
  handle(request: CommandRequest<State, Command>): Promise<CommandAnswer<State>> {
    return this.#turns.run(request.stream, () => this.#handle(request))
  }

  /** The stream's state as the log has it now; null when nobody wrote to it. */
  async load(stream: StreamName): Promise<{ state: State; position: bigint } | null> {
    const folded = await this.#turns.run(stream, () => this.#streams.refreshed(stream))
    return folded.revision === 'no_stream' ? null : { state: folded.state, position: folded.position }
  }

  async #handle(request: CommandRequest<State, Command>): Promise<CommandAnswer<State>> {
    const { stream, commandId } = request
    let folded = this.#streams.held(stream)
    // What is prepared cannot be taken back, so neither a repeat nor a refusal may be overlooked.
    let fresh = folded === undefined ? request.begins !== true : request.prepare !== undefined
    if (fresh) folded = await this.#streams.refreshed(stream)
    folded ??= this.#streams.blank()
    let prepared: Command | undefined
    for (let attempt = 0; ; attempt++) {
      if (folded.commands.has(commandId)) return this.#firstAnswer(request)
      if (attempt === attemptsMax) throw new RaceLost()
      let events: readonly NewEvent[]
      try {
        let decided: Decided | undefined
        if (prepared === undefined && request.prepare !== undefined) {
          decided = this.#decider.decide(request.command, folded.state)
          prepared = await request.prepare(folded.state)
          // Most are not changed by it, and on the same state are decided the same.
          if (prepared !== request.command) decided = undefined
        }
        decided ??= this.#decider.decide(prepared ?? request.command, folded.state)
        events = this.#recordable(request, decided)
      } catch (error) {
        if (fresh || !(error instanceof DomainError)) throw error
        events = []
      }
      if (events.length === 0 && !fresh) {
        // A refusal, or nothing to do, may rest on a stale cache: another process can have written since.
        folded = await this.#streams.refreshed(stream)
        fresh = true
        continue
      }
      if (events.length === 0) {
        const { state, position } = folded
        return { state, position, replayed: false, created: false, events: [] }
      }
      const outcome = await appendRepeating(this.#store, stream, events, folded.revision)
      if (outcome.outcome === 'ok') return this.#apply(request, folded, events, outcome)
      folded = await this.#lookAgain(stream, outcome)
      fresh = true
      prepared = undefined
      if (folded.commands.has(commandId)) continue
      if (outcome.outcome === 'unknown') throw new OutcomeUnknown(outcome.cause)
      if (outcome.reason === 'event-id') throw new IdempotencyKeyReused()
    }
  }

  #recordable(request: CommandRequest<State, Command>, decided: Decided): readonly NewEvent[] {
    const { commandId, digest, actor, at, importId } = request
    const from = importId === undefined ? {} : { importId }
    const metadata = { actor: { ...actor }, at, commandId, digest, ...from }
    return decided.map(({ type, data }, index) => {
      const event = { id: eventIdOf(commandId, index), type, data: data as JsonObject, metadata }
      this.#mustBeReadable(request.stream, event)
      return event
    })
  }

  /** One event that cannot be read back would close its stream for ever. */
  #mustBeReadable(stream: StreamName, event: NewEvent): void {
    try {
      this.#decider.decode({ ...event, stream, revision: -1n, position: -1n })
    } catch (cause) {
      throw new TypeError('an event was decided that could not be read back', { cause })
    }
  }

  /** The stream as the log has it after an append that was not acknowledged. */
  async #lookAgain(stream: StreamName, outcome: AppendOutcome): Promise<Folded<State>> {
    this.#streams.forget(stream)
    const read = this.#streams.refreshed(stream)
    return outcome.outcome === 'unknown' ? readAfterwards(read, outcome.cause) : read
  }

  #apply(
    request: CommandRequest<State, Command>,
    folded: Folded<State>,
    events: readonly NewEvent[],
    { revision, position }: { readonly revision: bigint; readonly position: bigint },
  ): CommandAnswer<State> {
    const { stream, commandId } = request
    const created = folded.revision === 'no_stream'
    // Events just decided need no decoding: the decider made them.
    let { state } = folded
    for (const event of events) state = this.#decider.evolve(state, event as unknown as Event)
    folded.commands.add(commandId)
    if (request.keep === false) this.#streams.forget(stream)
    else this.#streams.keep(stream, { ...folded, state, revision, position })
    return { state, position, replayed: false, created, events: events.map(asOwn) }
  }

  async #firstAnswer(request: CommandRequest<State, Command>): Promise<CommandAnswer<State>> {
    const { stream, commandId, digest } = request
    const events = await readAfterwards(this.#store.readStream(stream), 'it is recorded')
    const last = events.findLastIndex(({ metadata }) => metadata.commandId === commandId)
    if (events[last]?.metadata.digest !== digest) throw new IdempotencyKeyReused()
    const then = this.#streams.blank()
    for (const event of events.slice(0, last + 1)) this.#streams.fold(then, event)
    const created = events[0]?.metadata.commandId === commandId
    const own = events.filter(({ metadata }) => metadata.commandId === commandId)
    return { state: then.state, position: then.position, replayed: true, created, events: own.map(asOwn) }
  }
}

const asOwn = ({ type, metadata: { importId } }: Pick<NewEvent, 'type' | 'metadata'>) => ({
  type,
  importId: typeof importId === 'string' ? importId : null,
})
