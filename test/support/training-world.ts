import { randomBytes } from 'node:crypto'
import { Ledger } from '../../src/app/ledger.ts'
import { nameUuid } from '../../src/app/name-uuid.ts'
import { publishShipped } from '../../src/app/publish-shipped.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import type { TrainingOffice } from '../../src/app/training-office/create-training-office.ts'
import type { Principal } from '../../src/domain/scope.ts'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import type { TrainingDetails } from '../../src/domain/training/events.ts'
import type { EventStore } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { shippedPolicies } from '../../src/seeds.ts'
import { createMemoryVault } from '../../src/vault/memory-vault.ts'
import { trainingOfficeOver } from './trainings.ts'

/** Providers, a trainer and classes over one log, with as many nodes as a test wants. */

export const district = '330602'
const namespace = '5d7f8a55-6f1d-4c3e-9a3e-1f0f2c9d7b11'
const at = '2025-06-02T01:00:00.000Z'

const principal = (account: string, over: Partial<Principal>): Principal => ({
  ...{ account, role: 'officer', districts: [], provider: null },
  pid: account.replace(/[^a-z2-7]/g, 'a').padEnd(26, 'a'),
  ...over,
})
export const officer = principal('officer', { districts: [district] })
export const elsewhere = principal('elsewhere', { districts: ['330603'] })
export const cityOfficer = principal('city', { districts: [district, '330603'] })
export const providerOne = principal('one', { role: 'provider', provider: 'provider-1' })
export const providerTwo = principal('two', { role: 'provider', provider: 'provider-2' })

export interface TrainingNode {
  readonly office: TrainingOffice
  readonly ledger: Ledger
}

export const classOf = (change: Partial<TrainingDetails> = {}): TrainingDetails => ({
  ...{ providerId: 'provider-1', course: 'composite', name: '复合班', occupation: null, level: null },
  ...{ startsOn: '2025-05-05', endsOn: '2025-05-09', hours: 40, place: '一号楼', trainerId: null },
  ...{ capacity: 10, department: 'industry', district },
  ...change,
})

const designation = { districts: [district], occupations: [], from: '2025-01-01', until: '2025-12-31' }

export class TrainingWorld {
  readonly store: EventStore
  readonly #shared: Omit<Parameters<typeof trainingOfficeOver>[0], 'store'>
  #commands = 0

  private constructor(store: EventStore, rulebook: Rulebook) {
    const random = (bytes: number): Uint8Array => randomBytes(bytes)
    const [pidKey, vaultKey, digestKey, certificateKey] = [32, 32, 32, 32].map(random) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    this.store = store
    const vault = createMemoryVault({ random })
    this.#shared = { vault, keys: { pidKey, vaultKey, digestKey, certificateKey }, rulebook }
  }

  static async open(): Promise<TrainingWorld> {
    const store = createMemoryEventStore()
    const [policy] = shippedPolicies()
    if (policy === undefined) throw new Error('no policy is shipped')
    const rulebook = new Rulebook(store, policy.id)
    await publishShipped(rulebook, policy, '2025-01-01T01:00:00.000Z')
    return new TrainingWorld(store, rulebook)
  }

  /** Another process over the same log. */
  node(): TrainingNode {
    const parts = { ...this.#shared, store: this.store }
    const office = trainingOfficeOver(parts)
    const { trainings } = office
    return { office, ledger: new Ledger({ ...parts, trainings, districts: new Set([district, '330603']) }) }
  }

  get vault() {
    return this.#shared.vault
  }

  as(who: Principal, key = `key-${this.#commands++}`) {
    return { principal: who, commandId: nameUuid(namespace, `${who.account}/${key}`), digest: 'd', at }
  }

  async designated({ office }: TrainingNode, providerId: string): Promise<void> {
    const data = { ...designation, providerId, name: providerId, creditCode: null, document: providerId }
    await office.providers.execute(this.as(officer), providerId, { type: 'DesignateProvider', data })
  }

  async enlisted({ office }: TrainingNode): Promise<string> {
    const { state } = await office.trainers.enlist(this.as(officer), {
      ...{ idNumber: syntheticIdNumber(900), name: '钱老师', certificateNumber: 'S000000900' },
      ...{ occupation: '数控车工', level: '高级技师', document: '师资 1 号' },
      ...{ from: '2025-01-01', until: '2025-12-31' },
    })
    return state.trainerId ?? ''
  }

  /** A class of provider 1 that is open. */
  async opened(node: TrainingNode, trainingId: string, change: Partial<TrainingDetails> = {}) {
    const { trainings } = node.office
    const trainerId = await this.enlisted(node)
    const data = { trainingId, ...classOf({ trainerId, ...change }) }
    await trainings.execute(this.as(officer), trainingId, { type: 'PlanTraining', data })
    await trainings.execute(this.as(officer), trainingId, { type: 'OpenTraining', data: {} })
  }

  async person({ ledger }: TrainingNode, no: number, who: Principal = providerOne): Promise<string> {
    const registration = { idNumber: syntheticIdNumber(1_000 + no), name: '张三', district }
    await ledger.registerPerson(this.as(who), registration)
    return ledger.personIdOf(registration.idNumber)
  }

  completion(trainingId: string, change: { readonly startsOn?: string; readonly endsOn?: string } = {}) {
    const { course, startsOn, endsOn } = classOf()
    return { course, trainingId, startsOn, endsOn, eligibleCostFen: 100_000, ...change }
  }
}
