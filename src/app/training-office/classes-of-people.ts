import type { PersonCommand } from '../../domain/person/commands.ts'
import type { PersonState } from '../../domain/person/state.ts'
import type { TrainingFacts } from '../../domain/training/facts.ts'
import type { Caller } from '../ledger.ts'
import type { People } from '../people.ts'
import { Turns } from '../turns.ts'
import type { Trainings } from './trainings.ts'

/** What a command on a person has to do with a class. */
export interface ClassOfCommand {
  /** The class that the command, or its claim's basis, names; null where nobody planned such a class. */
  readonly training: TrainingFacts | null
  /** The class that the completion named before. */
  readonly before: string | null
}

export interface ClassesOfPeopleParts {
  readonly people: Pick<People, 'load'>
  readonly trainings: Pick<Trainings, 'factsFor' | 'enrolMany' | 'removeMany'>
}

const none: ClassOfCommand = { training: null, before: null }

const trainingOf = (state: PersonState | undefined, factId: string | undefined): string | null =>
  (factId === undefined ? undefined : state?.facts.get(factId)?.trainingId) ?? null

/** Keeps the rosters of classes with the completions that name them. */
export class ClassesOfPeople {
  readonly #parts: ClassesOfPeopleParts
  readonly #turns = new Turns()

  constructor(parts: ClassesOfPeopleParts) {
    this.#parts = parts
  }

  /** One person's completions go one after another: a place given back must not be one just taken. */
  inTurn<T>(personId: string, { type }: PersonCommand, work: () => Promise<T>): Promise<T> {
    const moves = type === 'RecordCompletion' || type === 'CorrectCompletion' || type === 'WithdrawCompletion'
    return moves ? this.#turns.run(personId, work) : work()
  }

  async of(personId: string, command: PersonCommand): Promise<ClassOfCommand> {
    const named = await this.#namedIn(personId, command)
    if (named.trainingId === null) return { ...none, before: named.before }
    const training = await this.#parts.trainings.factsFor(named.trainingId, personId)
    return { training, before: named.before }
  }

  async #namedIn(personId: string, command: PersonCommand) {
    const stateNow = async () => (await this.#parts.people.load(personId))?.state
    switch (command.type) {
      case 'RecordCompletion':
        return { trainingId: command.data.trainingId, before: null }
      case 'CorrectCompletion': {
        const before = trainingOf(await stateNow(), command.data.completionId)
        return { trainingId: command.data.change.trainingId ?? before, before }
      }
      case 'WithdrawCompletion':
        return { trainingId: null, before: trainingOf(await stateNow(), command.data.completionId) }
      case 'ReviewClaim':
      case 'ApproveClaim': {
        const state = await stateNow()
        return { trainingId: trainingOf(state, state?.claims.get(command.data.claimId)?.basis), before: null }
      }
      default:
        return { trainingId: null, before: null }
    }
  }

  /** Whether the command takes a place in the class. */
  isEnrolling({ type }: PersonCommand, { training }: ClassOfCommand): boolean {
    const names = type === 'RecordCompletion' || type === 'CorrectCompletion'
    return names && training !== null && !training.enrolled
  }

  /** @throws {DomainError} `training-not-open`, `training-full` */
  async enrol(caller: Caller, personId: string, { training }: ClassOfCommand): Promise<void> {
    if (training !== null) await this.#parts.trainings.enrolMany(caller, training.trainingId, [personId])
  }

  /** Gives a place back that no completion of the person needs any more. */
  async release(caller: Caller, personId: string, { before }: ClassOfCommand): Promise<void> {
    if (before === null) return
    const { people, trainings } = this.#parts
    const facts = [...((await people.load(personId))?.state.facts.values() ?? [])]
    if (facts.some(({ trainingId, revoked }) => trainingId === before && !revoked)) return
    const training = await trainings.factsFor(before, personId)
    if (training?.enrolled === true) await trainings.removeMany(caller, before, [personId])
  }
}
