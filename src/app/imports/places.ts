import { DomainError } from '../../domain/errors.ts'
import type { Caller } from '../ledger.ts'
import { Turns } from '../turns.ts'
import type { ClassBook } from './class-book.ts'

/** Fills the rosters of classes. */
export interface Rosters {
  /** All of them or none. @throws {DomainError} */
  enrolMany(caller: Caller, trainingId: string, personIds: readonly string[]): Promise<void>
}

interface Asking {
  readonly personId: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export interface PlacesParts {
  readonly rosters: Rosters
  readonly classes: ClassBook
}

/**
 * Takes places in classes for rows that were found legal. Whoever asks while a class is being written to
 * goes in the next writing, so that thousands of rows are not as many.
 */
export class Places {
  readonly #parts: PlacesParts
  readonly #caller: Caller
  readonly #next = new Map<string, Asking[]>()
  readonly #turns = new Turns()

  constructor(parts: PlacesParts, caller: Caller) {
    this.#parts = parts
    this.#caller = caller
  }

  /** @throws {DomainError} `training-full`, `training-not-open` */
  take(trainingId: string, personId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const asking = { personId, resolve, reject }
      const next = this.#next.get(trainingId)
      if (next !== undefined) {
        next.push(asking)
        return
      }
      const together = [asking]
      this.#next.set(trainingId, together)
      void this.#turns.run(trainingId, async () => {
        this.#next.delete(trainingId)
        await this.#enrol(trainingId, together)
      })
    })
  }

  async #enrol(trainingId: string, asking: readonly Asking[]): Promise<void> {
    try {
      await this.#write(trainingId, asking)
    } catch (error) {
      const isShort = error instanceof DomainError && error.code === 'training-full'
      if (!isShort) return refuse(asking, error)
      await this.#enrolWhoFits(trainingId, asking).catch((failed: unknown) => refuse(asking, failed))
    }
  }

  /** In the order in which they asked. */
  async #enrolWhoFits(trainingId: string, asking: readonly Asking[]): Promise<void> {
    const view = await this.#parts.classes.find(trainingId)
    const isIn = ({ personId }: Asking): boolean => view?.factsFor(personId).enrolled === true
    const others = asking.filter((one) => !isIn(one))
    const room = view?.factsFor('').room ?? 0
    const fitting = [...asking.filter(isIn), ...others.slice(0, room)]
    if (fitting.length > 0) await this.#write(trainingId, fitting)
    refuse(others.slice(room), new DomainError('training-full', { room: '0' }))
  }

  async #write(trainingId: string, asking: readonly Asking[]): Promise<void> {
    const people = asking.map(({ personId }) => personId)
    await this.#parts.rosters.enrolMany(this.#caller, trainingId, people)
    for (const { resolve } of asking) resolve()
  }
}

const refuse = (asking: readonly Asking[], error: unknown): void => {
  for (const { reject } of asking) reject(error)
}
