import type { ImportState } from '../../domain/import/state.ts'
import type { PersonState } from '../../domain/person/state.ts'
import type { CommandAnswer } from '../handle-command.ts'
import type { Ledger } from '../ledger.ts'
import { ownRecords, recordId } from './row-content.ts'
import type { RowReport } from './row-verdict.ts'

/** Of the import that a row belongs to. */
type Of = Pick<ImportState, 'provider' | 'status'>

/**
 * The completion that a row stands for: what was there, what it corrects, or, once it is recorded, what was
 * recorded of it. Null: there is none (yet), or it belongs to another class by now.
 */
export const recordOfRow = async (
  { people }: { readonly people: Pick<Ledger['people'], 'load'> },
  { provider, status }: Of,
  { row, plan, already }: Pick<RowReport, 'row' | 'plan' | 'already'>,
): Promise<string | null> => {
  if (already !== null) return already.completionId
  if (row === null || plan === null) return null
  if (plan.corrects !== null) return plan.corrects.completionId
  if (status !== 'committing' && status !== 'committed') return null
  const { state } = (await people.load(plan.personId)) ?? {}
  if (state === undefined) return null
  // The command tells by its id as how many-th record of the class it was planned.
  const records = ownRecords(state, provider, row.trainingId)
  return records.find((_, before) => recordId(plan.digest, before) === plan.commandId)?.id ?? null
}

/**
 * Whether the row's events are the import's own, recorded now or before it was interrupted; none are not.
 * Those of before imports were told apart count as its own.
 */
export const isOf = (importId: string, [first]: CommandAnswer<PersonState>['events']): boolean =>
  first !== undefined && (first.importId ?? importId) === importId
