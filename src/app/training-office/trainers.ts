import { DomainError } from '../../domain/errors.ts'
import type { Commitments } from '../../domain/person/events.ts'
import { evolvePerson } from '../../domain/person/evolve.ts'
import { initialPerson } from '../../domain/person/state.ts'
import type { TrainerCommand } from '../../domain/trainer/commands.ts'
import { decideTrainer } from '../../domain/trainer/decide.ts'
import type { Enlistment, TrainerEvent } from '../../domain/trainer/events.ts'
import { evolveTrainer } from '../../domain/trainer/evolve.ts'
import { initialTrainer, type TrainerState } from '../../domain/trainer/state.ts'
import type { EventStore, StreamName } from '../../event-store/event-store.ts'
import { derivePid, type LedgerKeys } from '../../vault/keys.ts'
import type { Vault } from '../../vault/vault.ts'
import { certificateDigest } from '../certificate-digest.ts'
import { decodeTrainerEvent } from '../codecs/trainer-events.ts'
import { LedgerError } from '../errors.ts'
import { decodePersonEvent } from '../event-codec.ts'
import { type CommandAnswer, CommandHandler } from '../handle-command.ts'
import { type Caller, isPersonId } from '../ledger.ts'
import { personStream } from '../people.ts'

const trainerStream = (trainerId: string): StreamName => `trainer-${trainerId}`

export interface TrainersParts {
  readonly store: EventStore
  readonly vault: Pick<Vault, 'open' | 'put'>
  readonly keys: Pick<LedgerKeys, 'pidKey' | 'certificateKey'>
}

export interface NewTrainer extends Omit<Enlistment, 'certificateDigest'> {
  /** Canonical, 18 characters. */
  readonly idNumber: string
  readonly name: string
  /** Canonical. */
  readonly certificateNumber: string
}

/** The trainers' pool of the city. It is one: whoever may see it sees all of it. */
export class Trainers {
  readonly #parts: TrainersParts
  readonly #handler: CommandHandler<TrainerState, TrainerCommand, TrainerEvent>

  constructor(parts: TrainersParts) {
    this.#parts = parts
    this.#handler = new CommandHandler(parts.store, {
      initial: initialTrainer,
      decide: decideTrainer,
      evolve: evolveTrainer,
      decode: decodeTrainerEvent,
    })
  }

  /**
   * Name, id number and certificate number go to the vault, commitments and a digest to the log.
   *
   * @throws {LedgerError} `identity-mismatch`: the id number is known under another name.
   * @throws {DomainError} as {@link decideTrainer}. @throws {VaultErased}
   * @throws as {@link CommandHandler.handle}
   */
  async enlist(caller: Caller, trainer: NewTrainer): Promise<CommandAnswer<TrainerState>> {
    const { idNumber, name, certificateNumber, ...rest } = trainer
    const { vault, keys } = this.#parts
    const trainerId = derivePid(keys.pidKey, idNumber)
    const digest = certificateDigest(keys, certificateNumber)
    const command = (commitments: Commitments): TrainerCommand => ({
      type: 'EnlistTrainer',
      data: { trainerId, ...rest, certificateDigest: digest, commitments },
    })
    return this.#execute(caller, trainerId, command({}), async (state) => {
      await this.#needName(trainerId, state, name)
      const sealed = { idNumber, name, [`certificate:${digest}` as const]: certificateNumber }
      const commitments = await vault.put(trainerId, sealed)
      return command({ idNumber: commitments.idNumber ?? '', name: commitments.name ?? '' })
    })
  }

  /** @throws {DomainError} as {@link decideTrainer} @throws as {@link CommandHandler.handle} */
  async delist(
    caller: Caller,
    trainerId: string,
    data: { readonly on: string; readonly document: string },
  ): Promise<CommandAnswer<TrainerState>> {
    if (!isPersonId(trainerId)) throw new DomainError('trainer-unknown')
    return this.#execute(caller, trainerId, { type: 'DelistTrainer', data })
  }

  #execute(
    { principal, commandId, digest, at }: Caller,
    trainerId: string,
    command: TrainerCommand,
    prepare?: (state: TrainerState) => Promise<TrainerCommand>,
  ): Promise<CommandAnswer<TrainerState>> {
    const { account, role, pid } = principal
    const actor = { account, role, pid }
    const stream = trainerStream(trainerId)
    return this.#handler.handle({ stream, commandId, digest, actor, at, command, prepare })
  }

  /** One person has one name, as a trainer and as anybody else. */
  async #needName(trainerId: string, state: TrainerState, name: string): Promise<void> {
    const { store, vault } = this.#parts
    let { commitments } = state
    if (commitments.name === undefined) {
      const events = await store.readStream(personStream(trainerId))
      commitments = events.map(decodePersonEvent).reduce(evolvePerson, initialPerson).commitments
    }
    if (commitments.name === undefined) return
    const known = vault.open(trainerId, { name: commitments.name }).name
    if (known !== name) throw new LedgerError('identity-mismatch')
  }

  /** The trainer as the log has them now; the initial state where nobody enlisted them. */
  async load(trainerId: string): Promise<TrainerState> {
    if (!isPersonId(trainerId)) return initialTrainer
    return (await this.#handler.load(trainerStream(trainerId)))?.state ?? initialTrainer
  }
}
