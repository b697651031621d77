import { certificateChange } from '../../domain/person/decide-certificates.ts'
import type { SeriesStep } from '../../domain/person/decide-series.ts'
import type { Certificate, Commitments, CompletionDetails } from '../../domain/person/events.ts'
import { recordedDetails } from '../../domain/person/fact-details.ts'
import type { PersonFact, PersonState } from '../../domain/person/state.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import type { CompletionRow } from '../../sheets/completion-row.ts'
import { LedgerError } from '../errors.ts'
import { standingRecord } from './row-content.ts'
import type { RowPlan } from './row-verdict.ts'

/** What a row's commands are made of, beside the row. */
export interface StepTerms {
  readonly personId: string
  readonly provider: string
  readonly policy: Policy
  readonly certificates: readonly Certificate[]
  /** Of what is sealed for a newcomer. */
  readonly commitments: Commitments
  /** Of the note with a correction. */
  readonly noteCommitment: string
  readonly isKnownAs: (state: PersonState, name: string) => boolean
}

export const detailsOf = ({
  course,
  trainingId,
  startsOn,
  endsOn,
  costFen,
}: CompletionRow): CompletionDetails => ({
  course,
  trainingId,
  startsOn,
  endsOn,
  eligibleCostFen: costFen,
})

export const differs = (one: CompletionDetails, other: CompletionDetails): boolean =>
  (Object.keys(one) as (keyof CompletionDetails)[]).some((field) => one[field] !== other[field])

/** The person did not stand like this when the row was judged; nothing of it is recorded. */
const outdated = (): LedgerError => new LedgerError('row-outdated')

/** Registers who is unknown, and lets the provider see who is known. */
const register = (row: CompletionRow, terms: StepTerms): SeriesStep => ({
  command: (state) => {
    const { personId, provider, commitments } = terms
    const data = { personId, district: row.district, provider }
    if (state.personId === null) {
      if (commitments.idNumber === undefined) throw outdated()
      return { type: 'RegisterPerson', data: { ...data, commitments } }
    }
    if (!terms.isKnownAs(state, row.name)) throw new LedgerError('identity-mismatch')
    if (state.providers.includes(provider)) return null
    return { type: 'RegisterPerson', data: { ...data, commitments: {} } }
  },
})

const record = (row: CompletionRow, { provider, certificates }: StepTerms): SeriesStep => ({
  command: (state) => {
    if (standingRecord(state, provider, row.trainingId) !== undefined) throw outdated()
    return { type: 'RecordCompletion', data: { ...detailsOf(row), provider, certificates } }
  },
})

/** What a person may claim for such a training. */
export const claimable = ({ instruments }: Policy, course: string): Policy['instruments'] =>
  instruments.filter(({ payee, basis }) => payee === 'person' && basis.completion === course)

/** Filed where the rulebook would grant it today; who may expect nothing yet files none. */
export const claimSteps = (
  row: CompletionRow,
  { provider, policy }: Pick<StepTerms, 'provider' | 'policy'>,
): readonly SeriesStep[] =>
  claimable(policy, row.course).map(({ id: instrument }) => ({
    command: (state) => {
      const basis = standingRecord(state, provider, row.trainingId)?.id ?? ''
      const open = [...state.claims.values()].some(
        (claim) => claim.basis === basis && claim.instrument === instrument && claim.status !== 'withdrawn',
      )
      return open ? null : { type: 'SubmitClaim', data: { instrument, basis, requestedFen: null } }
    },
    wanted: (events) =>
      events.some(({ type, data }) => type === 'ClaimAssessed' && data.assessment.outcome === 'approved'),
  }))

/** The steps, telling how the person stood when they were begun. */
export const watched = (
  [first, ...others]: readonly SeriesStep[],
  onBegun: (state: PersonState) => void,
): readonly SeriesStep[] => {
  if (first === undefined) return []
  const command: SeriesStep['command'] = (state) => {
    onBegun(state)
    return first.command(state)
  }
  return [{ ...first, command }, ...others]
}

/** Everything that a row not recorded yet makes happen. */
export const recordSteps = (row: CompletionRow, terms: StepTerms): readonly SeriesStep[] => [
  register(row, terms),
  record(row, terms),
  ...claimSteps(row, terms),
]

/** What brings the record to what the row says; it must stand as it was seen. */
export const correctSteps = (
  row: CompletionRow,
  terms: StepTerms,
  corrects: NonNullable<RowPlan['corrects']>,
): readonly SeriesStep[] => {
  const { provider, certificates, noteCommitment } = terms
  const { completionId } = corrects
  const seen = (state: PersonState): PersonFact => {
    const fact = standingRecord(state, provider, row.trainingId)
    if (fact?.id !== completionId || fact.eventId !== corrects.eventId) throw outdated()
    return fact
  }
  return [
    {
      command: (state) => {
        const { more } = certificateChange(certificates, seen(state).certificates)
        return more.length === 0 ? null : { type: 'IssueCertificates', data: { completionId, certificates } }
      },
    },
    {
      command: (state) =>
        differs(detailsOf(row), recordedDetails(seen(state)))
          ? { type: 'CorrectCompletion', data: { completionId, change: detailsOf(row), noteCommitment } }
          : null,
    },
    ...claimSteps(row, terms),
  ]
}
