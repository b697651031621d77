import { createHmac } from 'node:crypto'
import { shanghaiDay } from '../domain/dates.ts'
import type { DecideContext, PersonCommand } from '../domain/person/commands.ts'
import { decidePerson } from '../domain/person/decide.ts'
import type { Certificate, Commitments, PersonEvent } from '../domain/person/events.ts'
import { evolvePerson } from '../domain/person/evolve.ts'
import { initialPerson, type PersonState } from '../domain/person/state.ts'
import { needInScope, type Principal, personInScope, type Scope, scopeOf } from '../domain/scope.ts'
import type { EventStore, StreamName } from '../event-store/event-store.ts'
import { derivePid, type LedgerKeys } from '../vault/keys.ts'
import type { FieldName, Vault } from '../vault/vault.ts'
import { LedgerError } from './errors.ts'
import { decodePersonEvent } from './event-codec.ts'
import { type CommandAnswer, CommandHandler } from './handle-command.ts'
import { nameUuid } from './name-uuid.ts'
import type { Rulebook } from './rulebook.ts'

/** One request as the ledger sees it: by whom, on which command id, when. */
export interface Caller {
  readonly principal: Principal
  readonly commandId: string
  readonly digest: string
  /** Instant, ISO 8601 UTC. */
  readonly at: string
}

export interface Registration {
  /** Canonical, 18 characters. */
  readonly idNumber: string
  readonly name: string
  readonly district: string
  readonly phone?: string | undefined
  readonly bankAccount?: string | undefined
  readonly bankName?: string | undefined
}

/** Values for the vault, and the command completed with their commitments. */
export interface Secrets {
  /** What to seal, given how the person stands; null: nothing. Throws to refuse. */
  readonly fields: (state: PersonState) => Readonly<Partial<Record<FieldName, string>>> | null
  readonly complete: (commitments: Commitments) => PersonCommand
}

interface Decision {
  readonly command: PersonCommand
  readonly context: DecideContext
  readonly scope: Scope
}

export interface LedgerParts {
  readonly store: EventStore
  readonly vault: Vault
  readonly keys: LedgerKeys
  readonly rulebook: Rulebook
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
}

/** Commands whose answer depends on amounts and rules; they look for a newer policy each time. */
const assessing: ReadonlySet<PersonCommand['type']> = new Set<PersonCommand['type']>([
  'SubmitClaim',
  'ResubmitClaim',
  'ReviewClaim',
  'ApproveClaim',
  'GrantRecognition',
  'CorrectRecognition',
  'RevokeRecognition',
  'CorrectCompletion',
  'WithdrawCompletion',
])

const personIdForm = /^[a-z2-7]{26}$/
const claimIdForm = /^([a-z2-7]{26})-c[1-9]\d{0,5}$/

export const isPersonId = (text: string): boolean => personIdForm.test(text)

/** The person a claim belongs to; undefined for what is no claim id. */
export const personOfClaim = (claimId: string): string | undefined => claimIdForm.exec(claimId)?.[1]

export const personStream = (personId: string): StreamName => `person-${personId}`

/** Commands on people, in the scope of who sends them. */
export class Ledger {
  readonly #parts: LedgerParts
  readonly #people: CommandHandler<PersonState, Decision, PersonEvent>

