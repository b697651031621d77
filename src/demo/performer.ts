import { LRUCache } from 'lru-cache'
import type { Ledger } from '../app/ledger.ts'
import type { Principal } from '../domain/scope.ts'
import { syntheticIdNumber } from '../domain/synthetic-id.ts'
import type { DemoCallers } from './callers.ts'
import { carryOut } from './carry-out.ts'
import type { City } from './city.ts'
import type { DemoFinance } from './finance-office.ts'
import { lifeOf } from './lives.ts'
import { type Due, dueOf } from './schedule.ts'
import type { Life } from './steps.ts'

export interface PerformerParts {
  readonly city: City
  readonly ledger: Ledger
  readonly callers: DemoCallers
  readonly finance: DemoFinance
  readonly personas: ReadonlyMap<string, Principal>
}

const livesKept = 20_000
/** Commands under way at once: enough for the store to commit them together. */
const inFlight = 500

/** Carries out every step through the ledger's own commands, by the persona whose duty it is. */
export class Performer {
  readonly #parts: PerformerParts
  readonly #lives = new LRUCache<number, Life>({ max: livesKept })

  constructor(parts: PerformerParts) {
    this.#parts = parts
  }

  /**
   * In rounds of steps of different people, each round complete before the next begins: the order
   * in which commands are given never depends on how long one takes. What the finance office has to
   * do by then is done between two rounds.
   *
   * @param onDone called with the steps carried out so far.
   */
  async perform(schedule: Float64Array, onDone: (steps: number) => void): Promise<void> {
    const { finance } = this.#parts
    let round: Due[] = []
    const people = new Set<number>()
    let done = 0
    const flush = async (): Promise<void> => {
      await Promise.all(round.map((due) => this.#carryOut(due)))
      done += round.length
      onDone(done)
      round = []
      people.clear()
    }
    for (const packed of schedule) {
      const due = dueOf(packed)
      if (finance.hasBefore(due.at)) {
        await flush()
        await finance.runBefore(due.at)
      }
      if (people.has(due.n) || round.length === inFlight) await flush()
      people.add(due.n)
      round.push(due)
    }
    await flush()
  }

  async #carryOut({ n, step: place }: Due): Promise<void> {
    const step = this.#life(n)[place]
    if (step === undefined) throw new RangeError(`person ${n} has no step ${place}`)
    const { ledger, callers, finance, personas } = this.#parts
    const personId = ledger.personIdOf(syntheticIdNumber(n))
    const principal = step.by === 'self' ? applicantOf(n, personId) : personas.get(step.by)
    if (principal === undefined) throw new RangeError(`the demo has no persona ${step.by}`)
    const caller = callers.caller(principal, `${n}|${place}`, step.at, step.act)
    await carryOut({ ledger, caller, personId }, step.act)
    if (step.act.do === 'approve') finance.claimApproved(`${personId}-${step.act.claim}`, step.at)
  }

  #life(n: number): Life {
    const known = this.#lives.get(n)
    if (known !== undefined) return known
    const life = lifeOf(this.#parts.city, n)
    this.#lives.set(n, life)
    return life
  }
}

const applicantOf = (n: number, pid: string): Principal => ({
  account: `applicant-${n}`,
  role: 'applicant',
  pid,
  districts: [],
  provider: null,
})
