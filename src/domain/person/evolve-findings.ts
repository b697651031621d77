import type { PersonEvent } from './events.ts'
import type { PersonState } from './state.ts'

export type FindingEvent = Extract<PersonEvent, { type: 'FindingRaised' | 'FindingResolved' }>

export const evolveFinding = (state: PersonState, event: FindingEvent): PersonState => {
  if (event.type === 'FindingRaised') {
    const { no, rule, clause, completionId, becauseOf } = event.data
    const finding = { no, rule, clause, completionId, becauseOf, status: 'open' } as const
    return { ...state, findings: [...state.findings, finding] }
  }
  const { no, upheld } = event.data
  const status = upheld ? 'upheld' : 'dismissed'
  const findings = state.findings.map((one) => (one.no === no ? ({ ...one, status } as const) : one))
  return { ...state, findings }
}
