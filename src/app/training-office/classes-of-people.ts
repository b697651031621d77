import { DomainError } from '../../domain/errors.ts'
import type { PersonCommand } from '../../domain/person/commands.ts'
import { classOfRecord } from '../../domain/person/need-class.ts'
import type { PersonFact, PersonState } from '../../domain/person/state.ts'
import type { ProviderState } from '../../domain/provider/state.ts'
import type { TrainingFacts } from '../../domain/training/facts.ts'
import type { TrainingState } from '../../domain/training/state.ts'
import type { CommandAnswer } from '../handle-command.ts'
import type { Caller } from '../ledger.ts'
import type { Around, People } from '../people.ts'
import { Turns } from '../turns.ts'
import type { Trainings } from './trainings.ts'

/** What a command on a person has to do with a class. */
interface ClassOfCommand {
  /** The class that the command, or its claim's basis, names; null where nobody planned such a class. */
  readonly training: TrainingFacts | null
  /** The class that the completion named before. */
  readonly before: string | null
  /** Who records or recorded the completion; null where it matters not, or nobody designated it. */
  readonly provider: ProviderState | null
}

export interface ClassesOfPeopleParts {
  readonly people: Pick<People, 'load' | 'execute'>
  readonly trainings: Pick<Trainings, 'factsFor' | 'recorder' | 'enrolMany' | 'removeMany' | 'removeLearner'>
}

const namesClass = ({ type }: PersonCommand): boolean =>
  type === 'RecordCompletion' || type === 'CorrectCompletion'

const recorderOf = (command: PersonCommand, fact: PersonFact | undefined): string | null => {
  if (command.type === 'RecordCompletion') return command.data.provider
  return command.type === 'CorrectCompletion' ? (fact?.provider ?? null) : null
}

/** Carries out commands on people, and keeps the rosters of classes with the completions that name them. */
export class ClassesOfPeople {
  readonly #parts: ClassesOfPeopleParts
  readonly #turns = new Turns()

  constructor(parts: ClassesOfPeopleParts) {
    this.#parts = parts
  }

  /**
   * One person's completions go one after another: a place given back must not be one just taken.
   *
   * @throws {DomainError} `training-not-open`, `training-full`
   * @throws as {@link People.execute}
   */
  execute(
    caller: Caller,
    personId: string,
    command: PersonCommand,
    around: Around,
  ): Promise<CommandAnswer<PersonState>> {
    const carryOut = () => this.#execute(caller, personId, command, around)
    const moves = namesClass(command) || command.type === 'WithdrawCompletion'
    return moves ? this.#turns.run(personId, carryOut) : carryOut()
  }

  /** Gives back a place that was taken for a completion which came to nothing. */
  giveBack(caller: Caller, personId: string, trainingId: string): Promise<void> {
    return this.#turns.run(personId, () => this.#release(caller, personId, trainingId))
  }

  /**
   * Takes somebody off a roster who has no completion in the class.
   *
   * @param needQuiet refuses where others are at the rosters of a provider
   * @throws {DomainError} `learner-recorded`, `training-unknown`; what `needQuiet` throws
   */
  removeLearner(
    caller: Caller,
    personId: string,
    trainingId: string,
    needQuiet: (provider: string) => void,
  ): Promise<CommandAnswer<TrainingState>> {
    const { trainings } = this.#parts
    return this.#turns.run(personId, async () => {
      // Looked up first: while it decides, the class answers nobody.
      const training = await trainings.factsFor(trainingId, personId)
      return trainings.removeLearner(caller, trainingId, personId, async () => {
        needQuiet(training?.provider ?? '')
        if (await this.#needsPlace(personId, training)) throw new DomainError('learner-recorded')
      })
    })
  }

  async #execute(
    caller: Caller,
    personId: string,
    command: PersonCommand,
    around: Around,
  ): Promise<CommandAnswer<PersonState>> {
    const { people, trainings } = this.#parts
    const { training, before, provider } = await this.#classOf(personId, command)
    const enrols = namesClass(command) && training !== null && !training.enrolled
    const prepare = enrols
      ? async (state: PersonState): Promise<PersonCommand> => {
          // A class that is full refuses before anything is sealed.
          await trainings.enrolMany(caller, training.trainingId, [personId])
          return around.prepare === undefined ? command : around.prepare(state)
        }
      : around.prepare
    const facts = { ...around.facts, training, provider }
    const answer = await people.execute(caller, personId, command, { facts, prepare })
    if (before !== null) await this.#release(caller, personId, before)
    return answer
  }

  async #classOf(personId: string, command: PersonCommand): Promise<ClassOfCommand> {
    const { trainings } = this.#parts
    const { trainingId, before, fact } = await this.#namedIn(personId, command)
    const provider = await trainings.recorder(recorderOf(command, fact))
    if (trainingId === null) return { training: null, before, provider }
    const training = await trainings.factsFor(trainingId, personId)
    // The record keeps to its own class; whether it may go to another is for the decider.
    const isItsOwn = fact?.trainingId === trainingId
    return { training: isItsOwn ? classOfRecord(fact, training) : training, before, provider }
  }

  async #namedIn(personId: string, command: PersonCommand) {
    const stateNow = async () => (await this.#parts.people.load(personId))?.state
    switch (command.type) {
      case 'RecordCompletion':
        return { trainingId: command.data.trainingId, before: null, fact: undefined }
      case 'CorrectCompletion': {
        const fact = (await stateNow())?.facts.get(command.data.completionId)
        const before = fact?.trainingId ?? null
        return { trainingId: command.data.change.trainingId ?? before, before, fact }
      }
      case 'WithdrawCompletion': {
        const fact = (await stateNow())?.facts.get(command.data.completionId)
        return { trainingId: null, before: fact?.trainingId ?? null, fact }
      }
      case 'ReviewClaim':
      case 'ApproveClaim': {
        const state = await stateNow()
        const fact = state?.facts.get(state.claims.get(command.data.claimId)?.basis ?? '')
        return { trainingId: fact?.trainingId ?? null, before: null, fact }
      }
      default:
        return { trainingId: null, before: null, fact: undefined }
    }
  }

  /** Gives a place back that no completion of the person needs any more. */
  async #release(caller: Caller, personId: string, before: string): Promise<void> {
    const { trainings } = this.#parts
    const training = await trainings.factsFor(before, personId)
    if (await this.#needsPlace(personId, training)) return
    if (training?.enrolled === true) await trainings.removeMany(caller, before, [personId])
  }

  /** Whether a completion of the person that stands belongs to the class. */
  async #needsPlace(personId: string, training: TrainingFacts | null): Promise<boolean> {
    const { people } = this.#parts
    const facts = [...((await people.load(personId))?.state.facts.values() ?? [])]
    return facts.some((fact) => !fact.revoked && classOfRecord(fact, training) !== null)
  }
}
