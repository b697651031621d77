import { LRUCache } from 'lru-cache'
import { type Day, shanghaiDay } from '../domain/dates.ts'
import { bornOf } from '../domain/id-number.ts'
import type { PersonCommand } from '../domain/person/commands.ts'
import { type Elsewhere, nothingElsewhere } from '../domain/person/elsewhere.ts'
import type { Certificate } from '../domain/person/events.ts'
import type { PersonState } from '../domain/person/state.ts'
import { findingRuleOn } from '../domain/policy/training.ts'
import { type Vault, VaultErased } from '../vault/vault.ts'
import { givenBack, HeldCertificates, rememberedMs } from './held-certificates.ts'
import type { Rulebook } from './rulebook.ts'
import { Turns } from './turns.ts'

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
  /** Resolves when the registers show all that is recorded. Undefined: they follow by themselves. */
  readonly catchUp?: () => Promise<void>
}

/** The completion that is looked at. */
export interface LookedAt {
  readonly startsOn: Day
  readonly provider: string | null
  readonly certificates: readonly Pick<Certificate, 'numberDigest' | 'issuedOn'>[]
}

/** A completion among many that are looked at together. */
export interface RowLookedAt extends LookedAt {
  readonly personId: string
  readonly born: NonNullable<Elsewhere['born']>
}

/** Numbers of certificates by provider and day, as registers had them when a sheet was begun. */
export type CountedDays = Map<string, number>

const daysRemembered = 10_000

interface IssuedDay {
  /** As the register had it when it was first asked. */
  readonly before: number
  here: number
}

/** What a decision over one person may know of other records: ages, accounts, certificates. */
export class KnownRecords {
  readonly #parts: KnownRecordsParts
  readonly #held = new HeldCertificates()
  /** What this process recorded, for as long as the registers may not show it. */
  readonly #issued = new LRUCache<string, IssuedDay>({ max: daysRemembered, ttl: rememberedMs })
  readonly #turns = new Turns()

  constructor(parts: KnownRecordsParts) {
    this.#parts = parts
  }

  /** How many others have the person's account. */
  sharingAccount(personId: string): number {
    return this.#parts.vault.othersWith(personId, 'bankAccount')
  }

  /** Before many records are looked at: other processes may have recorded what the registers do not show. */
  async upToDate(): Promise<void> {
    await this.#parts.catchUp?.()
  }

  /** What a command over a person who stands like this may know; undefined: it asks nothing. */
  ofCommand(
    personId: string,
    command: PersonCommand,
    { state, at }: { readonly state: PersonState | undefined; readonly at: string },
  ): Elsewhere | undefined {
    if (command.type === 'RecordCompletion') return this.elsewhere(personId, command.data, at)
    // Money that comes back would go to the account of now.
    const sharingAccount = command.type === 'ReturnPayment' ? this.sharingAccount(personId) : 0
    if (sharingAccount > 0) return { ...nothingElsewhere, sharingAccount }
    if (command.type !== 'CorrectCompletion') return undefined
    const fact = state?.facts.get(command.data.completionId)
    if (fact === undefined) return undefined
    const { change, certificates = [] } = command.data
    const { startsOn = fact.startsOn } = change
    const all = [...fact.certificates, ...certificates]
    return this.elsewhere(personId, { ...fact, startsOn, certificates: all }, at)
  }

  /**
   * Runs what records a completion: one after another where they name the same certificate, so that the
   * later one sees the earlier. Its certificates count for their day as soon as `work` has begun, which
   * looks at other records before it waits for anything.
   *
   * @param work resolves to the completion's id; undefined: it was recorded before
   */
  recording(looked: Omit<LookedAt, 'startsOn'>, work: () => Promise<string | undefined>): Promise<void> {
    const digests = [...new Set(looked.certificates.map(({ numberDigest }) => numberDigest))].sort()
    const counted = async (): Promise<void> => {
      const underWay = work()
      this.#count(looked, 1)
      let recorded: string | undefined
      try {
        recorded = await underWay
        if (recorded !== undefined) this.#held.hold(recorded, looked.certificates)
      } finally {
        if (recorded === undefined) this.#count(looked, -1)
      }
    }
    // Everybody waits in the order of the digests, so no two wait for each other.
    return digests.reduceRight((inner, digest) => () => this.#turns.run(digest, inner), counted)()
  }

  #count({ provider, certificates }: Omit<LookedAt, 'startsOn'>, by: number): void {
    if (provider === null) return
    for (const { issuedOn } of certificates) this.#issuedOn(provider, issuedOn, 0).here += by
  }

