import type { ProviderState } from '../../domain/provider/state.ts'
import type { TrainingFacts } from '../../domain/training/facts.ts'
import type { Trainings } from '../training-office/trainings.ts'

/** The register of classes, read once for a whole sheet. */
export const classBookOf = (trainings: Pick<Trainings, 'factsFor' | 'recorder' | 'training'>): ClassBook => ({
  recorder: (provider) => trainings.recorder(provider),
  async find(trainingId) {
    const facts = await trainings.factsFor(trainingId, '')
    const found = await trainings.training({ kind: 'all' }, trainingId)
    if (facts === null || found === undefined) return null
    const { roster } = found.state
    return { factsFor: (personId) => ({ ...facts, enrolled: roster.has(personId) }) }
  },
})

/** One class as it stands, for many people at once. */
export interface ClassView {
  factsFor(personId: string): TrainingFacts
}

/** Where the classes of a sheet are looked up, and their rosters filled. */
export interface ClassBook {
  /** Null: no such class is registered. */
  find(trainingId: string): Promise<ClassView | null>
  /** Who records the rows, in its register; null: nobody designated it. */
  recorder(provider: string): Promise<ProviderState | null>
}

/**
 * The classes of one file, each looked up once. Places that rows of the file take are gone for the rows
 * after them.
 */
export class ClassesOfFile {
  readonly #book: ClassBook
  readonly #views = new Map<string, Promise<ClassView | null>>()
  #recorder: Promise<ProviderState | null> | undefined
  readonly #taken = new Map<string, Set<string>>()

  constructor(book: ClassBook) {
    this.#book = book
  }

  recorder(provider: string): Promise<ProviderState | null> {
    this.#recorder ??= this.#book.recorder(provider)
    return this.#recorder
  }

  async factsFor(trainingId: string, personId: string): Promise<TrainingFacts | null> {
    let view = this.#views.get(trainingId)
    if (view === undefined) {
      view = this.#book.find(trainingId)
      this.#views.set(trainingId, view)
    }
    const facts = (await view)?.factsFor(personId)
    if (facts === undefined) return null
    const taken = this.#taken.get(trainingId)
    if (facts.enrolled || taken === undefined) return facts
    return { ...facts, enrolled: taken.has(personId), room: Math.max(0, facts.room - taken.size) }
  }

  /** The row of this person takes a place, unless they have one. */
  take(facts: TrainingFacts | null, personId: string): void {
    if (facts === null || facts.enrolled) return
    const taken = this.#taken.get(facts.trainingId)
    if (taken === undefined) this.#taken.set(facts.trainingId, new Set([personId]))
    else taken.add(personId)
  }
}
