import { z } from 'zod'
import type { Job } from '../../app/jobs.ts'
import type { JobResult } from '../long-writes.ts'
import { problemOf, toProblem } from '../problem.ts'

export const accepted = z
  .object({ jobId: z.string().meta({ description: '查询:GET /jobs/{jobId}' }) })
  .meta({ id: 'Accepted', description: '已经开始办理' })

const fault = z.object({ pointer: z.string(), code: z.string(), detail: z.string() })

const states = ['running', 'done', 'failed'] as const

export const jobAnswer = z
  .object({
    jobId: z.string(),
    subject: z.string().meta({ description: '办理的对象', examples: ['330602-202606-abcdef'] }),
    state: z.enum(states),
    stateText: z.string().meta({ examples: ['进行中', '已完成', '未办成'] }),
    step: z.string().meta({ examples: ['核对申领'] }),
    done: z.int(),
    total: z.int(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    result: z.record(z.string(), z.unknown()).nullable().meta({ description: '办成后:不用异步时的回答' }),
    problem: z
      .object({ code: z.string(), title: z.string(), detail: z.string(), errors: z.array(fault) })
      .nullable()
      .meta({ description: '未办成的原因' }),
  })
  .meta({ id: 'Job' })

const stateText = { running: '进行中', done: '已完成', failed: '未办成' } as const

export const toJob = (job: Job): z.output<typeof jobAnswer> => {
  const { jobId, subject, state, step, done, total, startedAt, endedAt, result, error } = job
  const came = { jobId, subject, state, stateText: stateText[state], step, done, total, startedAt, endedAt }
  const body = state === 'done' ? ((result as JobResult).body as Record<string, unknown>) : null
  if (state !== 'failed') return { ...came, result: body, problem: null }
  const { code, title, detail, errors } = toProblem(problemOf(error), '')
  return { ...came, result: null, problem: { code, title, detail, errors } }
}
