import { z } from 'zod'
import { shanghaiDay } from '../../domain/dates.ts'
import { formatYuan } from '../../domain/money.ts'
import { namedReading } from '../../domain/policy/named-reading.ts'
import { readingsOn, valueOn } from '../../domain/policy/readings.ts'
import { interpretation, yuan } from '../answers/common.ts'
import { logTextField } from '../fields.ts'
import { readQuery } from '../reads.ts'
import type { App, RouteParts } from '../route-parts.ts'

const rate = z.object({
  occupation: z.string(),
  level: z.string(),
  rateYuan: yuan,
  from: z.string(),
  until: z.string().nullable(),
  clause: z.string(),
  claims: z.int().meta({ description: '管辖范围内当年结业的申领笔数' }),
  awardedYuan: yuan,
  paidYuan: yuan,
})

const answer = z
  .object({
    year: z.string(),
    instrument: z.string().nullable(),
    clause: z.string(),
    interpretation: interpretation.nullable().meta({ description: '目录所取的口径' }),
    items: z.array(rate),
  })
  .meta({ id: 'Catalogue' })

/** The shortage-occupation catalogue of one year, and what was claimed by it. */
export const catalogueRoutes = (app: App, parts: RouteParts): void => {
  const querystring = readQuery.extend({
    year: z
      .string()
      .regex(/^2\d{3}$/, 'value-unknown')
      .optional()
      .meta({ description: '结业的年份;不填为今年', examples: ['2026'] }),
    occupation: logTextField('职业(工种)', 100, '焊工').optional(),
  })
  app.get(
    '/catalogue',
    {
      config: { action: 'catalogue.read' },
      schema: {
        operationId: 'getCatalogue',
        summary: '紧缺工种目录',
        description: '当年各职业、等级的补贴标准和使用情况;标准取自现行政策,年内有几个标准的取最后一个。',
        tags: ['政策'],
        querystring,
        response: { 200: answer },
      },
    },
    async (request) => {
      const { atLeast, year: asked, occupation } = request.query
      const scope = await parts.settle(request, { atLeast })
      const today = shanghaiDay(parts.now())
      const year = asked ?? today.slice(0, 4)
      const policy = parts.rulebook.inForce(today)
      const instrument = policy.instruments.find(({ amount }) => amount.kind === 'catalogue-rate')
      if (instrument?.amount.kind !== 'catalogue-rate') {
        return { year, instrument: null, clause: '', interpretation: null, items: [] }
      }
      const { amount } = instrument
      const lastDay = `${year}-12-31`
      const use = parts.queries.catalogueUse(scope, instrument.id, year)
      const items = amount.rates.flatMap(({ occupation: of, level, values }) => {
        const value = valueOn(values, lastDay)
        if (value === undefined || value.from > lastDay || (occupation ?? of) !== of) return []
        const used = use.find((one) => one.occupation === of && one.level === level)
        return [
          {
            ...{ occupation: of, level, rateYuan: formatYuan(value.fen) },
            ...{ from: value.from, until: value.until ?? null, clause: value.clause },
            claims: used?.claims ?? 0,
            awardedYuan: formatYuan(used?.awardedFen ?? 0),
            paidYuan: formatYuan(used?.paidFen ?? 0),
          },
        ]
      })
      const id = amount.interpretation
      const chosen = id === undefined ? undefined : readingsOn(policy, lastDay)[id]
      const read = id && chosen ? namedReading(policy, id, chosen, lastDay) : null
      return { year, instrument: instrument.id, clause: amount.clause, interpretation: read, items }
    },
  )
}
