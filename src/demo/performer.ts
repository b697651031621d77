import { createHmac } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Caller, Ledger } from '../app/ledger.ts'
import { nameUuid } from '../app/name-uuid.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import type { Principal } from '../domain/scope.ts'
import { syntheticIdNumber } from '../domain/synthetic-id.ts'
import type { LedgerKeys } from '../vault/keys.ts'
import { carryOut } from './carry-out.ts'
import type { City } from './city.ts'
import { lifeOf } from './lives.ts'
import { type Due, dueOf } from './schedule.ts'
import type { Life } from './steps.ts'

export interface PerformerParts {
  readonly city: City
  readonly ledger: Ledger
  readonly keys: Pick<LedgerKeys, 'digestKey'>
  readonly personas: ReadonlyMap<string, Principal>
}

/** Namespace of the demo's command ids. */
const demoCommands = '2f2d8e5c-6b0a-5d5e-9a53-0d7f4f1f3a51'
const livesKept = 20_000
/** Commands under way at once: enough for the store to commit them together. */
const inFlight = 500
const msPerMinute = 60_000

/** Carries out every step through the ledger's own commands, by the persona whose duty it is. */
export class Performer {
  readonly #parts: PerformerParts
  readonly #startMs: number
  readonly #lives = new LRUCache<number, Life>({ max: livesKept })

  constructor(parts: PerformerParts) {
    this.#parts = parts
    this.#startMs = Date.parse(`${parts.city.from}T00:00:00+08:00`)
  }

  /**
   * In rounds of steps of different people, each round complete before the next begins: the order
   * in which commands are given never depends on how long one takes.
   *
   * @param onDone called with the steps carried out so far.
   */
  async perform(schedule: Float64Array, onDone: (steps: number) => void): Promise<void> {
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
      if (people.has(due.n) || round.length === inFlight) await flush()
      people.add(due.n)
      round.push(due)
    }
    await flush()
  }

  async #carryOut({ n, step: place }: Due): Promise<void> {
    const step = this.#life(n)[place]
    if (step === undefined) throw new RangeError(`person ${n} has no step ${place}`)
    const { city, ledger, keys, personas } = this.#parts
    const personId = ledger.personIdOf(syntheticIdNumber(n))
    const principal = step.by === 'self' ? applicantOf(n, personId) : personas.get(step.by)
    if (principal === undefined) throw new RangeError(`the demo has no persona ${step.by}`)
    const caller: Caller = {
      principal,
      commandId: nameUuid(demoCommands, `${city.seed}|${n}|${place}`),
      digest: createHmac('sha256', keys.digestKey).update(canonicalJson(step.act)).digest('base64url'),
      at: new Date(this.#startMs + step.at * msPerMinute).toISOString(),
    }
    await carryOut({ ledger, caller, personId }, step.act)
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
