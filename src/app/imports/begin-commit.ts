import { DomainError } from '../../domain/errors.ts'
import type { CommitMode } from '../../domain/import/commands.ts'
import { isJudged } from '../../domain/import/decide.ts'
import type { ImportState } from '../../domain/import/state.ts'
import type { CommandAnswer } from '../handle-command.ts'
import type { Caller } from '../ledger.ts'
import { nameUuid } from '../name-uuid.ts'
import type { Imports } from './imports.ts'

/** What whoever commits asks for. */
export interface WantedCommit {
  readonly caller: Caller
  readonly importId: string
  readonly mode: CommitMode
  /** It is begun only while the log promises it. */
  readonly promised: boolean
}

/** Promises it in the log, so that a process that ends before its turn leaves it to the next start. */
export const askCommit = (
  imports: Imports,
  { caller, importId, mode }: Omit<WantedCommit, 'promised'>,
): Promise<CommandAnswer<ImportState>> => {
  const { districts } = caller.principal
  return imports.execute(caller, importId, { type: 'RequestCommit', data: { mode, districts } })
}

/**
 * Begins a commit, now that its turn has come. What the rules refuse is promised no longer. One that was begun
 * before goes on, or is answered with what came of it.
 *
 * @param judgeAgain between judging and now the ledger may have moved: of all or nothing, nothing may come then
 * @throws {DomainError} as `decideImport`
 */
export const beginCommit = async (
  imports: Imports,
  { caller, importId, mode, promised }: WantedCommit,
  judgeAgain: () => Promise<unknown>,
): Promise<CommandAnswer<ImportState>> => {
  const step = (what: string): Caller => ({ ...caller, commandId: nameUuid(caller.commandId, what) })
  const { districts } = caller.principal
  const requested = caller.commandId
  try {
    const state = await imports.load(importId)
    if (mode === 'all-or-nothing' && state !== undefined && isJudged(state)) await judgeAgain()
    const data = { mode, districts, requested, promised }
    const begun = await imports.execute(step('start'), importId, { type: 'StartCommit', data })
    // What the import was when it began; another commit may be under way by now, or none.
    const outcome = begun.replayed ? await imports.outcomeOf(importId, requested) : undefined
    return { ...begun, ...outcome }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const data = { code: error.code, requested }
    await imports.execute(step('refuse'), importId, { type: 'RefuseCommit', data })
    throw error
  }
}
