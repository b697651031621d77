import type { FastifyReply, FastifyRequest } from 'fastify'
import { IdempotencyKeyReused } from '../app/errors.ts'
import type { OnProgress } from '../app/jobs.ts'
import type { Caller } from '../app/ledger.ts'
import type { WriteHealth } from './health.ts'
import type { HttpParts } from './parts.ts'
import { createCallerOf, type Written } from './writes.ts'

export interface LongWork<Answer extends Written, Body extends object> {
  /** What it works on, such as a batch id. */
  readonly subject: string
  /** Words for the first step. */
  readonly step: string
  /** Answered with the job, whether the caller prefers to wait or not. */
  readonly neverWaits?: true
  /** Is on disk before the job is answered: what has to survive the process. */
  readonly first?: (caller: Caller) => Promise<Written>
  readonly work: (caller: Caller, onProgress: OnProgress) => Promise<Answer>
  /** What is answered, and kept for who asks the job. */
  readonly body: (answer: Answer) => Body
}

/** What a job comes to. */
export interface JobResult {
  readonly replayed: boolean
  readonly body: object
}

export interface Accepted {
  readonly jobId: string
}

/**
 * Carries out a write that may take long, as a job whose id is the command's. `Prefer:
 * respond-async` is answered with the job at once; others wait for it. The same request meanwhile
 * joins the job.
 *
 * @throws {IdempotencyKeyReused} @throws as the work
 */
export type RunJob = <Answer extends Written, Body extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  long: LongWork<Answer, Body>,
) => Promise<Body | Accepted>

const wantsAsync = ({ headers }: FastifyRequest): boolean =>
  [headers.prefer ?? []].flat().some((header) => /(?:^|[\s,;])respond-async(?:$|[\s,;])/i.test(header))

type JobParts = Pick<HttpParts, 'keys' | 'now' | 'projector' | 'jobs'>

export const createRunJob = (parts: JobParts, health: WriteHealth): RunJob => {
  const held = new Map<string, { readonly digest: string; readonly requests: number }>()
  const callerOf = createCallerOf(parts)
  const { jobs, projector } = parts
  /** A write that others are told of, and that the server's health is judged by. */
  const noted = async <Answer extends Written>(write: Promise<Answer>): Promise<Answer> => {
    try {
      const answer = await write
      if (!answer.replayed) {
        projector.notify()
        health.wrote()
      }
      return answer
    } catch (error) {
      health.failed(error)
      throw error
    }
  }
  /** @returns whether the same is asked for already. @throws {IdempotencyKeyReused} */
  const hold = (jobId: string, digest: string): boolean => {
    const known = held.get(jobId)
    const before = known?.digest ?? jobs.digestOf(jobId)
    if (before !== undefined && before !== digest) throw new IdempotencyKeyReused()
    held.set(jobId, { digest, requests: (known?.requests ?? 0) + 1 })
    return known !== undefined
  }
  const release = (jobId: string): void => {
    const { digest, requests } = held.get(jobId) ?? { digest: '', requests: 0 }
    if (requests > 1) held.set(jobId, { digest, requests: requests - 1 })
    else held.delete(jobId)
  }
  return async (request, reply, { subject, step, neverWaits, first, work, body }) => {
    const caller = callerOf(request)
    const { commandId: jobId, digest, principal } = caller
    // Before anything is on disk: a refusal leaves no promise behind.
    const joins = hold(jobId, digest)
    try {
      if (first !== undefined) await noted(first(caller))
    } catch (error) {
      release(jobId)
      throw error
    }
    const job = jobs.run({ jobId, digest, subject, pid: principal.pid, step }, async (onProgress) => {
      const answer = await noted(work(caller, onProgress))
      return { replayed: answer.replayed, body: body(answer) }
    })
    const result = job.finally(() => release(jobId))
    if (neverWaits === true || wantsAsync(request)) {
      // Whoever looks at the job is told; nobody waits for it here.
      result.catch(() => {})
      reply.code(202).header('location', `/api/v1/jobs/${jobId}`)
      if (wantsAsync(request)) reply.header('preference-applied', 'respond-async')
      return { jobId }
    }
    const done = await result
    if (done.replayed || joins) reply.header('idempotent-replayed', 'true')
    return done.body
  }
}
