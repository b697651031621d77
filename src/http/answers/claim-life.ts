import { z } from 'zod'
import type { RegisteredClaim } from '../../../projections/claim-register.ts'
import { type ReturnReason, returnReasonText } from '../../domain/batch/return-reasons.ts'
import { formatYuan } from '../../domain/money.ts'
import type { NextStep } from '../../domain/person/claim-hold.ts'
import { recoveryStatuses, recoveryStatusText } from '../../domain/person/claim-status-text.ts'
import { yuan } from './common.ts'

const payment = z.object({
  no: z.int(),
  batchId: z.string(),
  amountYuan: yuan,
  outcome: z.enum(['paid', 'returned']),
  outcomeText: z.string().meta({ examples: ['到账', '退汇'] }),
  on: z.string().meta({ description: '到账或退汇的日期' }),
  paidOn: z.string().nullable().meta({ description: '到账的日期;没有到账就退汇的为空' }),
  reasonText: z
    .string()
    .nullable()
    .meta({ description: '退汇的原因', examples: ['户名不符'] }),
  replaces: z.int().nullable().meta({ description: '接替的是哪一次退汇的拨付' }),
})

const recovery = z
  .object({
    no: z.int(),
    amountYuan: yuan,
    receivedYuan: yuan.meta({ description: '已经收回的' }),
    parts: z.array(z.object({ amountYuan: yuan, receivedOn: z.string() })).meta({ description: '逐次入账' }),
    status: z.enum(recoveryStatuses),
    statusText: z.string().meta({ examples: ['待收回'] }),
    cause: z.enum(['person', 'late-fact']),
    recomputedYuan: yuan.nullable().meta({ description: '按变化后的事实重新核算的金额' }),
    proposedAt: z.string(),
  })
  .meta({ id: 'Recovery' })

/** What a claim shows of its life after the award. */
export const claimLife = {
  onBehalf: z.boolean().meta({ description: '免申即享:由名单代为提出' }),
  batchId: z.string().nullable(),
  holder: z
    .string()
    .nullable()
    .meta({ description: '下一步由谁办;有疑点待核实的是 checker;办结为空', examples: ['finance'] }),
  holderText: z
    .string()
    .nullable()
    .meta({ examples: ['财政经办人'] }),
  dueOn: z
    .string()
    .nullable()
    .meta({ description: '下一步最迟哪天办;办结、核查中或没有规定时限为空', examples: ['2026-03-23'] }),
  nextText: z
    .string()
    .meta({ description: '下一步;核查中的写明疑点、依据和由谁核实', examples: ['公示期满且无异议后拨付。'] }),
  payments: z.array(payment),
  recoveries: z.array(recovery),
}

const bankReason = (reason: string | null): string | null => {
  if (reason === null) return null
  return returnReasonText[reason as ReturnReason] ?? returnReasonText.other
}

const lifeAnswer = z.object(claimLife)

/** @param dueOn by when whoever has it takes the next step */
export const toClaimLife = (
  claim: RegisteredClaim,
  { holder, holderText, text, isHeld }: NextStep,
  dueOn: string | null,
): z.output<typeof lifeAnswer> => {
  return {
    onBehalf: claim.onBehalf,
    batchId: claim.batchId,
    holder,
    holderText,
    dueOn: holder === null || isHeld ? null : dueOn,
    nextText: text,
    payments: claim.payments.map(({ no, batchId, amountFen, outcome, on, paidOn, reason }, place) => ({
      no,
      batchId,
      amountYuan: formatYuan(amountFen),
      outcome,
      outcomeText: outcome === 'paid' ? '到账' : '退汇',
      on,
      paidOn,
      reasonText: bankReason(reason),
      replaces: claim.payments[place - 1]?.no ?? null,
    })),
    recoveries: claim.recoveries.map((one) => ({
      no: one.no,
      amountYuan: formatYuan(one.amountFen),
      receivedYuan: formatYuan(one.receivedFen),
      parts: one.parts.map(({ amountFen, receivedOn }) => ({
        amountYuan: formatYuan(amountFen),
        receivedOn,
      })),
      status: one.status,
      statusText: recoveryStatusText[one.status],
      cause: one.cause,
      recomputedYuan: one.recomputedFen === null ? null : formatYuan(one.recomputedFen),
      proposedAt: one.proposedAt,
    })),
  }
}
