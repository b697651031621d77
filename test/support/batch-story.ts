import { createHash } from 'node:crypto'
import type { Actor } from '../../src/domain/actor.ts'
import type { BatchCommand, BatchContext } from '../../src/domain/batch/commands.ts'
import { decideBatch } from '../../src/domain/batch/decide.ts'
import type { BatchEvent, Line, NewBatchEvent } from '../../src/domain/batch/events.ts'
import { evolveBatch } from '../../src/domain/batch/evolve.ts'
import { linesDigest } from '../../src/domain/batch/lines.ts'
import { type BatchState, type BatchStatus, initialBatch } from '../../src/domain/batch/state.ts'
import type { Policy } from '../../src/domain/policy/policy.ts'
import { shippedCalendar } from '../../src/seeds.ts'
import { shippedPolicy } from './policies.ts'

/** The life of a batch as commands: who sends what on which day, and what they lead to. */

export const batchId = '330602-202506-abcdef'
const calendar = shippedCalendar()
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Somebody of the finance office; the human behind the account has the name. */
export const finance = (pid: string): Actor => ({ account: `finance-${pid}`, role: 'finance', pid })

export interface World {
  readonly today?: string
  readonly policy?: Policy
}

export const contextOf = (by: string, { today = '2025-06-03', policy = shippedPolicy }: World = {}) =>
  ({
    actor: finance(by),
    today,
    policy,
    calendar,
    districts: new Set(['330602', '330603']),
    sha256,
  }) satisfies BatchContext

export interface Taken {
  readonly command: BatchCommand
  readonly by: string
  readonly world?: World
}
export const step = (command: BatchCommand, by = 'planner', world: World = {}): Taken => ({
  command,
  by,
  world,
})

export const foldedOn = (state: BatchState, events: readonly NewBatchEvent[], by: string): BatchState =>
  events.reduce((folded, event) => {
    const metadata = { commandId: 'k', digest: 'd', actor: finance(by), at: '2025-06-03T00:00:00.000Z' }
    return evolveBatch(folded, { ...event, id: 'e', metadata } as BatchEvent)
  }, state)

export const after = (story: readonly Taken[], from: BatchState = initialBatch): BatchState =>
  story.reduce(
    (state, { command, by, world }) => foldedOn(state, decideBatch(command, state, contextOf(by, world)), by),
    from,
  )

export const claimIds = ['p1-c1', 'p2-c1', 'p3-c1']
export const lines: readonly Line[] = claimIds.map((claimId, place) => ({
  no: place + 1,
  claimId,
  personId: `p${place + 1}`,
  instrument: 'workshop-in-province',
  amountFen: 100_000 * (place + 1),
  sources: [{ fundId: '330602-local-talent-2025', amountFen: 100_000 * (place + 1) }],
}))
export const digestOf = (...nos: readonly number[]): string =>
  linesDigest(
    lines.filter(({ no }) => nos.includes(no)),
    sha256,
  )

export const plan = step({ type: 'PlanBatch', data: { batchId, district: '330602', claimIds } })
export const start = (attempt = 1) => step({ type: 'StartFreeze', data: { attempt } })
export const abandon = (attempt = 1) =>
  step({
    type: 'AbandonFreeze',
    data: { attempt, reason: 'fund-insufficient', facts: { shortfallFen: '1' } },
  })
export const add = (some: readonly Line[] = lines, attempt = 1) =>
  step({ type: 'AddLines', data: { attempt, lines: some } })
export const freeze = (attempt = 1) => step({ type: 'Freeze', data: { attempt, decidedBy: ['reviewer'] } })
export const remove = (claimId: string, by = 'planner') =>
  step({ type: 'RemoveLine', data: { claimId, reason: 'withdrawn', noteCommitment: 'n' } }, by)
/** What lists were made under; no step here looks into it. */
export const listPolicy = { id: 'plan', version: 1, digest: 'policy' }
export const notice = (listDigest = 'list', world: World = {}) =>
  step(
    {
      type: 'OpenNotice',
      data: { opensOn: '2025-06-03', workingDays: null, listDigest, policy: listPolicy },
    },
    'planner',
    world,
  )
export const object = (claimId: string, today = '2025-06-04', by = 'auditor') =>
  step({ type: 'ObjectToLine', data: { claimId, noteCommitment: 'o' } }, by, { today })
export const resolve = (no: number, upheld: boolean, by = 'planner') =>
  step({ type: 'ResolveObjection', data: { no, upheld, noteCommitment: 'r' } }, by, { today: '2025-06-05' })
export const closeNotice = step({ type: 'CloseNotice', data: {} }, 'planner', { today: '2025-06-10' })
export const approve = (digest = digestOf(1, 2, 3), by = 'approver', world: World = {}) =>
  step({ type: 'ApproveBatch', data: { digest } }, by, { today: '2025-06-10', ...world })
const madeFile = (fileNo: number, fileDigest: string) => ({
  ...{ fileNo, fileDigest, format: 'csv' },
  ...{ asOf: '1', policy: listPolicy },
})
export const release = (by = 'releaser', fileDigest = 'file-1') =>
  step({ type: 'ReleaseBatch', data: madeFile(1, fileDigest) }, by, { today: '2025-06-11' })

const late = { today: '2025-06-30' }
export const paidRow = (no: number) => ({ no, amountFen: 100_000 * no, paidOn: '2025-06-12' })
export const backRow = (no: number) => ({
  no,
  amountFen: 100_000 * no,
  on: '2025-06-13',
  reason: 'account-closed' as const,
})
export const results = (
  fileDigest: string,
  paid: readonly number[],
  back: readonly number[] = [],
  unused = 0,
) =>
  step(
    {
      type: 'RecordResults',
      data: { fileDigest, confirmed: paid.map(paidRow), returned: back.map(backRow), unused },
    },
    'planner',
    late,
  )
/** The file's number is the one at the end of its digest, unless one is given. */
export const reissue = (
  nos: readonly number[],
  by = 'releaser',
  fileDigest = 'file-2',
  fileNo = Number(fileDigest.at(-1)),
) => step({ type: 'Reissue', data: { nos, ...madeFile(fileNo, fileDigest) } }, by, late)
export const giveUp = (no: number) => step({ type: 'GiveUpLine', data: { no, noteCommitment: 'g' } })
export const show = (fileNo: number, by = 'auditor') =>
  step({ type: 'ShowPayList', data: { fileNo, format: 'csv', fileDigest: `file-${fileNo}` } }, by, late)
export const close = step({ type: 'CloseBatch', data: {} }, 'planner', late)
export const cancel = step({ type: 'CancelBatch', data: { noteCommitment: null } })

const frozen = [plan, start(), add(), freeze()]
const noticed = [...frozen, notice()]
const noticeClosed = [...noticed, closeNotice]
const approved = [...noticeClosed, approve()]
const released = [...approved, release()]

/** The shortest way into each status. */
export const into: { readonly [S in BatchStatus]: readonly Taken[] } = {
  planned: [plan],
  freezing: [plan, start()],
  frozen,
  noticed,
  'notice-closed': noticeClosed,
  approved,
  released,
  closed: [...released, results('bank-1', [1, 2, 3]), close],
  cancelled: [plan, cancel],
}
