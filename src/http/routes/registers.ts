import { z } from 'zod'
import { maskedPerson } from '../../app/masked-person.ts'
import { certificateKinds } from '../../domain/person/events.ts'
import { asOf, toAsOf } from '../answers/common.ts'
import {
  certificateAnswer,
  toCertificate,
  toTrainingRegister,
  trainingRegisterAnswer,
} from '../answers/registers.ts'
import { logTextField } from '../fields.ts'
import { type CountCut, countCuts } from '../read-registers.ts'
import { listQuery, readQuery } from '../reads.ts'
import type { App, RouteParts } from '../route-parts.ts'

const tags = ['结业']

const year = z
  .string()
  .regex(/^2\d{3}$/, 'value-unknown')
  .optional()

const namesOf =
  ({ directory }: RouteParts, by: CountCut, providers: ReadonlyMap<string | null, string>) =>
  (key: string | null): string => {
    if (key === null) return '未填'
    if (by === 'district') return directory.districts.find(({ code }) => code === key)?.name ?? key
    if (by === 'department') return directory.departments.find(({ id }) => id === key)?.name ?? key
    if (by === 'provider') return providers.get(key) ?? key
    return key
  }

/** By id, as they are called now; a provider that was never designated has none. */
const providerNames = async ({ providers }: RouteParts, ids: readonly (string | null)[]) => {
  const named = ids.map(async (id) => [id, (await providers.load(id ?? '')).name] as const)
  return new Map((await Promise.all(named)).filter(([, name]) => name !== ''))
}

const countTrainings = (app: App, parts: RouteParts): void => {
  const querystring = readQuery.extend({
    by: z.enum(countCuts).default('provider').meta({ description: '按什么分', default: 'provider' }),
    year: year.meta({ description: '结业的年份;不填为全部', examples: ['2026'] }),
  })
  app.get(
    '/training-register',
    {
      config: { action: 'training-register.read' },
      schema: {
        operationId: 'countTrainings',
        summary: '培训统计',
        description:
          '没有撤回的结业记录:人数(不重复)、人次、证书数,以及以它们为依据的核定和到账金额。' +
          '按机构、行业主管部门、区县、职业、等级或年度;合计的人数也不重复,不是各行之和。',
        tags,
        querystring,
        response: { 200: trainingRegisterAnswer },
      },
    },
    async (request) => {
      const { atLeast, by, year: of } = request.query
      const scope = await parts.settle(request, { atLeast })
      const counts = parts.queries.trainingCounts(scope, by, { year: of })
      const keys = by === 'provider' ? counts.items.map(({ key }) => key) : []
      return toTrainingRegister(by, counts, namesOf(parts, by, await providerNames(parts, keys)))
    },
  )
}

const listCertificates = (app: App, parts: RouteParts): void => {
  const text = (description: string, example: string) => logTextField(description, 100, example).optional()
  const querystring = listQuery.extend({
    provider: text('培训机构', 'provider-1'),
    district: text('区(县、市)代码', '330602'),
    occupation: text('职业(工种)', '焊工'),
    level: text('等级', '高级工'),
    kind: z.enum(certificateKinds).optional(),
    year: year.meta({ description: '发证的年份', examples: ['2026'] }),
  })
  app.get(
    '/certificates',
    {
      config: { action: 'certificates.read' },
      schema: {
        operationId: 'listCertificates',
        summary: '证书列表',
        description: '新的在前。证书编号从不显示;持有人打码。',
        tags,
        querystring,
        response: { 200: z.object({ items: z.array(certificateAnswer), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { atLeast, limit, after, ...filter } = request.query
      const scope = await parts.settle(request, { atLeast })
      const page = parts.queries.listCertificates(scope, filter, { limit, after: after ?? null })
      const items = page.items.map(async (certificate) => {
        // The register keeps what its district taught; who has left is named to their new office alone.
        const holder = await parts.ledger.person(scope, certificate.personId)
        const name = holder === undefined ? null : maskedPerson(parts.vault, holder.state).name
        return toCertificate(certificate, name)
      })
      return { items: await Promise.all(items), next: page.next, asOf: toAsOf(page.asOf) }
    },
  )
}

/** Registers over what was completed: counts, and certificates. */
export const registerRoutes = (app: App, parts: RouteParts): void => {
  countTrainings(app, parts)
  listCertificates(app, parts)
}
