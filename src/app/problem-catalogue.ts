import {
  claimStatusText,
  isClaimStatus,
  isRecoveryStatus,
  recoveryStatusText,
} from '../domain/person/claim-status-text.ts'
import { findingRuleText, isFindingRule } from '../domain/policy/training-rules.ts'
import { providerFaultText } from '../domain/provider/eligible.ts'
import { trainingStatusText } from '../domain/training/status.ts'
import { domainProblems } from './problem-texts/domain-problems.ts'
import { financeProblems } from './problem-texts/finance-problems.ts'
import { importServiceProblems } from './problem-texts/import-problems.ts'
import { inputProblems } from './problem-texts/input-problems.ts'
import type { ProblemText } from './problem-texts/problem-text.ts'
import { requestProblems } from './problem-texts/request-problems.ts'
import { serviceProblems } from './problem-texts/service-problems.ts'

/** Every code with its words: one list for HTTP, command line and pages. */
const catalogue = {
  ...requestProblems,
  ...inputProblems,
  ...domainProblems,
  ...financeProblems,
  ...importServiceProblems,
  ...serviceProblems,
}

export type ProblemCode = keyof typeof catalogue
export const problemCodes = Object.keys(catalogue) as readonly ProblemCode[]

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(catalogue, code)

/** Unknown codes read as an internal error. */
export const problemText = (code: string): ProblemText =>
  isProblemCode(code) ? catalogue[code] : catalogue['internal-error']

const words: Readonly<Record<string, string>> = {
  ...trainingStatusText,
  ...providerFaultText,
  hours: '课时',
  capacity: '名额',
  from: '起始日期',
  until: '截止日期',
  on: '日期',
  district: '区县',
  movedOn: '迁移日期',
  grantedOn: '认定日期',
  revokedOn: '撤销日期',
  startsOn: '开始日期',
  endsOn: '结业日期',
  issuedOn: '发证日期',
  paidOn: '入账日期',
  returnedOn: '退汇日期',
  receivedOn: '收到日期',
}

const wordFor = (value: string): string => {
  if (isClaimStatus(value)) return claimStatusText[value]
  if (isFindingRule(value)) return findingRuleText[value]
  return isRecoveryStatus(value) ? recoveryStatusText[value] : (words[value] ?? value)
}

type Facts = Readonly<Record<string, string>>

const filled = (text: string, facts: Facts): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => wordFor(facts[name] ?? ''))

/** What happened and by which rule, and apart from it what to do next. */
export const problemParts = (code: string, facts: Facts = {}): Pick<ProblemText, 'detail' | 'next'> => {
  const { detail, next } = problemText(code)
  return { detail: filled(detail, facts), next: filled(next, facts) }
}

/** The whole sentence for a person: what happened, by which rule, what to do next. */
export const problemDetail = (code: string, facts: Facts = {}): string => {
  const { detail, next } = problemParts(code, facts)
  return detail + next
}
