import { z } from 'zod'
import { jobAnswer, toJob } from '../answers/job.ts'
import { RequestRefused } from '../refusal.ts'
import { type App, pathId, type RouteParts } from '../route-parts.ts'

const jobPath = z.object({ jobId: pathId('任务编号', '1f0c7a52-9b1e-5d56-8a43-0d3a3a5c9b11') })

export const jobRoutes = (app: App, { jobs }: RouteParts): void => {
  app.get(
    '/jobs/:jobId',
    {
      config: { action: 'jobs.read' },
      schema: {
        operationId: 'getJob',
        summary: '长时间办理的进度和结果',
        description: '只有发起的人看得到;服务重新启动后查不到以前的任务。',
        tags: ['任务'],
        params: jobPath,
        response: { 200: jobAnswer },
      },
    },
    async ({ params, principal }) => {
      const job = jobs.find(params.jobId, principal?.pid ?? '')
      if (job === undefined) throw new RequestRefused('job-unknown')
      return toJob(job)
    },
  )
}
