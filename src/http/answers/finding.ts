import { z } from 'zod'
import type { RegisteredFinding } from '../../../projections/finding-register.ts'
import { can } from '../../domain/can.ts'
import type { Finding } from '../../domain/person/findings.ts'
import { findingRuleText, isFindingRule } from '../../domain/policy/training-rules.ts'
import type { Principal } from '../../domain/scope.ts'

const status = z.enum(['open', 'upheld', 'dismissed', 'lapsed'])
const statusTexts: Readonly<Record<Finding['status'], string>> = {
  open: '待核实',
  upheld: '属实',
  dismissed: '排除',
  lapsed: '记录已撤回',
}

export const findingAnswer = z
  .object({
    no: z.int(),
    rule: z.string().meta({ examples: ['overlapping-trainings'] }),
    ruleText: z.string().meta({ examples: ['同一人的培训时间重叠'] }),
    clause: z.string().meta({ description: '规则的依据' }),
    completionId: z.string(),
    becauseOf: z.array(z.string()).meta({ description: '依据的本人记录:结业或认定的编号' }),
    others: z.int().meta({ description: '另有多少条别人的记录;共用账号的,另有多少人' }),
    status,
    statusText: z.string().meta({ examples: ['待核实'] }),
  })
  .meta({ id: 'Finding' })

/** As a claim shows it: of its completion, or of the class of that. */
export const claimFinding = findingAnswer
  .extend({ of: z.enum(['completion', 'class']) })
  .meta({ id: 'ClaimFinding', description: '使申领暂停的疑点;属实的,申领不能通过' })
export type ClaimFinding = z.output<typeof claimFinding>

export const registeredFinding = findingAnswer
  .extend({
    personId: z.string(),
    name: z.string().nullable().meta({ description: '打码' }),
    trainingId: z.string().nullable().meta({ description: '记录所写的培训班编号' }),
    claims: z.array(z.string()).meta({ description: '以这条记录为依据的申领' }),
    provider: z.string().nullable(),
    district: z.string().meta({ description: '结业时所在区(县、市)' }),
    raisedAt: z.string(),
    resolvedAt: z.string().nullable(),
    resolvedBy: z.string().nullable().meta({ description: '核实人的账号' }),
  })
  .meta({ id: 'RegisteredFinding' })

/** Other people's records are counted, not named: the reader may have no right to know them. */
export const toFinding = (
  { no, rule, clause, completionId, becauseOf, others, status: state }: Omit<Finding, 'returned'>,
  personId: string,
): z.output<typeof findingAnswer> => {
  const own = becauseOf.filter((id) => id.startsWith(`${personId}-`))
  return {
    no,
    rule,
    ruleText: isFindingRule(rule) ? findingRuleText[rule] : rule,
    clause,
    completionId,
    becauseOf: own,
    others: others ?? becauseOf.length - own.length,
    status: state,
    statusText: statusTexts[state],
  }
}

/** What of the person a list of findings shows. */
export interface FindingAbout {
  readonly name: string | null
  readonly trainingId: string | null
  readonly claims: readonly string[]
}

export const toRegisteredFinding = (
  finding: RegisteredFinding,
  { name, trainingId, claims }: FindingAbout,
): z.output<typeof registeredFinding> => {
  const { personId, provider, district, raisedAt, resolvedAt, resolvedBy } = finding
  const about = { name, trainingId, claims: [...claims] }
  const since = { raisedAt, resolvedAt, resolvedBy }
  return { ...toFinding(finding, personId), personId, ...about, provider, district, ...since }
}

/** Of the person, for whoever works on findings; for anybody else none. */
export const findingsFor = (
  principal: Principal | null,
  findings: readonly Finding[],
  personId: string,
): z.output<typeof findingAnswer>[] =>
  principal !== null && can(principal, 'findings.read')
    ? findings.map((finding) => toFinding(finding, personId))
    : []
