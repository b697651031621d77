import t from 'tap'
import type { ImportCommand } from '../../src/domain/import/commands.ts'
import { decideImport, isExhausted } from '../../src/domain/import/decide.ts'
import type { ImportEvent, JudgedCounts } from '../../src/domain/import/events.ts'
import { evolveImport } from '../../src/domain/import/evolve.ts'
import { type ImportState, initialImport } from '../../src/domain/import/state.ts'
import { someone } from '../support/given.ts'

/** The life of an uploaded sheet: which step is legal from where, and which says nothing new. */

const metadata = { commandId: 'k', digest: 'd', actor: someone('provider'), at: '2026-11-02T01:00:00.000Z' }

const after = (state: ImportState, ...commands: readonly ImportCommand[]): ImportState =>
  commands.reduce((before, command) => {
    const events = decideImport(command, before)
    return events.reduce<ImportState>(
      (now, event) => evolveImport(now, { ...event, id: 'e', metadata } as ImportEvent),
      before,
    )
  }, state)

const receive: ImportCommand = {
  type: 'ReceiveImport',
  data: { importId: 'i', provider: 'p', fileDigest: 'f', bytes: 9, format: 'csv' },
}
const counts = (change: Partial<JudgedCounts> = {}): JudgedCounts => ({
  ...{ rows: 3, ok: 2, already: 0, changed: 0, wrong: 1, faults: [{ code: 'id-checksum', count: 1 }] },
  ...change,
})
const judge = (change?: Partial<JudgedCounts>): ImportCommand => ({
  type: 'JudgeImport',
  data: { counts: counts(change) },
})
const commit = (mode: 'good' | 'all-or-nothing' = 'good'): ImportCommand => ({
  type: 'StartCommit',
  data: { mode, districts: [], requested: 'k', promised: false },
})
const commitAsked = (mode: 'good' | 'all-or-nothing' = 'good'): ImportCommand => ({
  type: 'StartCommit',
  data: { mode, districts: [], requested: 'k', promised: true },
})
const ask = (mode: 'good' | 'all-or-nothing' = 'good'): ImportCommand => ({
  type: 'RequestCommit',
  data: { mode, districts: [] },
})
const refuseCommit: ImportCommand = {
  type: 'RefuseCommit',
  data: { code: 'import-has-faults', requested: 'k' },
}
const finish = (left: number): ImportCommand => ({
  type: 'FinishCommit',
  data: { counts: { recorded: 2, corrected: 0, already: 0, claims: 2, left } },
})
const cancel: ImportCommand = { type: 'CancelImport', data: {} }
const destroy: ImportCommand = { type: 'DestroyImportFile', data: {} }
const refuse: ImportCommand = { type: 'RefuseImport', data: { code: 'upload-encrypted' } }

const states = {
  none: initialImport,
  received: after(initialImport, receive),
  unreadable: after(initialImport, receive, refuse),
  judged: after(initialImport, receive, judge()),
  queued: after(initialImport, receive, judge(), ask()),
  committing: after(initialImport, receive, judge(), ask(), commit()),
  committed: after(initialImport, receive, judge(), commit(), finish(1)),
  cancelled: after(initialImport, receive, judge(), cancel),
}
type From = keyof typeof states

/** From each state in the order above: an event, nothing (`-`), or why not. */
const table: readonly (readonly [ImportCommand, readonly string[]])[] = [
  [receive, ['ImportReceived', '-', 'ImportReceived', '-', '-', '-', '-', 'ImportReceived']],
  [
    judge({ ok: 1, wrong: 2 }),
    [
      'import-unknown',
      'ImportJudged',
      'ImportJudged',
      'ImportJudged',
      'ImportJudged',
      'import-committing',
      'ImportJudged',
      'import-cancelled',
    ],
  ],
  [refuse, ['import-unknown', 'ImportUnreadable', '-', '-', '-', '-', '-', '-']],
  [
    commit(),
    [
      'import-unknown',
      'import-not-judged',
      'import-unreadable',
      'ImportCommitStarted',
      'ImportCommitStarted',
      '-',
      '-',
      'import-cancelled',
    ],
  ],
  [
    commitAsked(),
    [
      'import-unknown',
      'import-not-judged',
      'import-unreadable',
      'import-commit-lapsed',
      'ImportCommitStarted',
      '-',
      '-',
      'import-cancelled',
    ],
  ],
  [
    commit('all-or-nothing'),
    [
      'import-unknown',
      'import-not-judged',
      'import-unreadable',
      'import-has-faults',
      'import-has-faults',
      '-',
      '-',
      'import-cancelled',
    ],
  ],
  [
    ask(),
    [
      'import-unknown',
      'ImportCommitRequested',
      'import-unreadable',
      'ImportCommitRequested',
      '-',
      '-',
      '-',
      'import-cancelled',
    ],
  ],
  [refuseCommit, ['import-unknown', '-', '-', '-', 'ImportCommitRefused', '-', '-', '-']],
  [finish(0), ['import-unknown', '-', '-', '-', '-', 'ImportCommitted', '-', '-']],
  [
    cancel,
    [
      'import-unknown',
      'ImportCancelled',
      'ImportCancelled',
      'ImportCancelled',
      'ImportCancelled',
      'import-committing',
      'import-committed',
      '-',
    ],
  ],
  [
    destroy,
    [
      'import-unknown',
      ...Array<string>(3).fill('ImportFileDestroyed'),
      'import-committing',
      'import-committing',
      'ImportFileDestroyed',
      'ImportFileDestroyed',
    ],
  ],
]

