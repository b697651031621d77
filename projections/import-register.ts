import type { CommitCounts, ImportEvent, ImportEventData, JudgedCounts } from '../src/domain/import/events.ts'
import type { Folded, Projection } from './projection.ts'

/** One uploaded sheet: where it stands, and how many of its rows got which verdict. */
export interface RegisteredImport {
  readonly importId: string
  readonly provider: string
  readonly bytes: number
  readonly format: string
  readonly status: 'received' | 'unreadable' | 'judged' | 'queued' | 'committing' | 'committed' | 'cancelled'
  /** A commit was promised and has not begun. */
  readonly asked: boolean
  readonly receivedBy: string
  readonly receivedAt: string
  readonly judged: JudgedCounts | null
  readonly fault: string | null
  readonly committed: CommitCounts | null
  readonly committedAt: string | null
  /** Whether the sealed file is still there. */
  readonly fileHeld: boolean
}

const added = (before: CommitCounts | null, now: ImportEventData<'ImportCommitted'>): CommitCounts => ({
  recorded: (before === null ? 0 : before.recorded) + now.recorded,
  corrected: (before === null ? 0 : before.corrected) + now.corrected,
  already: now.already,
  claims: (before === null ? 0 : before.claims) + now.claims,
  left: now.left,
})

const received = (
  state: RegisteredImport,
  { data, metadata }: Folded<Extract<ImportEvent, { readonly type: 'ImportReceived' }>>,
): RegisteredImport => {
  const { importId, provider, bytes, format } = data
  const by = { receivedBy: metadata.actor.account, receivedAt: metadata.at }
  return {
    ...state,
    importId,
    provider,
    bytes,
    format,
    ...by,
    status: 'received',
    asked: false,
    fault: null,
    fileHeld: true,
  }
}

export const importRegister: Projection<RegisteredImport, ImportEvent> = {
  name: 'import-register',
  version: 2,
  category: 'import',
  partitionBy: (event) => event.streamId.slice('import-'.length),
  init: () => ({
    importId: '',
    provider: '',
    bytes: 0,
    format: '',
    status: 'received',
    asked: false,
    receivedBy: '',
    receivedAt: '',
    judged: null,
    fault: null,
    committed: null,
    committedAt: null,
    fileHeld: false,
  }),
  when: {
    ImportReceived: received,
    ImportJudged: (state, { data: judged }) => ({
      ...state,
      status: state.asked ? 'queued' : 'judged',
      judged,
      fault: null,
    }),
    ImportUnreadable: (state, { data: { code } }) => ({
      ...state,
      status: 'unreadable',
      fault: code,
      asked: false,
    }),
    ImportCommitRequested: (state) => ({
      ...state,
      status: state.status === 'judged' ? 'queued' : state.status,
      asked: true,
    }),
    ImportCommitRefused: (state) => ({
      ...state,
      status: state.status === 'queued' ? 'judged' : state.status,
      asked: false,
    }),
    ImportCommitStarted: (state) => ({ ...state, status: 'committing', asked: false }),
    ImportCommitted: (state, { data, metadata }) => {
      const committed = added(state.committed, data)
      return { ...state, status: 'committed', committed, committedAt: metadata.at }
    },
    ImportCancelled: (state) => ({ ...state, status: 'cancelled', asked: false }),
    ImportFileDestroyed: (state) => ({ ...state, fileHeld: false }),
  },
  index: {
    provider: (state) => state.provider,
    receivedBy: (state) => state.receivedBy,
    status: (state) => state.status,
    held: (state) => (state.fileHeld ? 'yes' : 'no'),
  },
  lists: [['provider', 'status'], ['provider'], ['receivedBy'], ['status'], ['held']],
}
