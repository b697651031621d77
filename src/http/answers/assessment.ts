import { z } from 'zod'
import { clampDay, type Day, yearOf } from '../../domain/dates.ts'
import { formatYuan } from '../../domain/money.ts'
import type { Assessment, BucketUse, Step } from '../../domain/policy/assessment.ts'
import { catalogueRow } from '../../domain/policy/catalogue-row.ts'
import type { Fact } from '../../domain/policy/history.ts'
import { namedReading } from '../../domain/policy/named-reading.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { interpretation, yuan } from './common.ts'

const step = z.object({
  rule: z.string(),
  clause: z.string().meta({ examples: ['二(三)4'] }),
  interpretation: z.string().nullable(),
  inYuan: yuan,
  outYuan: yuan,
  reason: z.string().nullable(),
  bucket: z.string().nullable(),
  catalogue: z
    .object({ occupation: z.string(), level: z.string(), year: z.int() })
    .nullable()
    .meta({ description: '目录标准取自目录的哪一行;别的步骤和不在目录内的为空' }),
  becauseOf: z.array(z.string()).meta({ description: '所依据的事件编号' }),
})

const bucketUse = z.object({
  bucket: z.string(),
  window: z.string(),
  capYuan: yuan,
  usedYuan: yuan,
  headroomYuan: yuan,
  clause: z.string(),
  interpretation: z.string().nullable(),
})

export const assessmentAnswer = z
  .object({
    policy: z.object({ id: z.string(), version: z.int(), digest: z.string() }),
    interpretations: z.array(interpretation),
    outcome: z.enum(['approved', 'refused']),
    amountYuan: yuan,
    reasons: z.array(z.string()),
    explanations: z.array(z.object({ code: z.string(), text: z.string(), next: z.string() })),
    steps: z.array(step),
    buckets: z.array(bucketUse).meta({ description: '本次核算之前各上限的使用情况' }),
  })
  .meta({ id: 'Assessment', description: '核算:结果、金额和每一步的条款' })

/**
 * @param policy the version that the assessment names
 * @param basis what the claim rests on, as it stood when it was assessed
 */
export const toAssessment = (
  policy: Policy,
  assessment: Assessment,
  basis: Pick<Fact, 'certificates'> | undefined,
): z.output<typeof assessmentAnswer> => {
  const { relevantOn, filedOn, reasons } = assessment
  const { id, version, digest } = assessment.policy
  const on = clampDay(relevantOn ?? filedOn, policy.term.from, policy.term.until)
  const explained = reasons.map((code) => policy.reasons.find((reason) => reason.code === code))
  return {
    policy: { id, version, digest },
    interpretations: assessment.interpretations.map((read) => namedReading(policy, read.id, read.chosen, on)),
    outcome: assessment.outcome,
    amountYuan: formatYuan(assessment.amountFen),
    reasons: [...reasons],
    explanations: explained.filter((reason) => reason !== undefined),
    steps: assessment.steps.map((taken) => toStep(taken, rowOf(policy, assessment, { basis, on }))),
    buckets: assessment.buckets.map(toBucketUse),
  }
}

// Every key is named, for the order of those in the log differs from that of the first answer.

type Row = z.output<typeof step>['catalogue']

/** Not in the log: it follows from the policy and the certificates, as the amount does. */
const rowOf = (
  policy: Policy,
  { instrument }: Assessment,
  { basis, on }: { readonly basis: Pick<Fact, 'certificates'> | undefined; readonly on: Day },
): Row => {
  const amount = policy.instrument.get(instrument)?.amount
  if (amount?.kind !== 'catalogue-rate' || basis === undefined) return null
  const row = catalogueRow(amount, basis, on)
  return row === undefined ? null : { occupation: row.occupation, level: row.level, year: yearOf(on) }
}

const toStep = (taken: Step, row: Row): z.output<typeof step> => ({
  rule: taken.rule,
  clause: taken.clause,
  interpretation: taken.interpretation,
  inYuan: formatYuan(taken.inFen),
  outYuan: formatYuan(taken.outFen),
  reason: taken.reason,
  bucket: taken.bucket,
  catalogue: taken.rule === 'catalogue-rate' ? row : null,
  becauseOf: [...taken.becauseOf],
})

const toBucketUse = (use: BucketUse): z.output<typeof bucketUse> => ({
  bucket: use.bucket,
  window: use.window,
  capYuan: formatYuan(use.capFen),
  usedYuan: formatYuan(use.usedFen),
  headroomYuan: formatYuan(Math.max(0, use.capFen - use.usedFen)),
  clause: use.clause,
  interpretation: use.interpretation,
})
