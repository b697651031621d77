import { addDays, shanghaiDay } from '../../domain/dates.ts'
import type { ImportState } from '../../domain/import/state.ts'
import { uploadsKeptDaysOn } from '../../domain/policy/training.ts'
import type { JobStart, Jobs } from '../jobs.ts'
import type { Caller } from '../ledger.ts'
import { nameUuid } from '../name-uuid.ts'
import type { Rulebook } from '../rulebook.ts'
import type { ImportDesk } from './import-desk.ts'

const namespace = 'b1a0c7de-6f0e-5d02-9c4a-0a4f7b2a6c33'

/** What a process that died left to do on one import; it runs as a job of whoever began it. */
export const takeUpImport = async (
  { desk, jobs, now }: { readonly desk: ImportDesk; readonly jobs: Jobs; readonly now: () => string },
  importId: string,
): Promise<'judging' | 'committing' | 'nothing'> => {
  const state = await desk.imports.load(importId)
  if (state?.status === 'received') {
    const caller = judgeAgain(importId, state, now())
    const start = jobOf(caller, importId, '读取')
    jobs
      .run(start, async (onProgress) => bodyOf(await desk.judge(caller, importId, onProgress)))
      .catch(() => {})
    if (state.asked !== null) beginAsked({ desk, jobs }, state, state.asked)
    return 'judging'
  }
  if (state?.status === 'queued' && state.asked !== null) {
    beginAsked({ desk, jobs }, state, state.asked)
    return 'committing'
  }
  if (state?.status === 'committing' && state.committer !== null) {
    const caller = commitAgain(state, state.committer)
    const start = jobOf(caller, importId, '提交')
    jobs
      .run(start, async (onProgress) => bodyOf(await desk.goOn(caller, importId, onProgress)))
      .catch(() => {})
    return 'committing'
  }
  return 'nothing'
}

const jobOf = ({ commandId, digest, principal }: Caller, subject: string, step: string): JobStart => ({
  jobId: commandId,
  digest,
  subject,
  pid: principal.pid,
  step,
})

/** A commit that was promised, under the job that was answered for it. */
const beginAsked = (
  { desk, jobs }: { readonly desk: ImportDesk; readonly jobs: Jobs },
  state: ImportState,
  asked: NonNullable<ImportState['asked']>,
): void => {
  const importId = state.importId ?? ''
  const caller = commitAgain(state, asked)
  const start = jobOf(caller, importId, '提交')
  jobs
    .run(start, async (onProgress) =>
      bodyOf(await desk.commitAsked(caller, importId, asked.mode, onProgress)),
    )
    .catch(() => {})
}

const bodyOf = ({ state }: { readonly state: ImportState }) => ({
  replayed: false,
  body: { importId: state.importId ?? '', status: state.status },
})

const judgeAgain = (
  importId: string,
  { provider, receivedBy, receivedAt }: ImportState,
  at: string,
): Caller => ({
  principal: { account: receivedBy, role: 'provider', pid: receivedBy, districts: [], provider },
  commandId: nameUuid(namespace, `judge ${importId} ${receivedAt}`),
  digest: 'judge again',
  at,
})

const commitAgain = (
  { provider }: ImportState,
  { actor, at, commandId, digest, districts }: NonNullable<ImportState['committer']>,
): Caller => ({
  principal: { ...actor, districts, provider: actor.role === 'provider' ? provider : null },
  commandId,
  digest,
  at,
})

/** An upload as the register has it. */
export interface HeldUpload {
  readonly importId: string
  /** Instant, ISO 8601 UTC. */
  readonly receivedAt: string
  readonly status: ImportState['status']
}

/**
 * Whether the policy has the upload destroyed by now: so many days after it came, by the rule of the
 * day it came. Never, while its rows are being recorded, or are to be.
 */
export const isOverdue = (
  { receivedAt, status }: HeldUpload,
  { rulebook, at }: { readonly rulebook: Rulebook; readonly at: string },
): boolean => {
  if (status === 'committing' || status === 'queued') return false
  const today = shanghaiDay(at)
  const receivedOn = shanghaiDay(receivedAt)
  const keptDays = uploadsKeptDaysOn(rulebook.inForce(today), receivedOn)
  return keptDays !== undefined && today > addDays(receivedOn, keptDays)
}

/** Nobody asks for it: the policy does. */
export const retentionCaller = ({ importId, receivedAt }: HeldUpload, at: string): Caller => ({
  principal: { account: 'retention', role: 'admin', pid: 'retention', districts: [], provider: null },
  commandId: nameUuid(namespace, `destroy ${importId} ${receivedAt}`),
  digest: 'retention',
  at,
})
