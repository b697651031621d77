import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { v5 as uuidV5 } from 'uuid'
import { Ledger } from '../src/app/ledger.ts'
import { Rulebook } from '../src/app/rulebook.ts'
import { createTrainingOffice } from '../src/app/training-office/create-training-office.ts'
import type { PersonCommand } from '../src/domain/person/commands.ts'
import type { EventStore } from '../src/event-store/event-store.ts'
import { shippedDirectory, shippedPolicies } from '../src/seeds.ts'
import { createMemoryVault } from '../src/vault/memory-vault.ts'

const namespace = '3d0cc2ad-64b4-5a3b-9c3e-8f3d9f1f2a77'
const at = '2026-11-02T01:00:00.000Z'
const district = '330602'
const principal = {
  account: `officer-${district}`,
  role: 'officer' as const,
  pid: 'benchbenchbenchbenchbenchb',
  districts: [district],
  provider: null,
}

/** The whole write path over a store: decide, append, fsync, answer; many people to do it to. */
export class BenchLedger {
  readonly #ledger: Ledger
  readonly #people: readonly string[]
  #commands = 0

  private constructor(ledger: Ledger, people: readonly string[]) {
    this.#ledger = ledger
    this.#people = people
  }

  /** Over a log that was filled before, perhaps by another process: nothing is in memory yet. */
  static async open(store: EventStore, people: number): Promise<BenchLedger> {
    const random = (bytes: number): Uint8Array => randomBytes(bytes)
    const keys = {
      pidKey: random(32),
      vaultKey: random(32),
      digestKey: random(32),
      certificateKey: random(32),
    }
    const rulebook = await publishedRulebook(store)
    const shared = { store, vault: createMemoryVault({ random }), keys, rulebook }
    const directory = shippedDirectory()
    const { trainings } = createTrainingOffice({ ...shared, directory, findElsewhere: async () => [] })
    const parts = { ...shared, trainings, districts: new Set([district]) }
    return new BenchLedger(
      new Ledger(parts),
      Array.from({ length: people }, (_, n) => personIdOf(n)),
    )
  }

  /** Registers so many people, each with two completions, as a city has after its first year. */
  static async fill(store: EventStore, people: number, atOnce = 1_000): Promise<BenchLedger> {
    const bench = await BenchLedger.open(store, people)
    for (const each of [register, complete, complete]) {
      for (let from = 0; from < people; from += atOnce) {
        const count = Math.min(atOnce, people - from)
        await Promise.all(Array.from({ length: count }, (_, i) => bench.#execute(from + i, each)))
      }
    }
    return bench
  }

  /** Records a completion of somebody picked at random, durably. */
  async command(): Promise<void> {
    await this.#execute(Math.floor(Math.random() * this.#people.length), complete)
  }

  async #execute(who: number, command: (personId: string, no: number) => PersonCommand): Promise<void> {
    const no = this.#commands++
    const personId = this.#people[who] as string
    const caller = { principal, commandId: randomUUID(), digest: 'd'.repeat(43), at }
    await this.#ledger.execute(caller, personId, command(personId, no))
  }
}

const publishedRulebook = async (store: EventStore): Promise<Rulebook> => {
  const [policy] = shippedPolicies()
  if (policy === undefined) throw new Error('no policy is shipped')
  const rulebook = new Rulebook(store, policy.id)
  const meta = (account: string) => ({
    commandId: uuidV5(account, namespace),
    digest: account,
    actor: { account, role: 'policy-officer' as const, pid: account },
    at,
  })
  await rulebook.draft(policy, '2026-11-02', meta('drafter'))
  await rulebook.approve(policy.version, '2024-01-01', meta('approver'))
  return rulebook
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** Spread over the key space as real person ids are, and the same in every process. */
const personIdOf = (no: number): string => {
  const digest = createHash('sha256').update(String(no)).digest().subarray(0, 26)
  return Array.from(digest, (byte) => alphabet[byte % 32]).join('')
}

const register = (personId: string): PersonCommand => ({
  type: 'RegisterPerson',
  data: {
    personId,
    district,
    provider: null,
    commitments: { idNumber: 'i'.repeat(43), name: 'n'.repeat(43) },
  },
})

const complete = (_personId: string, no: number): PersonCommand => ({
  type: 'RecordCompletion',
  data: {
    course: 'workshop-in-province',
    trainingId: `SX-2024-${no}`,
    startsOn: '2024-05-06',
    endsOn: '2024-05-17',
    eligibleCostFen: 320_000,
    provider: null,
    certificates: [],
  },
})