  /** What a command made of the person, which the registers show only in a moment. */
  learn(
    command: PersonCommand,
    { before, after }: { readonly before: PersonState | undefined; readonly after: PersonState },
  ): void {
    if (command.type === 'RecordCompletion') {
      this.recorded(`${after.personId}-t${after.factCount}`, command.data)
    } else if (command.type === 'CorrectCompletion') {
      const { completionId, certificates = [] } = command.data
      // What a correction adds is counted by the register alone.
      this.recorded(completionId, { provider: null, certificates })
      const [had = [], has = []] = [before, after].map((one) => one?.facts.get(completionId)?.certificates)
      this.voided(completionId, givenBack(had, has))
    } else if (command.type === 'WithdrawCompletion') {
      const { completionId } = command.data
      this.voided(completionId, after.facts.get(completionId)?.certificates ?? [])
    }
  }

  /** A completion was recorded: what others record from now on is held against it. */
  recorded(completionId: string, looked: Omit<LookedAt, 'startsOn'>): void {
    this.#held.hold(completionId, looked.certificates)
    this.#count(looked, 1)
  }

  /** Certificates were voided: replaced by others, or withdrawn with the completion. */
  voided(completionId: string, certificates: readonly Pick<Certificate, 'numberDigest'>[]): void {
    this.#held.giveBack(completionId, certificates)
  }

  /**
   * For a completion that is recorded or corrected. Each part is a look-up, so thousands of rows may ask.
   *
   * @param at instant, ISO 8601 UTC
   */
  elsewhere(personId: string, looked: LookedAt, at: string): Elsewhere {
    const look = () => this.#look(personId, looked, { at, counted: new Map() })
    return this.#together(look)(this.#bornOf(personId))
  }

  /**
   * For rows of one sheet: what lies in registers and vault is looked up for all of them at once, and what
   * this process records meanwhile is added when a row's turn has come.
   *
   * @param counted kept by the caller for the whole sheet, whose days are counted once
   */
  elsewhereOfRows(
    rows: readonly RowLookedAt[],
    at: string,
    counted: CountedDays,
  ): readonly (() => Elsewhere)[] {
    return this.#together(() =>
      rows.map((row) => {
        const found = this.#look(row.personId, row, { at, counted })
        return () => found(row.born)
      }),
    )
  }

  #together<T>(look: () => T): T {
    const registers = this.#parts.registers()
    return registers === undefined ? look() : registers.together(look)
  }

  #look(
    personId: string,
    { provider, certificates, startsOn }: LookedAt,
    { at, counted }: { readonly at: string; readonly counted: CountedDays },
  ): (born: Elsewhere['born']) => Elsewhere {
    const registers = this.#parts.registers()
    const policy = this.#parts.rulebook.inForce(shanghaiDay(at))
    const registered = certificates.map(({ numberDigest }) => registers?.certificateHolders(numberDigest))
    const limit = findingRuleOn(policy, 'provider-burst', startsOn)?.atMost
    const of = provider === null || limit === undefined ? undefined : { provider, atMost: limit + 1 }
    const days = of === undefined ? [] : [...new Set(certificates.map(({ issuedOn }) => issuedOn))]
    const countOn = (day: Day) => (of === undefined ? 0 : this.#countedOn(of, day, counted))
    const registeredOn = days.map((day) => [day, countOn(day)] as const)
    const sharingAccount = this.sharingAccount(personId)
    const issuedOn = (day: Day, now: number): number => {
      const { before, here } = this.#issuedOn(of?.provider ?? '', day, of?.atMost ?? 0)
      return Math.max(now, before + here)
    }
    return (born) => ({
      born,
      sharingAccount,
      holders: Object.fromEntries(
        certificates.map(({ numberDigest: digest }, n) => [
          digest,
          this.#held.holdersOf(digest, registered[n] ?? []),
        ]),
      ),
      issued: Object.fromEntries(registeredOn.map(([day, now]) => [day, issuedOn(day, now)])),
    })
  }

  #countedOn(of: { readonly provider: string; readonly atMost: number }, day: Day, counted: CountedDays) {
    const key = `${of.provider} ${day} ${of.atMost}`
    const known = counted.get(key)
    if (known !== undefined) return known
    // Also noted as what was there before this process recorded anything.
    this.#issuedOn(of.provider, day, of.atMost)
    const count = this.#parts.registers()?.certificatesIssued(of.provider, day, of.atMost) ?? 0
    counted.set(key, count)
    return count
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
