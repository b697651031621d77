import { DomainError } from '../../domain/errors.ts'
import { providerEligibleOn } from '../../domain/provider/eligible.ts'
import type { ProviderState } from '../../domain/provider/state.ts'
import { type Scope, scopeOf } from '../../domain/scope.ts'
import { isTrainingId, type TrainingCommand, type TrainingContext } from '../../domain/training/commands.ts'
import { decideTraining } from '../../domain/training/decide.ts'
import { needProvider } from '../../domain/training/decide-plan.ts'
import type { TrainingEvent } from '../../domain/training/events.ts'
import { evolveTraining } from '../../domain/training/evolve.ts'
import type { TrainingFacts } from '../../domain/training/facts.ts'
import { needTrainingInScope, trainingInScope } from '../../domain/training/scope.ts'
import { initialTraining, roomIn, type TrainingState } from '../../domain/training/state.ts'
import type { EventStore, StreamName } from '../../event-store/event-store.ts'
import type { FieldName, Vault } from '../../vault/vault.ts'
import { decodeTrainingEvent } from '../codecs/training-events.ts'
import { type CommandAnswer, CommandHandler } from '../handle-command.ts'
import type { Caller } from '../ledger.ts'
import { nameUuid } from '../name-uuid.ts'
import { sha256 } from '../sha256.ts'
import { Turns } from '../turns.ts'
import { type AroundParts, contextOf, withNamedLevel } from './around-class.ts'
import { SharedReads } from './shared-reads.ts'

const trainingStream = (trainingId: string): StreamName => `training-${trainingId}`

interface Decision {
  readonly command: TrainingCommand
  readonly context: TrainingContext
  readonly scope: Scope
}

export interface TrainingsParts extends AroundParts {
  readonly store: EventStore
  readonly vault: Pick<Vault, 'put'>
}

type Answered = Promise<CommandAnswer<TrainingState>>
interface Found {
  readonly state: TrainingState
  readonly position: bigint
}

/** Commands on classes, in the scope of who sends them; and what others ask of a class. */
export class Trainings {
  readonly #parts: TrainingsParts
  readonly #handler: CommandHandler<TrainingState, Decision, TrainingEvent>
  readonly #reads = new SharedReads<Found | null>()
  readonly #turns = new Turns()

