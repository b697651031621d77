import { z } from 'zod'
import { shanghaiDay } from '../../domain/dates.ts'
import type { PolicyVersion } from '../../domain/policy/publication.ts'
import { RequestRefused } from '../refusal.ts'
import type { App, RouteParts } from '../route-parts.ts'

const tags = ['政策']

const summary = z
  .object({
    id: z.string().meta({ examples: ['plan-2024-2026'] }),
    version: z.int(),
    title: z.string(),
    digest: z.string(),
    inForceFrom: z.string().meta({ examples: ['2024-01-01'] }),
    inForce: z.boolean().meta({ description: '今天是否生效' }),
  })
  .meta({ id: 'PolicySummary' })

const policyAnswer = summary
  .extend({ document: z.record(z.string(), z.unknown()).meta({ description: '政策全文:金额、条款、口径' }) })
  .meta({ id: 'Policy' })

/** Approved versions, newest first; drafts are not in force for anybody. */
const approved = async ({ rulebook, now }: RouteParts) => {
  await rulebook.refresh()
  const today = shanghaiDay(now())
  const versions = rulebook.versions.filter(({ inForceFrom }) => inForceFrom !== null).toReversed()
  const inForce = versions.find(({ inForceFrom }) => (inForceFrom ?? '') <= today)
  return { versions, inForce }
}

const toSummary = (version: PolicyVersion, inForce: PolicyVersion | undefined): z.output<typeof summary> => ({
  id: version.document.id,
  version: version.version,
  title: version.document.title,
  digest: version.digest,
  inForceFrom: version.inForceFrom ?? '',
  inForce: version === inForce,
})

export const policyRoutes = (app: App, parts: RouteParts): void => {
  app.get(
    '/policies',
    {
      config: { action: 'policy.read' },
      schema: {
        operationId: 'listPolicies',
        summary: '政策版本',
        tags,
        response: { 200: z.object({ items: z.array(summary), next: z.null() }) },
      },
    },
    async () => {
      const { versions, inForce } = await approved(parts)
      return { items: versions.map((version) => toSummary(version, inForce)), next: null }
    },
  )
  app.get(
    '/policies/:id',
    {
      config: { action: 'policy.read' },
      schema: {
        operationId: 'getPolicy',
        summary: '政策全文',
        description: '不指定 version 为今天生效的版本。',
        tags,
        params: z.object({ id: z.string().meta({ examples: ['plan-2024-2026'] }) }),
        querystring: z.strictObject({
          version: z
            .string()
            .regex(/^[1-9]\d{0,5}$/, 'value-unknown')
            .transform(Number)
            .optional(),
        }),
        response: { 200: policyAnswer },
      },
    },
    async (request) => {
      const { versions, inForce } = await approved(parts)
      const wanted = request.query.version
      const version = wanted === undefined ? inForce : versions.find((entry) => entry.version === wanted)
      if (version === undefined || version.document.id !== request.params.id) {
        throw new RequestRefused('not-found')
      }
      return { ...toSummary(version, inForce), document: { ...version.document } }
    },
  )
}
