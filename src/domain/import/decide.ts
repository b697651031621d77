import { DomainError } from '../errors.ts'
import type { ImportCommand } from './commands.ts'
import type { JudgedCounts, NewImportEvent } from './events.ts'
import type { ImportState } from './state.ts'

type Decided = readonly NewImportEvent[]

/**
 * What a command makes happen to one import.
 *
 * @returns the new events; none when the command states what is already so.
 * @throws {DomainError} `import-unknown`, `import-not-judged`, `import-unreadable`, `import-cancelled`,
 *   `import-commit-lapsed`, `import-committing`, `import-committed`, `import-has-faults`, `import-file-destroyed`.
 */
export const decideImport = (command: ImportCommand, state: ImportState): Decided => {
  if (command.type === 'ReceiveImport') return receive(command.data, state)
  if (state.importId === null) throw new DomainError('import-unknown')
  switch (command.type) {
    case 'JudgeImport':
      return judge(command.data.counts, state)
    case 'RefuseImport':
      if (state.status !== 'received') return []
      return [{ type: 'ImportUnreadable', data: command.data }]
    case 'RequestCommit':
      return requestCommit(command.data, state)
    case 'RefuseCommit':
      return refuseCommit(command.data, state)
    case 'StartCommit':
      return startCommit(command.data, state)
    case 'FinishCommit':
      return state.status === 'committing' ? [{ type: 'ImportCommitted', data: command.data.counts }] : []
    case 'CancelImport':
      return cancel(state)
    case 'DestroyImportFile':
      if (isBusy(state)) throw new DomainError('import-committing')
      return state.fileHeld ? [{ type: 'ImportFileDestroyed', data: {} }] : []
  }
}

/** All of its rows are recorded: the same file again has nothing to add. */
export const isExhausted = ({ status, judged, committed }: ImportState): boolean =>
  status === 'committed' && (committed?.left ?? 0) === 0 && judged !== null

/** Its file is needed: a commit is under way, or promised. */
export const isBusy = ({ status, asked }: ImportState): boolean => status === 'committing' || asked !== null

const receive = (
  data: Extract<ImportCommand, { type: 'ReceiveImport' }>['data'],
  state: ImportState,
): Decided => {
  const begun: readonly string[] = ['received', 'judged', 'queued', 'committing', 'committed']
  const holdsOn = state.importId !== null && begun.includes(state.status)
  if (holdsOn && (state.fileHeld || isExhausted(state))) return []
  return [{ type: 'ImportReceived', data }]
}

const judge = (counts: JudgedCounts, state: ImportState): Decided => {
  if (state.status === 'cancelled') throw new DomainError('import-cancelled')
  if (state.status === 'committing') throw new DomainError('import-committing')
  // What a commit left behind is worth telling only when something of it can be recorded now.
  if (state.status === 'committed' && counts.ok + counts.changed === 0) return []
  if (isJudged(state) && isSame(counts, state.judged)) return []
  return [{ type: 'ImportJudged', data: counts }]
}

/** Its verdicts are the newest, and nothing was recorded since. */
export const isJudged = ({ status }: Pick<ImportState, 'status'>): boolean =>
  status === 'judged' || status === 'queued'

const isSame = (one: JudgedCounts, other: JudgedCounts | null): boolean =>
  other !== null &&
  (['rows', 'ok', 'already', 'changed', 'wrong'] as const).every((name) => one[name] === other[name]) &&
  one.faults.length === other.faults.length &&
  one.faults.every(({ code, count }, at) => {
    const there = other.faults[at]
    return there?.code === code && there.count === count
  })

/** What may be waited for; whether it can be begun shows when its turn comes. */
const requestCommit = (
  data: Extract<ImportCommand, { type: 'RequestCommit' }>['data'],
  { status, asked, fileHeld }: ImportState,
): Decided => {
  if (status === 'committing' || status === 'committed') return []
  if (status === 'cancelled') throw new DomainError('import-cancelled')
  if (status === 'unreadable') throw new DomainError('import-unreadable')
  if (!fileHeld) throw new DomainError('import-file-destroyed')
  return asked?.mode === data.mode ? [] : [{ type: 'ImportCommitRequested', data }]
}

/** Somebody else's promise is not this command's to take back. */
const refuseCommit = (
  { code, requested }: Extract<ImportCommand, { type: 'RefuseCommit' }>['data'],
  { asked }: ImportState,
): Decided => (asked?.commandId === requested ? [{ type: 'ImportCommitRefused', data: { code } }] : [])

const startCommit = (
  { mode, districts, requested, promised }: Extract<ImportCommand, { type: 'StartCommit' }>['data'],
  state: ImportState,
): Decided => {
  const { status, judged } = state
  if (status === 'committing' || status === 'committed') return []
  if (status === 'cancelled') throw new DomainError('import-cancelled')
  if (status === 'unreadable') throw new DomainError('import-unreadable')
  if (!isJudged(state) || judged === null) throw new DomainError('import-not-judged')
  if (!state.fileHeld) throw new DomainError('import-file-destroyed')
  if (mode === 'all-or-nothing' && judged.wrong > 0) {
    throw new DomainError('import-has-faults', { rows: String(judged.wrong) })
  }
  // The same wish may be another's by now; that it is still wished for is what counts.
  if (promised && state.asked?.mode !== mode) throw new DomainError('import-commit-lapsed')
  return [{ type: 'ImportCommitStarted', data: { mode, districts, requested } }]
}

const cancel = ({ status, committed }: ImportState): Decided => {
  if (status === 'cancelled') return []
  if (status === 'committing') throw new DomainError('import-committing')
  if (status === 'committed' || committed !== null) throw new DomainError('import-committed')
  return [{ type: 'ImportCancelled', data: {} }]
}