  constructor(parts: TrainingsParts) {
    this.#parts = parts
    this.#handler = new CommandHandler(parts.store, {
      initial: initialTraining,
      decide: ({ command, context, scope }, state) => {
        if (command.type === 'PlanTraining') needProvider(command.data, context)
        needTrainingInScope(scope, command, state)
        return decideTraining(command, state, context)
      },
      evolve: evolveTraining,
      decode: decodeTrainingEvent,
    })
  }

  /**
   * @throws {DomainError} `training-unknown` also for one out of scope; as {@link decideTraining}.
   * @throws as {@link CommandHandler.handle}
   */
  async execute(caller: Caller, trainingId: string, command: TrainingCommand): Answered {
    if (!isTrainingId(trainingId)) {
      throw new DomainError(command.type === 'PlanTraining' ? 'training-id-invalid' : 'training-unknown')
    }
    const carryOut = (): Answered => this.#execute(caller, trainingId, command)
    // Two classes that open at once would each not see the other; openings are few.
    const opens = command.type === 'OpenTraining' || command.type === 'ChangeTraining'
    return opens ? this.#turns.run('opening', carryOut) : carryOut()
  }

  async #execute(
    caller: Caller,
    trainingId: string,
    command: TrainingCommand,
    complete?: () => Promise<TrainingCommand>,
  ): Answered {
    const { principal, commandId, digest, at } = caller
    const scope = scopeOf(principal)
    const found = command.type === 'PlanTraining' ? null : await this.#load(trainingId)
    const state = found?.state ?? initialTraining
    if (command.type !== 'PlanTraining') needTrainingInScope(scope, command, state)
    const context = await contextOf(this.#parts, caller, command, state)
    const named = withNamedLevel(command, { rulebook: this.#parts.rulebook, at })
    const decision = { command: named, context, scope }
    const { actor } = context
    const prepare = complete && (async () => ({ ...decision, command: await complete() }))
    const stream = trainingStream(trainingId)
    return this.#handler.handle({ stream, commandId, digest, actor, at, command: decision, prepare })
  }

  /** The words are sealed as those of whoever decides. */
  async resolve(
    caller: Caller,
    trainingId: string,
    { no, upheld, note }: { readonly no: number; readonly upheld: boolean; readonly note: string },
  ): Answered {
    if (!isTrainingId(trainingId)) throw new DomainError('training-unknown')
    const field: FieldName = `note:${caller.commandId}`
    const command = (noteCommitment: string): TrainingCommand => ({
      type: 'ResolveTrainingFinding',
      data: { no, upheld, noteCommitment },
    })
    return this.#execute(caller, trainingId, command('pending'), async () => {
      const commitments = await this.#parts.vault.put(caller.principal.pid, { [field]: note })
      return command(commitments[field] ?? '')
    })
  }

  /**
   * Takes somebody off the roster who was put there by mistake; who is not on it is no news.
   *
   * @param needFree refuses where the place is needed; not asked where this was done before. It must not
   *   look the class up, which waits for this
   * @throws {DomainError} `training-unknown` also for one out of scope; what `needFree` throws
   */
  async removeLearner(
    caller: Caller,
    trainingId: string,
    personId: string,
    needFree: () => Promise<void>,
  ): Answered {
    if (!isTrainingId(trainingId)) throw new DomainError('training-unknown')
    const command: TrainingCommand = { type: 'RemoveLearners', data: { personIds: [personId] } }
    return this.#execute(caller, trainingId, command, async () => {
      await needFree()
      return command
    })
  }

  /** The class as the log has it now; undefined when missing or out of scope. */
  async training(scope: Scope, trainingId: string): Promise<Found | undefined> {
    const found = await this.#load(trainingId)
    return found !== null && trainingInScope(scope, found.state.details) ? found : undefined
  }

  #load(trainingId: string): Promise<Found | null> {
    if (!isTrainingId(trainingId)) return Promise.resolve(null)
    return this.#reads.read(trainingId, () => this.#handler.load(trainingStream(trainingId)))
  }

  /** Who records completions, for deciding on them: the provider in its register; null: nobody designated it. */
  async recorder(providerId: string | null): Promise<ProviderState | null> {
    if (providerId === null) return null
    const provider = await this.#parts.providers.load(providerId)
    return provider.providerId === null ? null : provider
  }

  /** What deciding over a person may know of a class; null where nobody planned it. */
  async factsFor(trainingId: string, personId: string): Promise<TrainingFacts | null> {
    const found = await this.#load(trainingId)
    if (found === null) return null
    const { details, roster, findings, status } = found.state
    const { providerId, startsOn, course, endsOn, occupation, level, hours, department, district } = details
    const provider = await this.#parts.providers.load(providerId)
    const rulesOf = (upheld: boolean | null): readonly string[] =>
      findings.flatMap((finding) => (finding.upheld === upheld ? [finding.rule] : []))
    return {
      ...{ trainingId, provider: providerId, course, startsOn, endsOn, occupation, level, hours },
      ...{ department, district, status },
      enrolled: roster.has(personId),
      room: roomIn(found.state),
      providerFault: providerEligibleOn(provider, startsOn, details),
      openFindings: rulesOf(null),
      upheldFindings: rulesOf(true),
    }
  }

  /**
   * Puts people on the roster, all of them or none, for whoever records their completions: the person's
   * own decider says who may. The same caller and people again add nothing.
   *
   * @throws {DomainError} `training-unknown`, `training-not-open`, `training-full`
   */
  async enrolMany(caller: Caller, trainingId: string, personIds: readonly string[]): Promise<void> {
    await this.#derived(caller, trainingId, { type: 'EnrolLearners', data: { personIds } })
  }

  /** Gives their places back. @throws {DomainError} `training-unknown` */
  async removeMany(caller: Caller, trainingId: string, personIds: readonly string[]): Promise<void> {
    await this.#derived(caller, trainingId, { type: 'RemoveLearners', data: { personIds } })
  }

  async #derived(
    caller: Caller,
    trainingId: string,
    command: Extract<TrainingCommand, { type: 'EnrolLearners' | 'RemoveLearners' }>,
  ): Promise<void> {
    const { principal, at } = caller
    const { account, role, pid } = principal
    const digest = sha256(JSON.stringify([command.type, trainingId, command.data.personIds]))
    const found = await this.#load(trainingId)
    // Who is on the roster is not enrolled again, so a repeat needs no old answer: whoever was removed
    // meanwhile is to have a place once more.
    const step = `${digest}/${found?.position}`
    const context = await contextOf(this.#parts, caller, command, found?.state ?? initialTraining)
    await this.#handler.handle({
      stream: trainingStream(trainingId),
      commandId: nameUuid(caller.commandId, step),
      digest,
      actor: { account, role, pid },
      at,
      command: { command, context, scope: { kind: 'all' } },
    })
  }
}
