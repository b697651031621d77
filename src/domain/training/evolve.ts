import type { TrainingEvent } from './events.ts'
import type { TrainingFinding, TrainingState } from './state.ts'
import { findingsOnceChanged } from './two-places.ts'

/** Folds one recorded event. Never fails: what is in the log has happened. */
export const evolveTraining = (state: TrainingState, event: TrainingEvent): TrainingState => {
  switch (event.type) {
    case 'TrainingPlanned': {
      const { trainingId, ...details } = event.data
      return { ...state, trainingId, details }
    }
    case 'TrainingChanged': {
      const { trainingId: _, ...details } = event.data
      return { ...state, details, findings: findingsOnceChanged(state, details, event.metadata.actor.pid) }
    }
    case 'TrainingOpened':
      return { ...state, status: 'open' }
    case 'TrainingFinished':
      return { ...state, status: 'finished' }
    case 'TrainingClosed':
      return { ...state, status: 'closed' }
    case 'TrainingCancelled':
      return { ...state, status: 'cancelled' }
    case 'LearnersEnrolled':
      return { ...state, roster: new Set([...state.roster, ...event.data.personIds]) }
    case 'LearnersRemoved': {
      const gone = new Set(event.data.personIds)
      return { ...state, roster: new Set([...state.roster].filter((id) => !gone.has(id))) }
    }
    case 'TrainingFindingRaised':
    case 'TrainingFindingResolved':
      return { ...state, findings: findingsAfter(state.findings, event) }
    default:
      return state
  }
}

type FindingEvent = Extract<TrainingEvent, { type: 'TrainingFindingRaised' | 'TrainingFindingResolved' }>

const findingsAfter = (
  findings: readonly TrainingFinding[],
  event: FindingEvent,
): readonly TrainingFinding[] => {
  const by = event.metadata.actor.pid
  if (event.type === 'TrainingFindingRaised') {
    const open = { upheld: null, resolvedBy: null, noteCommitment: null, changedBy: null }
    return [...findings, { ...event.data, raisedBy: by, ...open }]
  }
  const { no, ...outcome } = event.data
  const resolved = { ...outcome, resolvedBy: by, changedBy: null }
  return findings.map((known) => (known.no === no ? { ...known, ...resolved } : known))
}
