import { claimRegister, type RegisteredClaim } from '../../projections/claim-register.ts'
import { completionRegister, type RegisteredCompletion } from '../../projections/completion-register.ts'
import { findingRegister, type RegisteredFinding } from '../../projections/finding-register.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import { type RegisteredTraining, trainingRegister } from '../../projections/training-register.ts'
import type { ClaimStatus } from '../domain/person/state.ts'
import { claimInScope, type Scope } from '../domain/scope.ts'
import { hosted } from './answer.ts'
import type { Filter, ReadModelReader, StateRow } from './read-model-store.ts'

const claims = hosted(claimRegister.name)
const completions = hosted(completionRegister.name)
const findings = hosted(findingRegister.name)
const trainings = hosted(trainingRegister.name)

const rowsAtOnce = 200

/** Claims that go no further until somebody decided: neither reviewed, nor approved, nor put into a batch. */
const halted: ReadonlySet<ClaimStatus> = new Set(['unconfirmed', 'submitted', 'reviewed', 'approved'])

/** All rows of one filter, the newest first. */
function* rowsOf(
  reader: ReadModelReader,
  projection: HostedProjection,
  filter: Filter,
): Generator<StateRow, void> {
  for (let after: bigint | null = null; ; ) {
    const rows: readonly StateRow[] = reader.page({ projection, filter, after, limit: rowsAtOnce })
    yield* rows
    after = rows.at(-1)?.seq ?? null
    if (rows.length < rowsAtOnce) return
  }
}

const figureOf = <Figure>({ state }: StateRow): Figure => JSON.parse(state) as Figure

/** Completions with an open finding, of their own or of their class. */
const heldCompletions = (reader: ReadModelReader): ReadonlySet<string> => {
  const held = new Set<string>()
  for (const row of rowsOf(reader, findings, { status: 'open' })) {
    const { completionId } = figureOf<RegisteredFinding>(row)
    const completion = reader.get(completions, completionId)
    // What was withdrawn leaves nothing to decide.
    if (completion && !figureOf<RegisteredCompletion>(completion).withdrawn) held.add(completionId)
  }
  for (const row of rowsOf(reader, trainings, { findings: 'open' })) {
    const { trainingId, providerId } = figureOf<RegisteredTraining>(row)
    for (const found of rowsOf(reader, completions, { training: trainingId })) {
      const { completionId, provider, withdrawn } = figureOf<RegisteredCompletion>(found)
      // Another provider's class of the same id is none of the completion's.
      if (!withdrawn && (provider === null || provider === providerId)) held.add(completionId)
    }
  }
  return held
}

/**
 * Claims that open findings hold, the newest first. Few findings are open at a time, so they are walked
 * and nothing is kept of it.
 *
 * @param wanted values of claims' index columns
 */
export const heldClaims = (reader: ReadModelReader, scope: Scope, wanted: Filter): readonly StateRow[] => {
  const place = new Map(Object.keys(claims.index).map((column, at) => [column, at]))
  const isWanted = ({ columns }: StateRow): boolean =>
    Object.entries(wanted).every(([column, value]) => columns[place.get(column) ?? -1] === value)
  const found: StateRow[] = []
  for (const basis of heldCompletions(reader)) {
    for (const row of rowsOf(reader, claims, { basis })) {
      const claim = figureOf<RegisteredClaim>(row)
      if (!halted.has(claim.status) || !isWanted(row)) continue
      if (claimInScope(scope, claim, claim.personId)) found.push(row)
    }
  }
  return found.sort((a, b) => (a.seq < b.seq ? 1 : -1))
}
