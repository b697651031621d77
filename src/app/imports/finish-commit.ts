import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import type { ImportState } from '../../domain/import/state.ts'
import type { CommandAnswer } from '../handle-command.ts'
import type { OnProgress } from '../jobs.ts'
import type { Caller } from '../ledger.ts'
import { nameUuid } from '../name-uuid.ts'
import type { Rulebook } from '../rulebook.ts'
import { type CommitReportParts, commitReport } from './commit-report.ts'
import type { Imports } from './imports.ts'

/**
 * Records the rows of a commit that was begun, and says so.
 *
 * @throws {DomainError} `import-unknown`
 */
export const finishCommit = async (
  parts: CommitReportParts & { readonly imports: Imports; readonly rulebook: Rulebook },
  caller: Caller,
  { provider, importId }: ImportState,
  onProgress: OnProgress,
): Promise<CommandAnswer<ImportState>> => {
  const { imports, rulebook } = parts
  if (importId === null) throw new DomainError('import-unknown')
  await rulebook.refresh(caller.at)
  const policy = rulebook.inForce(shanghaiDay(caller.at))
  const counts = await commitReport(parts, { caller, provider, policy }, importId, onProgress)
  const finish = { ...caller, commandId: nameUuid(caller.commandId, 'finish') }
  return imports.execute(finish, importId, { type: 'FinishCommit', data: { counts } })
}
