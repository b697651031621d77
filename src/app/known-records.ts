import { LRUCache } from 'lru-cache'
import { type Day, shanghaiDay } from '../domain/dates.ts'
import { bornOf } from '../domain/id-number.ts'
import type { PersonCommand } from '../domain/person/commands.ts'
import type { Elsewhere } from '../domain/person/elsewhere.ts'
import type { Certificate } from '../domain/person/events.ts'
import type { PersonState } from '../domain/person/state.ts'
import { findingRuleOn } from '../domain/policy/training.ts'
import { type Vault, VaultErased } from '../vault/vault.ts'
import type { Rulebook } from './rulebook.ts'

/** What registers answer by one look-up each. They lag behind the log by moments. */
export interface RegisterLookUps {
  /** One moment, and one lock, for all that `read` looks up. */
  together<T>(read: () => T): T
  certificateHolders(numberDigest: string): readonly string[]
  certificatesIssued(provider: string, day: Day, atMost: number): number
}

export interface KnownRecordsParts {
  readonly vault: Pick<Vault, 'read' | 'othersWith'>
  readonly rulebook: Pick<Rulebook, 'inForce'>
  /** Undefined while there are no figures. */
  readonly registers: () => RegisterLookUps | undefined
}

/** The completion that is looked at. */
export interface LookedAt {
  readonly startsOn: Day
  readonly provider: string | null
  readonly certificates: readonly Pick<Certificate, 'numberDigest' | 'issuedOn'>[]
}

/** Longer than figures ever lag, and than a sheet takes. */
const rememberedMs = 600_000
const certificatesRemembered = 100_000
const daysRemembered = 10_000

interface IssuedDay {
  /** As the register had it when it was first asked. */
  readonly before: number
  here: number
}

/** What a decision over one person may know of other records: ages, accounts, certificates. */
export class KnownRecords {
  readonly #parts: KnownRecordsParts
  /** What this process recorded, for as long as the registers may not show it. */
  readonly #holders = new LRUCache<string, readonly string[]>({
    max: certificatesRemembered,
    ttl: rememberedMs,
  })
  readonly #issued = new LRUCache<string, IssuedDay>({ max: daysRemembered, ttl: rememberedMs })

  constructor(parts: KnownRecordsParts) {
    this.#parts = parts
  }

  /** What a command over a person who stands like this may know; undefined: it asks nothing. */
  ofCommand(
    personId: string,
    command: PersonCommand,
    { state, at }: { readonly state: PersonState | undefined; readonly at: string },
  ): Elsewhere | undefined {
    if (command.type === 'RecordCompletion') return this.elsewhere(personId, command.data, at)
    if (command.type !== 'CorrectCompletion') return undefined
    const fact = state?.facts.get(command.data.completionId)
    if (fact === undefined) return undefined
    const { startsOn = fact.startsOn } = command.data.change
    return this.elsewhere(personId, { ...fact, startsOn }, at)
  }

  /** A completion was recorded: what others record from now on is held against it. */
  recorded(completionId: string, { provider, certificates }: Omit<LookedAt, 'startsOn'>): void {
    for (const { numberDigest, issuedOn } of certificates) {
      this.#holders.set(numberDigest, [...(this.#holders.get(numberDigest) ?? []), completionId])
      if (provider !== null) this.#issuedOn(provider, issuedOn, 0).here += 1
    }
  }

  /** It was withdrawn, and its certificates with it. */
  withdrawn(completionId: string, certificates: LookedAt['certificates']): void {
    for (const { numberDigest } of certificates) {
      const left = this.#holders.get(numberDigest)?.filter((id) => id !== completionId) ?? []
      if (left.length === 0) this.#holders.delete(numberDigest)
      else this.#holders.set(numberDigest, left)
    }
  }

  /**
   * For a completion that is recorded or corrected. Each part is a look-up, so thousands of rows may ask.
   *
   * @param at instant, ISO 8601 UTC
   */
  elsewhere(personId: string, looked: LookedAt, at: string): Elsewhere {
    const registers = this.#parts.registers()
    const look = (): Elsewhere => this.#look(personId, looked, at)
    return registers === undefined ? look() : registers.together(look)
  }

  #look(personId: string, { provider, certificates, startsOn }: LookedAt, at: string): Elsewhere {
    const registers = this.#parts.registers()
    const policy = this.#parts.rulebook.inForce(shanghaiDay(at))
    const holders = certificates.map(({ numberDigest }) => {
      const known = registers?.certificateHolders(numberDigest) ?? []
      return [numberDigest, [...new Set([...known, ...(this.#holders.get(numberDigest) ?? [])])]]
    })
    const atMost = findingRuleOn(policy, 'provider-burst', startsOn)?.atMost
    const days = provider === null || atMost === undefined ? [] : new Set(certificates.map((c) => c.issuedOn))
    const issued = [...days].map((day) => {
      const { before, here } = this.#issuedOn(provider ?? '', day, (atMost ?? 0) + 1)
      const now = registers?.certificatesIssued(provider ?? '', day, (atMost ?? 0) + 1) ?? 0
      return [day, Math.max(now, before + here)]
    })
    return {
      born: this.#bornOf(personId),
      sharingAccount: this.#parts.vault.othersWith(personId, 'bankAccount'),
      holders: Object.fromEntries(holders),
      issued: Object.fromEntries(issued),
    }
  }

  #issuedOn(provider: string, day: Day, atMost: number): IssuedDay {
    const key = `${provider} ${day}`
    const known = this.#issued.get(key)
    if (known !== undefined) return known
    const before = atMost > 0 ? (this.#parts.registers()?.certificatesIssued(provider, day, atMost) ?? 0) : 0
    const begun = { before, here: 0 }
    this.#issued.set(key, begun)
    return begun
  }

  #bornOf(personId: string): Elsewhere['born'] {
    try {
      const { idNumber } = this.#parts.vault.read(personId, ['idNumber'])
      return idNumber === undefined ? null : bornOf(idNumber)
    } catch (error) {
      if (error instanceof VaultErased) return null
      throw error
    }
  }
}
