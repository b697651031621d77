import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { toAsOf } from '../answers/common.ts'
import { entitlementAnswer, toBuckets } from '../answers/entitlement.ts'
import { readQuery } from '../reads.ts'
import { type App, personIn, personPath, type RouteParts } from '../route-parts.ts'

export const entitlementRoutes = (app: App, { queries, rulebook, settle, now }: RouteParts): void => {
  app.get(
    '/people/:personId/entitlement',
    {
      config: { action: 'entitlement.read' },
      schema: {
        operationId: 'getEntitlement',
        summary: '我的额度',
        description: '每个上限的已核定未到账、净拨付、余额和审核中的金额,包括还没有用过的上限。',
        tags: ['人员'],
        params: personPath,
        querystring: readQuery,
        response: { 200: entitlementAnswer },
      },
    },
    async (request) => {
      const id = personIn(request.params)
      const scope = await settle(request, request.query)
      const found = queries.entitlementOf(scope, id)
      if (found === undefined) throw new DomainError('person-unknown')
      const today = shanghaiDay(now())
      const buckets = toBuckets(rulebook.inForce(today), today, found.figure)
      return { personId: id, buckets, asOf: toAsOf(found.asOf) }
    },
  )
}
