import { z } from 'zod'
import type { RegisteredClaim } from '../../../projections/claim-register.ts'
import type { HistoryEvent } from '../../app/claim-history.ts'
import { formatYuan } from '../../domain/money.ts'
import { claimStatuses, claimStatusText } from '../../domain/person/claim-status-text.ts'
import { paidSoFar } from '../../domain/person/paid-so-far.ts'
import { findingRuleText, isFindingRule } from '../../domain/policy/training-rules.ts'
import { assessmentAnswer } from './assessment.ts'
import { claimLife } from './claim-life.ts'
import { asOf, paidFigures, personId, yuan } from './common.ts'
import { claimFinding } from './finding.ts'

const status = z.enum(claimStatuses)
const statusText = z.string().meta({ description: '状态的中文说法', examples: ['审核中', '待拨付'] })
export const claimId = z.string().meta({ examples: ['aaaaaaaaaaaaaaaaaaaaaaaaaa-c1'] })

export const claimStepAnswer = z.object({ claimId, status, statusText, assessment: assessmentAnswer })

export const claimSummary = z
  .object({
    claimId,
    personId,
    instrument: z.string(),
    instrumentName: z.string(),
    basis: z.string(),
    district: z.string().meta({ description: '兑现的区(县、市)', examples: ['330602'] }),
    provider: z.string().nullable(),
    filedOn: z.string(),
    status,
    statusText,
    requestedYuan: yuan.nullable(),
    assessedYuan: yuan.meta({ description: '最近一次核算的金额;复核之前为试算' }),
    amountYuan: yuan.nullable().meta({ description: '核定金额;复核之前为空' }),
    ...paidFigures,
    reasons: z.array(z.string()),
  })
  .meta({ id: 'ClaimSummary' })

export const claimOfList = claimSummary
  .extend({
    name: z
      .string()
      .nullable()
      .meta({ description: '申领人,打码;看不到此人的为空', examples: ['张*'] }),
  })
  .meta({ id: 'ClaimOfList' })

const timelineStep = z.object({
  step: z.string().meta({ examples: ['approved'] }),
  stepText: z.string().meta({ examples: ['复核通过'] }),
  at: z.string(),
  by: z.string().meta({ description: '经办账号' }),
  note: z.string().nullable().meta({
    description: '退回、不通过、撤回、公示异议成立、提出追回或不予追回的理由;只给本人和有权办理的人',
  }),
})

export const claimAnswer = claimSummary
  .extend({
    ...claimLife,
    assessment: assessmentAnswer,
    findings: z.array(claimFinding).meta({ description: '所依据的记录和培训班的疑点' }),
    timeline: z.array(timelineStep),
    asOf,
  })
  .meta({ id: 'Claim' })

/** The timeline's words: by event type, machine word and Chinese. */
const stepWords: Readonly<Record<string, readonly [step: string, stepText: string]>> = {
  ClaimSubmitted: ['submitted', '提交申领'],
  ClaimReturned: ['returned', '退回补正'],
  ClaimResubmitted: ['resubmitted', '补正后重新提交'],
  ClaimReviewed: ['reviewed', '初审通过'],
  ClaimApproved: ['approved', '复核通过,核定金额'],
  ClaimRejected: ['rejected', '审核未通过'],
  ClaimWithdrawn: ['withdrawn', '撤回申领'],
  ClaimTransferred: ['transferred', '改由迁入地兑现'],
  ClaimAccountConfirmed: ['account-confirmed', '确认收款账号'],
  ClaimBatched: ['batched', '列入拨付批次'],
  ClaimUnbatched: ['unbatched', '移出拨付批次'],
  ClaimNoticed: ['noticed', '公示'],
  ClaimObjectionUpheld: ['objection-upheld', '公示异议成立'],
  ClaimCleared: ['cleared', '批次获批,等待放款'],
  ClaimPaid: ['paid', '拨付'],
  PaymentReturned: ['payment-returned', '银行退回'],
  AwardReduced: ['award-reduced', '核减金额'],
  FindingRaised: ['finding-raised', '发现疑点'],
  FindingResolved: ['finding-resolved', '核实疑点'],
  RecoveryProposed: ['recovery-proposed', '提出追回'],
  RecoveryConfirmed: ['recovery-confirmed', '确认追回'],
  RecoveryDismissed: ['recovery-dismissed', '不予追回'],
  RecoveryReceived: ['recovery-received', '收到退款'],
}

const inYuan = (fen: number | null): string | null => (fen === null ? null : formatYuan(fen))

const inYuanEach = ({ grossPaidFen, returnedFen, recoveredFen, paidFen }: ReturnType<typeof paidSoFar>) => ({
  grossPaidYuan: formatYuan(grossPaidFen),
  returnedYuan: formatYuan(returnedFen),
  recoveredYuan: formatYuan(recoveredFen),
  paidYuan: formatYuan(paidFen),
})

/** @param nameOf instrument id → its name in the policy in force */
export const toClaimSummary = (
  claim: RegisteredClaim,
  nameOf: (instrument: string) => string,
): z.output<typeof claimSummary> => ({
  claimId: claim.claimId,
  personId: claim.personId,
  instrument: claim.instrument,
  instrumentName: nameOf(claim.instrument),
  basis: claim.basis,
  district: claim.district,
  provider: claim.provider,
  filedOn: claim.filedOn,
  status: claim.status,
  statusText: claimStatusText[claim.status],
  requestedYuan: inYuan(claim.requestedFen),
  assessedYuan: formatYuan(claim.assessedFen),
  amountYuan: inYuan(claim.amountFen),
  ...inYuanEach(paidSoFar(claim)),
  reasons: [...claim.reasons],
})

/**
 * @param events the claim's history: what was found about its basis is part of its life
 * @param notes event id → reason, as far as the asker may see any
 */
export const toTimeline = (
  claim: RegisteredClaim,
  events: readonly HistoryEvent[],
  notes: ReadonlyMap<string, string>,
): z.output<typeof timelineStep>[] => {
  const found = events.flatMap(({ event: { id, type, data, metadata } }) => {
    if (type !== 'FindingRaised' && type !== 'FindingResolved') return []
    if (data.completionId !== claim.basis) return []
    const { at, actor } = metadata
    return [{ eventId: id, type, at, account: actor.account, about: findingText(data) }]
  })
  const steps = [...found, ...claim.timeline.map((step) => ({ ...step, about: '' }))]
  return steps
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ eventId, type, at, account, about }) => {
      const [step, stepText] = stepWords[type] ?? [type, type]
      return { step, stepText: stepText + about, at, by: account, note: notes.get(eventId) ?? null }
    })
}

const findingText = (data: { readonly rule: string; readonly upheld?: boolean }): string => {
  const rule = isFindingRule(data.rule) ? findingRuleText[data.rule] : data.rule
  return data.upheld === undefined ? `:${rule}` : `:${rule},${data.upheld ? '属实' : '排除'}`
}