  constructor(parts: LedgerParts) {
    this.#parts = parts
    this.#people = new CommandHandler(parts.store, {
      initial: initialPerson,
      decide: ({ command, context, scope }, state) => {
        needInScope(scope, command, state)
        return decidePerson(command, state, context)
      },
      evolve: evolvePerson,
      decode: decodePersonEvent,
    })
  }

  /** Same person, same id: whatever the spelling, the channel and the year. */
  personIdOf(idNumber: string): string {
    return derivePid(this.#parts.keys.pidKey, idNumber)
  }

  /** Equal certificate numbers have equal digests; the number itself stays in the vault. */
  certificateDigest(number: string): string {
    return createHmac('sha256', this.#parts.keys.certificateKey).update(number).digest('base64url')
  }

  /** @throws as {@link CommandHandler.handle} */
  async execute(
    caller: Caller,
    personId: string,
    command: PersonCommand,
    secrets?: Secrets,
  ): Promise<CommandAnswer<PersonState>> {
    const { principal, commandId, digest, at } = caller
    const { account, role, pid } = principal
    const today = shanghaiDay(at)
    const actor = { account, role, pid }
    const { rulebook, districts, vault } = this.#parts
    if (rulebook.isStale(at) || assessing.has(command.type)) await rulebook.refresh(at)
    const eventId = (index: number): string => nameUuid(commandId, String(index))
    const context = { actor, today, policy: rulebook.inForce(today), districts, eventId }
    const scope = scopeOf(principal)
    const decision = (complete: PersonCommand): Decision => ({ command: complete, context, scope })
    const prepare =
      secrets &&
      (async (state: PersonState) => {
        const fields = secrets.fields(state)
        if (fields === null) return decision(command)
        return decision(secrets.complete((await vault.put(personId, fields)) as Commitments))
      })
    const stream = personStream(personId)
    return this.#people.handle({ stream, commandId, digest, actor, at, command: decision(command), prepare })
  }

  /**
   * @throws {LedgerError} `identity-mismatch`: the id number is known under another name.
   * @throws as {@link CommandHandler.handle}
   */
  async registerPerson(caller: Caller, registration: Registration): Promise<CommandAnswer<PersonState>> {
    const { idNumber, name, district, phone, bankAccount, bankName } = registration
    const personId = this.personIdOf(idNumber)
    const { provider } = caller.principal
    const command = (commitments: Commitments): PersonCommand => ({
      type: 'RegisterPerson',
      data: { personId, district, provider, commitments },
    })
    const optional = { phone, bankAccount, bankName }
    const given = Object.entries({ idNumber, name, ...optional }).filter(([, value]) => value !== undefined)
    return this.execute(caller, personId, command({}), {
      fields: (state) => {
        if (state.personId === null) return Object.fromEntries(given)
        // A known person's details stay as they are, so nothing of theirs is sealed either.
        if (this.#nameOf(state) !== name) throw new LedgerError('identity-mismatch')
        return null
      },
      complete: command,
    })
  }

  #nameOf({ personId, commitments }: PersonState): string | undefined {
    const { name } = commitments
    return name === undefined ? undefined : this.#parts.vault.open(personId ?? '', { name }).name
  }

  /** New phone, account or bank of a person in scope. @throws as {@link CommandHandler.handle} */
  async changeDetails(
    caller: Caller,
    personId: string,
    details: Pick<Registration, 'phone' | 'bankAccount' | 'bankName'>,
  ): Promise<CommandAnswer<PersonState>> {
    const given = Object.entries(details).filter(([, value]) => value !== undefined)
    const command = (commitments: Commitments): PersonCommand => ({
      type: 'ChangeDetails',
      data: { commitments },
    })
    return this.execute(caller, personId, command({}), {
      fields: () => Object.fromEntries(given),
      complete: command,
    })
  }

  /** Records a completion; certificate numbers go to the vault, their digests to the log. */
  async recordCompletion(
    caller: Caller,
    personId: string,
    completion: Omit<
      Extract<PersonCommand, { type: 'RecordCompletion' }>['data'],
      'provider' | 'certificates'
    >,
    certificates: readonly (Omit<Certificate, 'numberDigest'> & { readonly number: string })[],
  ): Promise<CommandAnswer<PersonState>> {
    const sealed = certificates.map(({ number, ...rest }) => ({
      number,
      certificate: { ...rest, numberDigest: this.certificateDigest(number) },
    }))
    const command: PersonCommand = {
      type: 'RecordCompletion',
      data: {
        ...completion,
        provider: caller.principal.provider,
        certificates: sealed.map(({ certificate }) => certificate),
      },
    }
    if (sealed.length === 0) return this.execute(caller, personId, command)
    const fields = sealed.map(({ number, certificate }) => [
      `certificate:${certificate.numberDigest}`,
      number,
    ])
    return this.execute(caller, personId, command, {
      fields: () => Object.fromEntries(fields),
      complete: () => command,
    })
  }

  /** A command with a person's own words: they are sealed, the log holds a commitment to them. */
  async executeWithNote(
    caller: Caller,
    personId: string,
    note: string,
    command: (noteCommitment: string) => PersonCommand,
  ): Promise<CommandAnswer<PersonState>> {
    const field: FieldName = `note:${caller.commandId}`
    return this.execute(caller, personId, command('pending'), {
      fields: () => ({ [field]: note }),
      complete: (commitments) => command(commitments[field] ?? ''),
    })
  }

  /** The person as the log has them now; undefined when missing or out of scope. */
  async person(
    scope: Scope,
    personId: string,
  ): Promise<{ readonly state: PersonState; readonly position: bigint } | undefined> {
    const found = await this.#people.load(personStream(personId))
    return found !== null && personInScope(scope, found.state) ? found : undefined
  }
}
