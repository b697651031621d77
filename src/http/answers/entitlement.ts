import { z } from 'zod'
import type { BucketFigure, PersonEntitlement } from '../../../projections/person-entitlement.ts'
import { clampDay, type Day } from '../../domain/dates.ts'
import { formatYuan } from '../../domain/money.ts'
import { namedReading } from '../../domain/policy/named-reading.ts'
import { instrumentsOf, type OpenBucket, openBuckets } from '../../domain/policy/open-buckets.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { readingsOn } from '../../domain/policy/readings.ts'
import { asOf, interpretation, paidFigures, personId, yuan } from './common.ts'

const bucket = z.object({
  bucket: z.string(),
  window: z.string().meta({ description: 'term(方案期内)、年份或培训班编号', examples: ['term'] }),
  instruments: z.array(z.object({ id: z.string(), name: z.string() })),
  capYuan: yuan,
  reservedYuan: yuan.meta({ description: '已核定,未到账或退汇待重发' }),
  paidYuan: paidFigures.paidYuan,
  headroomYuan: yuan.meta({ description: '余额 = 上限 − 已核定未到账 − 净拨付' }),
  pendingYuan: yuan.meta({ description: '审核中的试算金额,只展示,不占余额' }),
  clause: z.string(),
  interpretations: z.array(interpretation),
})

export const entitlementAnswer = z
  .object({ personId, buckets: z.array(bucket), asOf })
  .meta({ id: 'Entitlement' })

const untouched = (open: OpenBucket): BucketFigure => ({
  ...open,
  reservedFen: 0,
  paidFen: 0,
  headroomFen: open.capFen,
  pendingFen: 0,
})

/** The figure keeps the cap of the claim assessed last; what may still be had, today's cap says. */
const underToday = (use: BucketFigure, open: OpenBucket | undefined): BucketFigure =>
  open === undefined
    ? use
    : { ...use, ...open, headroomFen: Math.max(0, open.capFen - use.reservedFen - use.paidFen) }

/** What the person drew on, and then what the policy in force holds ready for anybody. */
export const toBuckets = (
  policy: Policy,
  today: Day,
  figure: PersonEntitlement,
): z.output<typeof bucket>[] => {
  const on = clampDay(today, policy.term.from, policy.term.until)
  const readings = readingsOn(policy, on)
  const placeOf = (place: Pick<OpenBucket, 'bucket' | 'window'>): string => `${place.bucket} ${place.window}`
  const open = new Map(openBuckets(policy, today).map((each) => [placeOf(each), each]))
  const known = new Set(figure.buckets.map(placeOf))
  const touched = figure.buckets.map((use) => underToday(use, open.get(placeOf(use))))
  const rest = [...open.values()].filter((each) => !known.has(placeOf(each))).map(untouched)
  return [...touched, ...rest].map((use) => ({
    bucket: use.bucket,
    window: use.window,
    instruments: instrumentsOf(policy, use.bucket).map(({ id, name }) => ({ id, name })),
    capYuan: formatYuan(use.capFen),
    reservedYuan: formatYuan(use.reservedFen),
    paidYuan: formatYuan(use.paidFen),
    headroomYuan: formatYuan(use.headroomFen),
    pendingYuan: formatYuan(use.pendingFen),
    clause: use.clause,
    interpretations: use.interpretations.map((id) => namedReading(policy, id, readings[id] ?? '', on)),
  }))
}
