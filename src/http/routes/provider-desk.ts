import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { formatYuan } from '../../domain/money.ts'
import { trainingStatuses, trainingStatusText } from '../../domain/training/status.ts'
import { asOf, toAsOf, yuan } from '../answers/common.ts'
import { readQuery } from '../reads.ts'
import { type App, providerPath, type RouteParts } from '../route-parts.ts'

const due = ['approved', 'batched', 'noticed', 'payable']
const underWay = ['unconfirmed', 'submitted', 'returned', 'reviewed']

const money = z.object({
  underWay: z.int().meta({ description: '还在审核的笔数' }),
  due: z.int().meta({ description: '已核定、尚未到账的笔数' }),
  dueYuan: yuan,
  paid: z.int(),
  paidYuan: yuan.meta({ description: '银行确认到账;追回的不减' }),
})

const answer = z
  .object({
    providerId: z.string(),
    classes: z.array(
      z.object({ status: z.enum(trainingStatuses), statusText: z.string(), classes: z.int() }),
    ),
    batches: z.array(money.extend({ batchId: z.string().nullable().meta({ description: '空:不在批次中' }) })),
    total: money,
    toCorrect: z.int().meta({ description: '待补正的申领笔数' }),
    held: z.int().meta({ description: '疑点没有核实、暂停办理的申领笔数' }),
    heldList: z.string().meta({
      description: '列出它们的路径,在 /api/v1 之下',
      examples: ['/claims?provider=provider-1&findings=open'],
    }),
    importsToCommit: z.int().nullable().meta({ description: '校验过、待提交的导入;只给机构自己' }),
    asOf,
  })
  .meta({ id: 'ProviderDesk' })

/** By the month in `<district>-<yyyymm>-…`; what is in no batch comes last. */
const newestFirst = (one: string | null, other: string | null): number => {
  const [a, b] = [one, other].map((batchId) => batchId?.slice(7, 13) ?? '') as [string, string]
  return a === b ? ((one ?? '') < (other ?? '') ? -1 : 1) : a < b ? 1 : -1
}

type DeskMoney = ReturnType<RouteParts['queries']['deskMoney']>['items']

const summed = (rows: DeskMoney): z.output<typeof money> => {
  const of = (statuses: readonly string[]) => rows.filter(({ status }) => statuses.includes(status))
  const sum = (some: DeskMoney, what: 'claims' | 'awardedFen' | 'paidFen') =>
    some.reduce((total, row) => total + row[what], 0)
  return {
    underWay: sum(of(underWay), 'claims'),
    due: sum(of(due), 'claims'),
    dueYuan: formatYuan(sum(of(due), 'awardedFen')),
    paid: sum(of(['paid', 'recovered']), 'claims'),
    paidYuan: formatYuan(sum(of(['paid', 'recovered']), 'paidFen')),
  }
}

/** What a provider looks at in the morning: its classes, and the money of its people. */
export const providerDeskRoutes = (app: App, { queries, settle }: RouteParts): void => {
  app.get(
    '/providers/:providerId/desk',
    {
      config: { action: 'provider-desk.read' },
      schema: {
        operationId: 'getProviderDesk',
        summary: '培训机构的台面',
        description:
          '各状态的培训班,以及以本机构的结业记录为依据的申领:在审、待拨付、已到账,按批次(新的在前),还有待补正的、疑点没有核实而暂停的申领和待提交的导入。',
        tags: ['培训机构'],
        params: providerPath,
        querystring: readQuery,
        response: { 200: answer },
      },
    },
    async (request) => {
      const { providerId } = request.params
      const scope = await settle(request, request.query)
      // Who records for a provider has a desk, designated or not.
      const isOwn = scope.kind === 'provider' && scope.provider === providerId
      if (!isOwn && queries.providerOf(scope, providerId) === undefined) {
        throw new DomainError('provider-unknown')
      }
      const { items, asOf: place } = queries.deskMoney(scope, providerId)
      const classes = queries.classCounts(scope, providerId)
      const batchIds = [...new Set(items.map(({ batch }) => batch))].sort(newestFirst)
      return {
        providerId,
        classes: trainingStatuses.map((status) => {
          const count = classes.find((one) => one.status === status)?.classes ?? 0
          return { status, statusText: trainingStatusText[status], classes: count }
        }),
        batches: batchIds.map((batchId) => {
          return { batchId, ...summed(items.filter(({ batch }) => batch === batchId)) }
        }),
        total: summed(items),
        toCorrect: items.reduce((sum, { status, claims }) => sum + (status === 'returned' ? claims : 0), 0),
        held: queries.heldClaims(scope, providerId),
        heldList: `/claims?provider=${encodeURIComponent(providerId)}&findings=open`,
        importsToCommit: isOwn ? queries.importsToCommit(providerId) : null,
        asOf: toAsOf(place),
      }
    },
  )
}
