import type { PersonCommand } from '../domain/person/commands.ts'
import type { Commitments } from '../domain/person/events.ts'
import type { PersonState } from '../domain/person/state.ts'
import { type Principal, personInScope, type Scope } from '../domain/scope.ts'
import { derivePid, type LedgerKeys } from '../vault/keys.ts'
import type { FieldName, Vault } from '../vault/vault.ts'
import { certificateDigest } from './certificate-digest.ts'
import {
  type CompletionCorrection,
  correctionOf,
  type GivenCertificate,
  recordingOf,
  type SealableCertificates,
  sealableCertificates,
} from './completion-commands.ts'
import { withCountedAccount } from './counted-account.ts'
import { isEnlistedOtherwise } from './enlisted-name.ts'
import { LedgerError } from './errors.ts'
import type { CommandAnswer } from './handle-command.ts'
import type { KnownRecords } from './known-records.ts'
import { People, type PeopleParts } from './people.ts'
import { ClassesOfPeople, type ClassesOfPeopleParts } from './training-office/classes-of-people.ts'

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

export interface LedgerParts extends PeopleParts {
  readonly vault: Vault
  readonly keys: LedgerKeys
  readonly trainings: ClassesOfPeopleParts['trainings']
  /** Absent: no rule looks beyond the person. */
  readonly known?: KnownRecords | undefined
}

const personIdForm = /^[a-z2-7]{26}$/
const claimIdForm = /^([a-z2-7]{26})-c[1-9]\d{0,5}$/

export const isPersonId = (text: string): boolean => personIdForm.test(text)

/** The person a claim belongs to; undefined for what is no claim id. */
export const personOfClaim = (claimId: string): string | undefined => claimIdForm.exec(claimId)?.[1]

/** Commands on people, in the scope of who sends them. */
export class Ledger {
  readonly #parts: LedgerParts
  /** Commands as they are decided, without the vault. */
  readonly people: People
  /** For whoever records many completions and looks for himself. */
  readonly known: KnownRecords | undefined
  readonly #classes: ClassesOfPeople

  constructor(parts: LedgerParts) {
    this.#parts = parts
    this.known = parts.known
    this.people = new People(parts)
    this.#classes = new ClassesOfPeople({ people: this.people, trainings: parts.trainings })
  }

  /** Same person, same id: whatever the spelling, the channel and the year. */
  personIdOf(idNumber: string): string {
    return derivePid(this.#parts.keys.pidKey, idNumber)
  }

  /** Equal certificate numbers have equal digests; the number itself stays in the vault. */
  certificateDigest(number: string): string {
    return certificateDigest(this.#parts.keys, number)
  }

  /** @throws as {@link CommandHandler.handle} */
  async execute(
    caller: Caller,
    personId: string,
    command: PersonCommand,
    secrets?: Secrets,
  ): Promise<CommandAnswer<PersonState>> {
    const isCorrected = command.type === 'CorrectCompletion'
    const before = isCorrected ? (await this.people.load(personId))?.state : undefined
    const elsewhere = this.known?.ofCommand(personId, command, { state: before, at: caller.at })
    const counted = { vault: this.#parts.vault, people: this.people, personId }
    const answer = await withCountedAccount(counted, secrets, (told) => {
      const prepare = told && ((state: PersonState) => this.#sealed(personId, command, told, state))
      return this.#classes.execute(caller, personId, command, { prepare, facts: { elsewhere } })
    })
    if (!answer.replayed) this.known?.learn(command, { before, after: answer.state })
    return answer
  }

  /** Gives back a place in a class that no standing completion of the person needs. */
  giveBackPlace(caller: Caller, personId: string, trainingId: string): Promise<void> {
    return this.#classes.giveBack(caller, personId, trainingId)
  }

  /** Takes somebody off the roster of a class, as {@link ClassesOfPeople.removeLearner}. */
  get removeLearner(): ClassesOfPeople['removeLearner'] {
    return this.#classes.removeLearner.bind(this.#classes)
  }

  async #sealed(
    personId: string,
    command: PersonCommand,
    secrets: Secrets,
    state: PersonState,
  ): Promise<PersonCommand> {
    const fields = secrets.fields(state)
    if (fields === null) return command
    return secrets.complete((await this.#parts.vault.put(personId, fields)) as Commitments)
  }

  /**
   * @throws {LedgerError} `identity-mismatch`: the id number is known under another name, or is that of a
   *   trainer of another name.
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
    const isOther = await this.isEnlistedOtherwise(personId, name)
    return this.execute(caller, personId, command({}), {
      fields: (state) => {
        const isNew = state.personId === null
        if (isNew ? isOther : !this.isKnownAs(state, name)) throw new LedgerError('identity-mismatch')
        // A known person's details stay as they are, so nothing of theirs is sealed either.
        return isNew ? Object.fromEntries(given) : null
      },
      complete: command,
    })
  }

  /** Whether the person is registered under this name. @throws {VaultErased} */
  isKnownAs({ personId, commitments }: PersonState, name: string): boolean {
    const { name: commitment } = commitments
    if (commitment === undefined) return false
    return this.#parts.vault.open(personId ?? '', { name: commitment }).name === name
  }

  /** Whether the trainers' pool has the person under another name. */
  isEnlistedOtherwise(personId: string, name: string): Promise<boolean> {
    return isEnlistedOtherwise(this.#parts, personId, name)
  }

  /** New phone, account or bank of a person in scope. @throws as {@link CommandHandler.handle} */
  async changeDetails(
    caller: Caller,
    personId: string,
    details: Pick<Registration, 'phone' | 'bankAccount' | 'bankName'>,
  ): Promise<CommandAnswer<PersonState>> {
    const given = Object.entries(details).filter(([, value]) => value !== undefined)
    const command = (commitments: Commitments, sharingAccount?: number): PersonCommand => ({
      type: 'ChangeDetails',
      data: { commitments, sharingAccount },
    })
    return this.execute(caller, personId, command({}), {
      fields: () => Object.fromEntries(given),
      // By now the account is sealed, so whoever entered the same one meanwhile is counted by one of the two.
      complete: (commitments) => command(commitments, this.known?.sharingAccount(personId)),
    })
  }

  /**
   * Records a completion; certificate numbers go to the vault, their digests to the log, and levels are
   * named as the policy names them.
   */
  async recordCompletion(
    caller: Caller,
    personId: string,
    completion: Omit<
      Extract<PersonCommand, { type: 'RecordCompletion' }>['data'],
      'provider' | 'certificates'
    >,
    given: readonly GivenCertificate[],
  ): Promise<CommandAnswer<PersonState>> {
    const { provider } = caller.principal
    const { command, secrets } = recordingOf({ ...completion, provider }, this.#sealable(given, caller))
    return this.execute(caller, personId, command, secrets)
  }

  #sealable(given: readonly GivenCertificate[], { at }: Caller): SealableCertificates {
    const digestOf = (number: string): string => this.certificateDigest(number)
    return sealableCertificates(given, { rulebook: this.#parts.rulebook, digestOf }, at)
  }

  /** Corrects a completion and its certificates. @throws as {@link CommandHandler.handle} */
  correctCompletion(
    caller: Caller,
    personId: string,
    correction: CompletionCorrection,
  ): Promise<CommandAnswer<PersonState>> {
    const sealable = this.#sealable(correction.certificates, caller)
    const { command, secrets } = correctionOf(correction, caller.commandId, sealable)
    return this.execute(caller, personId, command, secrets)
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
    const found = await this.people.load(personId)
    return found !== null && personInScope(scope, found.state) ? found : undefined
  }
}
