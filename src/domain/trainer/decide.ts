import { DomainError } from '../errors.ts'
import type { TrainerCommand, TrainerCommandData } from './commands.ts'
import type { Enlistment, NewTrainerEvent } from './events.ts'
import type { TrainerState } from './state.ts'

type Decided = readonly NewTrainerEvent[]

/**
 * What a command makes happen to one trainer.
 *
 * @returns the new events; none when the command states what is already so.
 * @throws {DomainError} `trainer-unknown`, `trainer-not-current`, `date-order`.
 */
export const decideTrainer = (command: TrainerCommand, state: TrainerState): Decided => {
  if (command.type === 'EnlistTrainer') return enlist(command.data, state)
  if (state.trainerId === null) throw new DomainError('trainer-unknown')
  return delist(command.data, state)
}

const enlist = (data: TrainerCommandData<'EnlistTrainer'>, state: TrainerState): Decided => {
  if (data.until < data.from) throw new DomainError('date-order', { field: 'until' })
  if (state.enlistments.some((known) => isSame(known, data))) return []
  return [{ type: 'TrainerEnlisted', data }]
}

const isSame = (a: Enlistment, b: Enlistment): boolean =>
  a.occupation === b.occupation &&
  a.level === b.level &&
  a.certificateDigest === b.certificateDigest &&
  a.from === b.from &&
  a.until === b.until &&
  a.document === b.document

const delist = ({ on, document }: TrainerCommandData<'DelistTrainer'>, state: TrainerState): Decided => {
  if (!state.enlistments.some(({ until }) => until >= on)) {
    if (state.delisted?.on === on && state.delisted.document === document) return []
    throw new DomainError('trainer-not-current', { on })
  }
  return [{ type: 'TrainerDelisted', data: { on, document } }]
}
