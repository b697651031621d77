import type { PersonEvent } from './events.ts'
import type { Finding } from './findings.ts'
import type { PersonState } from './state.ts'

export type FindingEvent = Extract<PersonEvent, { type: 'FindingRaised' | 'FindingResolved' }>

export const evolveFinding = (state: PersonState, event: FindingEvent): PersonState => {
  if (event.type === 'FindingRaised') {
    const { no, rule, clause, completionId, becauseOf, others } = event.data
    const counted = others === undefined ? {} : { others }
    const found = { no, rule, clause, completionId, becauseOf, ...counted }
    const finding = { ...found, status: 'open', returned: false } as const
    return { ...state, findings: [...state.findings, finding] }
  }
  const { no, upheld } = event.data
  const status = upheld ? 'upheld' : 'dismissed'
  const account = state.commitments.bankAccount ?? null
  const decided = { status, account } as const
  const findings = state.findings.map((one) => (one.no === no ? { ...one, ...decided } : one))
  return { ...state, findings }
}

/** The completion is gone, and nobody had said what to make of what was found about it. */
export const afterWithdrawal = (state: PersonState, completionId: string): PersonState => {
  const isMoot = (one: Finding): boolean => one.completionId === completionId && one.status === 'open'
  if (!state.findings.some(isMoot)) return state
  const findings = state.findings.map((one) => (isMoot(one) ? ({ ...one, status: 'lapsed' } as const) : one))
  return { ...state, findings }
}

/** A claim went back: what was so about its basis may have been put right when it comes again. */
export const afterReturn = (state: PersonState, claimId: string): PersonState => {
  const basis = state.claims.get(claimId)?.basis
  const isBarring = ({ completionId, status }: Finding): boolean =>
    completionId === basis && status === 'upheld'
  if (!state.findings.some(isBarring)) return state
  const findings = state.findings.map((one) => (isBarring(one) ? { ...one, returned: true } : one))
  return { ...state, findings }
}
