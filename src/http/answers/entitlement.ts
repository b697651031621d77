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

const heldClaim = z.object({
  claimId: z.string(),
  instrument: z.string(),
  instrumentName: z.string(),
  rules: z.array(z.string()).meta({ description: '疑点的规则', examples: [['account-shared']] }),
  nextText: z.string().meta({ description: '因何暂停、依据什么、由谁核实' }),
})
export type HeldClaim = z.output<typeof heldClaim>

export const entitlementAnswer = z
  .object({
    personId,
    buckets: z.array(bucket),
    held: z.array(heldClaim).meta({ description: '因疑点暂停或不能通过的申领' }),
    asOf,
  })
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

/** A figure as somebody may see it: the sums of these claims only; what is left is left, whoever drew on it. */
interface Share {
  readonly claimIds: ReadonlySet<string>
}

/**
 * What a provider sees of the person: undefined for one that has neither a completion that stands
 * nor a claim of theirs.
 */
export const shareOf = (provider: string, { filed, completions }: PersonEntitlement): Share | undefined => {
  const own = filed.filter((claim) => claim.provider === provider)
  const isKnown = own.length > 0 || completions.some((one) => one.provider === provider)
  return isKnown ? { claimIds: new Set(own.map(({ claimId }) => claimId)) } : undefined
}

/** The claims of the share that count in the figure. */
const countedIn = (use: BucketFigure, { claims }: PersonEntitlement, { claimIds }: Share) =>
  claims.filter(
    ({ claimId, places }) =>
      claimIds.has(claimId) &&
      places.some(({ bucket: id, window }) => id === use.bucket && window === use.window),
  )

const ofShare = (use: BucketFigure, figure: PersonEntitlement, share: Share): BucketFigure => {
  const sums = { reservedFen: 0, paidFen: 0, pendingFen: 0 }
  for (const { approvedBy, paid, amountFen } of countedIn(use, figure, share)) {
    sums[approvedBy === null ? 'pendingFen' : paid ? 'paidFen' : 'reservedFen'] += amountFen
  }
  return { ...use, ...sums }
}

/** What the person drew on, and then what the policy in force holds ready for anybody. */
export const toBuckets = (
  policy: Policy,
  today: Day,
  figure: PersonEntitlement,
  share?: Share,
): z.output<typeof bucket>[] => {
  const on = clampDay(today, policy.term.from, policy.term.until)
  const readings = readingsOn(policy, on)
  const placeOf = (place: Pick<OpenBucket, 'bucket' | 'window'>): string => `${place.bucket} ${place.window}`
  const open = new Map(openBuckets(policy, today).map((each) => [placeOf(each), each]))
  const known = new Set(figure.buckets.map(placeOf))
  const touched = figure.buckets.map((use) => underToday(use, open.get(placeOf(use))))
  const rest = [...open.values()].filter((each) => !known.has(placeOf(each))).map(untouched)
  const whole = [...touched, ...rest]
  // A window may be another's training, which would tell that the person was there.
  const isShown = (use: BucketFigure): boolean =>
    share === undefined || open.has(placeOf(use)) || countedIn(use, figure, share).length > 0
  const shown = whole.filter(isShown).map((use) => (share === undefined ? use : ofShare(use, figure, share)))
  return shown.map((use) => ({
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
