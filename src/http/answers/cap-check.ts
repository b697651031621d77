import { z } from 'zod'
import type { CapCheck } from '../../../projections/cap-check.ts'
import { formatYuan } from '../../domain/money.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { claimId } from './claim.ts'
import { asOf, yuan } from './common.ts'
import { claimFinding } from './finding.ts'

const stage = z
  .enum(['submission', 'review', 'approval'])
  .meta({ description: '提交、初审、复核;复核之前为试算' })
const outcome = z.enum(['approved', 'refused'])

const cut = z
  .object({
    rule: z.string().meta({ examples: ['cap'] }),
    bucket: z.string().nullable(),
    clause: z.string().meta({ examples: ['二(三)4'] }),
    interpretation: z
      .object({ id: z.string(), chosen: z.string(), reading: z.string() })
      .nullable()
      .meta({ description: '条款有余地时所取的口径' }),
    inYuan: yuan,
    outYuan: yuan,
    cutYuan: yuan,
    reason: z.string().nullable(),
    reasonText: z.string().nullable(),
  })
  .meta({ id: 'Cut', description: '一条规则减去了多少' })

const past = z.object({
  at: z.string(),
  stage,
  outcome,
  amountYuan: yuan,
  policyVersion: z.int(),
})

export const capCheckAnswer = z
  .object({
    claimId,
    stage,
    at: z.string(),
    policy: z.object({ id: z.string(), version: z.int(), digest: z.string() }),
    outcome,
    askedYuan: yuan.meta({ description: '核算从这个数开始:申请的金额、合规费用或定额' }),
    amountYuan: yuan,
    cutYuan: yuan.meta({ description: 'askedYuan 与 amountYuan 之差' }),
    cuts: z.array(cut).meta({ description: '减少了金额的规则,按核算的次序;其他规则没有改变金额' }),
    findings: z.array(claimFinding).meta({ description: '使申领暂停的疑点' }),
    earlier: z.array(past).meta({ description: '此前的各次核算,早的在前' }),
    asOf,
  })
  .meta({ id: 'CapCheck', description: '上限核对:金额为什么是这个数' })

type CapCheckAnswer = Omit<z.output<typeof capCheckAnswer>, 'asOf' | 'findings'>

/** A claim between its submission and its assessment is in no state that is ever read. */
export type Assessed = CapCheck & {
  readonly [Part in 'stage' | 'at' | 'policy' | 'outcome']: NonNullable<CapCheck[Part]>
}

export const isAssessed = (check: CapCheck): check is Assessed =>
  check.stage !== null && check.at !== null && check.policy !== null && check.outcome !== null

/** @param policy the version that the figure names */
export const toCapCheck = (policy: Policy, check: Assessed): CapCheckAnswer => {
  const { id, version, digest } = check.policy
  return {
    claimId: check.claimId,
    stage: check.stage,
    at: check.at,
    policy: { id, version, digest },
    outcome: check.outcome,
    askedYuan: formatYuan(check.askedFen),
    amountYuan: formatYuan(check.amountFen),
    cutYuan: formatYuan(check.cutFen),
    cuts: check.steps
      .filter(({ inFen, outFen }) => inFen !== outFen)
      .map((step) => toCut(policy, check, step)),
    earlier: check.earlier.map(({ amountFen, ...assessed }) => ({
      at: assessed.at,
      stage: assessed.stage,
      outcome: assessed.outcome,
      amountYuan: formatYuan(amountFen),
      policyVersion: assessed.policyVersion,
    })),
  }
}

const toCut = (
  policy: Policy,
  { interpretations }: Assessed,
  { rule, bucket, clause, interpretation, inFen, outFen, reason }: Assessed['steps'][number],
): z.output<typeof cut> => {
  const read = interpretations.find(({ id }) => id === interpretation)
  const open = policy.interpretations.find(({ id }) => id === read?.id)
  const reading = open?.options.find(({ id }) => id === read?.chosen)?.reading ?? ''
  return {
    rule,
    bucket,
    clause,
    interpretation: read === undefined ? null : { id: read.id, chosen: read.chosen, reading },
    inYuan: formatYuan(inFen),
    outYuan: formatYuan(outFen),
    cutYuan: formatYuan(inFen - outFen),
    reason,
    reasonText: policy.reasons.find(({ code }) => code === reason)?.text ?? null,
  }
}
