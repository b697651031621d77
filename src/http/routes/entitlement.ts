import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { toAsOf } from '../answers/common.ts'
import { entitlementAnswer, shareOf, toBuckets } from '../answers/entitlement.ts'
import { heldClaimsOf } from '../holding.ts'
import { readQuery } from '../reads.ts'
import { type App, personIn, personPath, type RouteParts } from '../route-parts.ts'

export const entitlementRoutes = (app: App, parts: RouteParts): void => {
  const { queries, rulebook, settle, now } = parts
  app.get(
    '/people/:personId/entitlement',
    {
      config: { action: 'entitlement.read' },
      schema: {
        operationId: 'getEntitlement',
        summary: '一个人的额度',
        description:
          '每个上限的已核定未到账、净拨付、余额和审核中的金额,包括还没有用过的上限。' +
          '培训机构只看到有它的结业或申领的人;余额按全部申领计算,其余金额只含它提交的申领;别的人 buckets 为空。held 是因疑点暂停的申领。',
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
      const { figure, asOf } = found
      const share = scope.kind === 'provider' ? shareOf(scope.provider, figure) : undefined
      const isHidden = scope.kind === 'provider' && share === undefined
      const buckets = isHidden ? [] : toBuckets(rulebook.inForce(today), today, figure, share)
      return { personId: id, buckets, held: await heldClaimsOf(parts, scope, id), asOf: toAsOf(asOf) }
    },
  )
}
