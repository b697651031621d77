import { shanghaiDay } from '../domain/dates.ts'
import { needClassInScope } from '../domain/person/class-in-scope.ts'
import type { DecideContext, PersonCommand } from '../domain/person/commands.ts'
import { decidePerson } from '../domain/person/decide.ts'
import {
  decideSeries,
  type SeriesContext,
  type SeriesDecided,
  type SeriesStep,
} from '../domain/person/decide-series.ts'
import type { NewPersonEvent, PersonEvent } from '../domain/person/events.ts'
import { evolvePerson } from '../domain/person/evolve.ts'
import { foreseen } from '../domain/person/foresee.ts'
import { initialPerson, type PersonState } from '../domain/person/state.ts'
import { needInScope, type Scope, scopeOf } from '../domain/scope.ts'
import type { EventStore, StreamName } from '../event-store/event-store.ts'
import { decodePersonEvent } from './event-codec.ts'
import { type CommandAnswer, CommandHandler } from './handle-command.ts'
import type { Caller } from './ledger.ts'
import { eventIdOf } from './name-uuid.ts'
import type { Rulebook } from './rulebook.ts'

/** One command, or several that are recorded as one. */
type Command = PersonCommand | readonly SeriesStep[]

interface Decision {
  readonly command: Command
  readonly context: DecideContext
  readonly scope: Scope
}

/** What deciding may know beside what every command does. */
export type KnownFacts = Partial<Omit<DecideContext, 'actor' | 'today' | 'policy' | 'districts' | 'eventId'>>

/** Commands whose answer depends on amounts and rules; they look for a newer policy each time. */
const assessing: ReadonlySet<PersonCommand['type']> = new Set<PersonCommand['type']>([
  'SubmitClaim',
  'ResubmitClaim',
  'ReviewClaim',
  'ApproveClaim',
  'GrantRecognition',
  'CorrectRecognition',
  'RevokeRecognition',
  'CorrectCompletion',
  'WithdrawCompletion',
])

export const personStream = (personId: string): StreamName => `person-${personId}`

const isSeries = (command: Command): command is readonly SeriesStep[] => Array.isArray(command)

const decide = ({ command, context, scope }: Decision, state: PersonState): readonly NewPersonEvent[] => {
  if (isSeries(command)) return decideSeries(command, state, { context, scope }).events
  needInScope(scope, command, state)
  needClassInScope(scope, command, state, context.training)
  return decidePerson(command, state, context)
}

/** What goes with one command. */
export interface Around {
  /** Completes the command once it was found legal; as {@link CommandHandler.handle} has it. */
  readonly prepare?: ((state: PersonState) => Promise<PersonCommand>) | undefined
  readonly facts?: KnownFacts
}

/** What goes with a series. */
export interface SeriesAround {
  readonly facts?: KnownFacts | undefined
  /** The import that the series is a row of. */
  readonly importId?: string | undefined
  /** As {@link CommandRequest.begins}. */
  readonly begins?: boolean | undefined
  readonly ready?: (() => Promise<void>) | undefined
}

export interface PeopleParts {
  readonly store: EventStore
  readonly rulebook: Rulebook
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
}

/** Deciding over people: their streams, and what a decision may know. Seals nothing. */
export class People {
  readonly #parts: PeopleParts
  readonly #handler: CommandHandler<PersonState, Decision, PersonEvent>

  constructor(parts: PeopleParts) {
    this.#parts = parts
    this.#handler = new CommandHandler(parts.store, {
      initial: initialPerson,
      decide,
      evolve: evolvePerson,
      decode: decodePersonEvent,
    })
  }

  /** @throws as {@link CommandHandler.handle} */
  async execute(
    caller: Caller,
    personId: string,
    command: PersonCommand,
    { prepare, facts }: Around = {},
  ): Promise<CommandAnswer<PersonState>> {
    const { commandId, digest, at } = caller
    const { rulebook } = this.#parts
    if (rulebook.isStale(at) || assessing.has(command.type)) await rulebook.refresh(at)
    const { context: usual, scope } = this.#seriesContext(caller)
    const context = { ...usual, ...facts }
    const decision = (complete: PersonCommand): Decision => ({ command: complete, context, scope })
    return this.#handler.handle({
      stream: personStream(personId),
      commandId,
      digest,
      actor: context.actor,
      at,
      command: decision(command),
      prepare: prepare && (async (state) => decision(await prepare(state))),
    })
  }

  /**
   * Several commands on one person as one append under one command id: each decided on what those
   * before it lead to, all or nothing. What they rest on in the vault is sealed before.
   *
   * @param around `ready` is awaited once the series was found legal, before it is recorded; it must be
   *   repeatable, and what it throws refuses the series
   * @throws as {@link CommandHandler.handle}
   */
  async executeSeries(
    caller: Caller,
    personId: string,
    steps: readonly SeriesStep[],
    { facts, ready, importId, begins }: SeriesAround = {},
  ): Promise<CommandAnswer<PersonState>> {
    const { commandId, digest, at } = caller
    const { rulebook } = this.#parts
    if (rulebook.isStale(at)) await rulebook.refresh(at)
    const { context, scope } = this.#seriesContext(caller)
    const command = { command: steps, context: { ...context, ...facts }, scope }
    const { actor } = context
    const stream = personStream(personId)
    const prepare =
      ready &&
      (async () => {
        await ready()
        return command
      })
    // A sheet has thousands of people, and each only once.
    const request = { stream, commandId, digest, actor, at, command, prepare, importId, begins }
    return this.#handler.handle({ ...request, keep: false })
  }

  /**
   * What the series would make happen to a person who stands like this; nothing is recorded.
   *
   * @throws {DomainError} as {@link decideSeries}
   */
  rehearse(
    caller: Caller,
    state: PersonState,
    steps: readonly SeriesStep[],
    facts: KnownFacts = {},
  ): SeriesDecided & { readonly after: () => PersonState } {
    const { context, scope } = this.#seriesContext(caller)
    const decided = decideSeries(steps, state, { context: { ...context, ...facts }, scope })
    return { ...decided, after: () => foreseen(state, decided.events, context) }
  }

  #seriesContext({ principal, commandId, at }: Caller): SeriesContext {
    const { rulebook, districts } = this.#parts
    const { account, role, pid } = principal
    const today = shanghaiDay(at)
    const eventId = (index: number): string => eventIdOf(commandId, index)
    const actor = { account, role, pid }
    const context = { actor, today, policy: rulebook.inForce(today), districts, eventId }
    return { context, scope: scopeOf(principal) }
  }

  /** The person as the log has them now; null when nobody registered them. */
  load(personId: string): Promise<{ readonly state: PersonState; readonly position: bigint } | null> {
    return this.#handler.load(personStream(personId))
  }
}