const answerOf = (command: ImportCommand, state: ImportState): string => {
  try {
    return (
      decideImport(command, state)
        .map(({ type }) => type)
        .join(' ') || '-'
    )
  } catch (error) {
    return (error as { readonly code: string }).code
  }
}

t.test('every step from every state', async (t) => {
  const froms = Object.keys(states) as From[]
  for (const [command, expected] of table) {
    const found = froms.map((from) => answerOf(command, states[from]))
    t.same(found, expected, command.type)
  }
})

t.test('what says nothing new is no event', async (t) => {
  t.equal(answerOf(judge(), states.judged), '-', 'the same verdicts')
  t.equal(
    answerOf(judge({ ok: 0, already: 2 }), states.committed),
    '-',
    'nothing of the rest can be recorded',
  )
  t.equal(isExhausted(states.committed), false)
  const whole = after(states.judged, judge({ wrong: 0, ok: 3, faults: [] }), commit(), finish(0))
  t.equal(isExhausted(whole), true)
  t.equal(answerOf(destroy, after(whole, destroy)), '-')
  t.equal(answerOf(receive, after(whole, destroy)), '-', 'all of it is recorded, the file need not come back')
  t.equal(answerOf(receive, after(states.committed, destroy)), 'ImportReceived')
})

t.test('a second commit adds to the first, and what is left is what is left now', async (t) => {
  const again = after(states.committed, judge({ ok: 1, already: 2, wrong: 0, faults: [] }), commit(), {
    type: 'FinishCommit',
    data: { counts: { recorded: 1, corrected: 0, already: 2, claims: 1, left: 0 } },
  })
  t.match(
    again.committed,
    { recorded: 3, corrected: 0, already: 0, claims: 3, left: 0 },
    'its own are recorded',
  )
})

t.test('a promised commit waits through verdicts, in the name of who asked for it', async (t) => {
  t.match(states.queued, { status: 'queued', asked: { mode: 'good', commandId: 'k', districts: [] } })
  t.equal(answerOf(ask('all-or-nothing'), states.queued), 'ImportCommitRequested', 'another wish is told')
  const early = after(initialImport, receive, ask())
  t.match(early, { status: 'received', asked: { mode: 'good' } }, 'before anything is judged')
  t.match(after(early, judge()), { status: 'queued' })
  t.match(after(early, refuse), { status: 'unreadable', asked: null })
  t.match(after(states.queued, judge({ ok: 1, wrong: 2 })), { status: 'queued' })
  t.match(after(states.queued, refuseCommit), { status: 'judged', asked: null })
  t.match(after(states.queued, cancel), { status: 'cancelled', asked: null })
  t.match(states.committing, { asked: null, committer: { commandId: 'k' } })
  const another = { ...refuseCommit, data: { code: 'import-has-faults', requested: 'other' } } as const
  t.equal(answerOf(another, states.queued), '-', 'what was promised to somebody else stands')
  const clean = after(initialImport, receive, judge({ wrong: 0 }), ask())
  t.equal(
    answerOf(commitAsked('all-or-nothing'), clean),
    'import-commit-lapsed',
    'a later wish is in its place',
  )
  t.match(
    after(clean, commit('all-or-nothing')),
    { status: 'committing' },
    'unless nothing had to be promised',
  )
  const lost = { ...states.judged, fileHeld: false }
  t.equal(answerOf(ask(), lost), 'import-file-destroyed')
})
