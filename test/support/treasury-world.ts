import { randomBytes } from 'node:crypto'
import { Ledger } from '../../src/app/ledger.ts'
import { nameUuid } from '../../src/app/name-uuid.ts'
import { publishShipped } from '../../src/app/publish-shipped.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import { BankFiles } from '../../src/app/treasury/bank-files.ts'
import { Batches } from '../../src/app/treasury/batches.ts'
import { Funds } from '../../src/app/treasury/funds.ts'
import { resumeRecoveries } from '../../src/app/treasury/recoveries.ts'
import { Treasury } from '../../src/app/treasury/treasury.ts'
import type { Role } from '../../src/domain/actor.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import type { EventStore } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { shippedCalendar, shippedDirectory, shippedPolicies } from '../../src/seeds.ts'
import type { LedgerKeys } from '../../src/vault/keys.ts'
import { createMemoryVault } from '../../src/vault/memory-vault.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { trainingOfficeOver } from './trainings.ts'

const namespace = '6a1c2f6e-0d0e-5f0c-8b7a-1f2e3d4c5b6a'
export const district = '330602'
export const fundId = `${district}-employment-subsidy-2026`

/** What several processes have in common; the policy stays the same, so that it is read once. */
interface Shared {
  readonly rulebook: Rulebook
  readonly vault: Vault
  readonly keys: LedgerKeys
}

const random = (bytes: number): Uint8Array => randomBytes(bytes)

const newSecrets = (): Omit<Shared, 'rulebook'> => ({
  vault: createMemoryVault({ random }),
  keys: {
    pidKey: random(32),
    vaultKey: random(32),
    digestKey: random(32),
    certificateKey: random(32),
  },
})

const policy = shippedPolicies()[0] as PolicyDocument

/** A city's finance office in memory: everything that batches run over, and people to pay. */
export class TreasuryWorld {
  readonly store: EventStore
  readonly ledger: Ledger
  readonly funds: Funds
  readonly batches: Batches
  readonly treasury: Treasury
  readonly files: BankFiles
  readonly #shared: Shared
  at = '2026-03-02T01:00:00.000Z'
  #commands = 0

  private constructor(store: EventStore, shared: Shared) {
    const { vault, keys, rulebook } = shared
    this.#shared = shared
    const directory = shippedDirectory()
    const districts = new Set(directory.districts.map(({ code }) => code))
    this.store = store
    const { trainings } = trainingOfficeOver({ store, vault, keys, rulebook })
    this.ledger = new Ledger({ store, vault, keys, rulebook, districts, trainings })
    this.funds = new Funds({ store, rulebook, districts })
    this.batches = new Batches({ store, rulebook, districts, calendar: shippedCalendar() })
    const { ledger, funds, batches } = this
    this.treasury = new Treasury({ ledger, funds, batches, rulebook })
    this.files = new BankFiles({ store, ledger, batches, rulebook, vault, directory })
  }

  /** @param wrap the store that everything sees, to count or to fail its calls. */
  static async open(wrap: (store: EventStore) => EventStore = (store) => store): Promise<TreasuryWorld> {
    const store = createMemoryEventStore()
    await publishShipped(new Rulebook(store, policy.id), policy, '2026-01-01T01:00:00.000Z')
    const rulebook = new Rulebook(store, policy.id)
    await rulebook.refresh()
    return new TreasuryWorld(wrap(store), { rulebook, ...newSecrets() })
  }

  /** Another process over the same vault and keys, at the same time, knowing only what the log says. */
  reopened(store: EventStore = this.store): TreasuryWorld {
    const world = new TreasuryWorld(store, this.#shared)
    world.at = this.at
    world.#commands = this.#commands
    return world
  }

  /** What the next start of the program does. */
  async resume(batchIds: readonly string[], claimIds: readonly string[]): Promise<void> {
    await this.treasury.resume(batchIds)
    await resumeRecoveries(this, claimIds)
  }

  /** The same name twice is the same person. Keys count up unless one is given. */
  caller(role: Role, name: string = role, key = `key-${this.#commands++}`) {
    return {
      principal: { account: name, role, pid: name, districts: [district], provider: null },
      commandId: nameUuid(namespace, `${name}/${key}`),
      digest: key,
      at: this.at,
    }
  }

  async fund(yuan: number, source = 'employment-subsidy'): Promise<string> {
    const fund = { district, source, year: 2026 }
    const id = `${district}-${source}-2026`
    await this.funds.open(this.caller('finance'), fund)
    const data = { amountFen: yuan * 100, document: `绍财社〔2026〕${this.#commands}号` }
    await this.funds.execute(this.caller('finance'), id, { type: 'AllotFund', data })
    return id
  }

  /** Somebody with an approved claim of 10,000 yuan. @returns the claim's id */
  async approvedClaim(no: number): Promise<string> {
    const { state } = await this.ledger.registerPerson(this.caller('officer', 'clerk'), {
      idNumber: syntheticIdNumber(no),
      name: '钱多多',
      district,
      bankAccount: `622202${String(no).padStart(13, '0')}`,
      bankName: '绍兴银行',
    })
    const personId = state.personId ?? ''
    const granted = await this.ledger.execute(this.caller('officer', 'clerk'), personId, {
      type: 'GrantRecognition',
      data: {
        title: 'technical-expert-provincial',
        grantedOn: '2026-01-15',
        document: '浙人社发〔2026〕1号',
      },
    })
    const basis = [...granted.state.facts.keys()][0] ?? ''
    const submitted = await this.ledger.execute(this.caller('officer', 'clerk'), personId, {
      type: 'SubmitClaim',
      data: { instrument: 'technical-expert-provincial', basis, requestedFen: null },
    })
    const claimId = [...submitted.state.claims.keys()][0] ?? ''
    const step = (type: 'ReviewClaim' | 'ApproveClaim', role: Role, name: string) =>
      this.ledger.execute(this.caller(role, name), personId, { type, data: { claimId } })
    await step('ReviewClaim', 'officer', 'first-reviewer')
    await step('ApproveClaim', 'reviewer', 'second-reviewer')
    return claimId
  }

  /** So many approved claims. */
  async approvedClaims(count: number, from = 1): Promise<readonly string[]> {
    return Promise.all(Array.from({ length: count }, (_, i) => this.approvedClaim(from + i)))
  }

  async claim(claimId: string) {
    const found = await this.ledger.person({ kind: 'all' }, claimId.split('-')[0] ?? '')
    return found?.state.claims.get(claimId)
  }

  async batch(batchId: string) {
    const found = await this.batches.batch({ kind: 'all' }, batchId)
    if (found === undefined) throw new Error('no such batch')
    return found
  }

  async fundState(id = fundId) {
    const found = await this.funds.fund({ kind: 'all' }, id)
    if (found === undefined) throw new Error('no such fund')
    return found
  }
}
