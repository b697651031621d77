import { DomainError, type DomainErrorCode } from '../errors.ts'
import type { TrainingCommand, TrainingCommandType, TrainingContext } from './commands.ts'
import { changeTraining, openTraining, planTraining } from './decide-plan.ts'
import { enrolLearners, removeLearners } from './decide-roster.ts'
import type { NewTrainingEvent } from './events.ts'
import type { TrainingState } from './state.ts'
import type { TrainingStatus } from './status.ts'

type Decided = readonly NewTrainingEvent[]
type Step = Exclude<TrainingCommandType, 'PlanTraining' | 'RemoveLearners' | 'ResolveTrainingFinding'>

/** What a class in each status says to a step; `go`: it may be taken, `done`: it was taken. */
type Says = 'go' | 'done' | DomainErrorCode

const steps: Readonly<Record<Step, Readonly<Record<TrainingStatus, Says>>>> = {
  ChangeTraining: {
    planned: 'go',
    open: 'go',
    finished: 'training-finished',
    closed: 'training-closed',
    cancelled: 'training-cancelled',
  },
  OpenTraining: {
    planned: 'go',
    open: 'done',
    finished: 'training-finished',
    closed: 'training-closed',
    cancelled: 'training-cancelled',
  },
  EnrolLearners: {
    planned: 'training-not-open',
    open: 'go',
    finished: 'go',
    closed: 'training-not-open',
    cancelled: 'training-not-open',
  },
  FinishTraining: {
    planned: 'training-not-open',
    open: 'go',
    finished: 'done',
    closed: 'training-closed',
    cancelled: 'training-cancelled',
  },
  CloseTraining: {
    planned: 'training-not-finished',
    open: 'training-not-finished',
    finished: 'go',
    closed: 'done',
    cancelled: 'training-cancelled',
  },
  CancelTraining: {
    planned: 'go',
    open: 'go',
    finished: 'training-finished',
    closed: 'training-closed',
    cancelled: 'done',
  },
}

/**
 * What a command makes happen to one class. That no more learners are on the roster than there are
 * places is kept here, over the class's own events.
 *
 * @returns the new events; none when the command states what is already so.
 * @throws {DomainError} a code of `TrainingErrorCode`; `course-unknown`, `district-unknown`,
 *   `separation-of-duties`.
 */
export const decideTraining = (
  command: TrainingCommand,
  state: TrainingState,
  context: TrainingContext,
): Decided => {
  if (command.type === 'PlanTraining') return planTraining(command.data, state, context)
  if (state.trainingId === null) throw new DomainError('training-unknown')
  // A withdrawn completion gives its place back whatever became of the class meanwhile.
  if (command.type === 'RemoveLearners') return removeLearners(command.data, state)
  if (command.type === 'ResolveTrainingFinding') return resolveFinding(command.data, state, context)
  const says = steps[command.type][state.status]
  if (says === 'done') return []
  if (says !== 'go') throw new DomainError(says, { status: state.status })
  return take(command, state, context)
}

const take = (
  command: Extract<TrainingCommand, { type: Step }>,
  state: TrainingState,
  context: TrainingContext,
): Decided => {
  const { today } = context
  switch (command.type) {
    case 'ChangeTraining':
      return changeTraining(command.data, state, context)
    case 'OpenTraining':
      return openTraining(state, context)
    case 'EnrolLearners':
      return enrolLearners(command.data, state)
    case 'FinishTraining':
      if (today < state.details.endsOn) {
        throw new DomainError('training-not-over', { endsOn: state.details.endsOn })
      }
      return [{ type: 'TrainingFinished', data: { finishedOn: today } }]
    case 'CloseTraining':
      return [{ type: 'TrainingClosed', data: { closedOn: today } }]
    case 'CancelTraining':
      if (state.roster.size > 0) throw new DomainError('has-learners')
      return [{ type: 'TrainingCancelled', data: { cancelledOn: today } }]
  }
}

/** Whose step raised a finding does not decide on it; nor, where it is decided anew, whose change asks for that. */
const resolveFinding = (
  { no, upheld, noteCommitment }: Extract<TrainingCommand, { type: 'ResolveTrainingFinding' }>['data'],
  state: TrainingState,
  { actor }: TrainingContext,
): Decided => {
  const finding = state.findings.find((known) => known.no === no)
  if (finding === undefined) throw new DomainError('finding-unknown', { no: String(no) })
  const { raisedBy, changedBy } = finding
  if (finding.upheld !== null && changedBy === null) {
    throw new DomainError('finding-resolved', { no: String(no) })
  }
  if (raisedBy === actor.pid || changedBy === actor.pid) throw new DomainError('separation-of-duties')
  return [{ type: 'TrainingFindingResolved', data: { no, upheld, noteCommitment } }]
}
