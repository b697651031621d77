import { findingRuleText, isFindingRule } from '../policy/training-rules.ts'
import type { TrainingFacts } from '../training/facts.ts'
import { type ClaimHolder, claimHolder, claimHolderText, claimNextText } from './claim-holder.ts'
import { classOfRecord } from './need-class.ts'
import type { Claim, ClaimStatus, PersonState } from './state.ts'

/** What was found about a claim's basis, or about the class of that, and is not out of the way. */
export interface Hold {
  readonly status: 'open' | 'upheld'
  readonly rule: string
  /** Null: of a class, whose findings do not keep it. */
  readonly clause: string | null
  readonly of: 'completion' | 'class'
}

const ofClass = (training: TrainingFacts | null): readonly Hold[] => {
  if (training === null) return []
  const held = (status: Hold['status'], rules: readonly string[]): readonly Hold[] =>
    rules.map((rule) => ({ status, rule, clause: null, of: 'class' }))
  return [...held('upheld', training.upheldFindings), ...held('open', training.openFindings)]
}

/**
 * What stands in the claim's way: what was decided to be so comes first.
 *
 * @param training null: the class is not looked at any more
 */
export const holdsOn = (
  { basis }: Pick<Claim, 'basis'>,
  state: PersonState,
  training: TrainingFacts | null | undefined,
): readonly Hold[] => {
  const own = state.findings.flatMap(({ completionId, status, rule, clause }): readonly Hold[] =>
    completionId === basis && (status === 'open' || status === 'upheld')
      ? [{ status, rule, clause, of: 'completion' }]
      : [],
  )
  const fact = state.facts.get(basis)
  const all = [...own, ...ofClass(fact === undefined ? null : classOfRecord(fact, training))]
  return (['upheld', 'open'] as const).flatMap((status) => all.filter((one) => one.status === status))
}

/** What may come of a claim whose finding is so; a status that is not here is not held. */
const afterUpheld: Readonly<Partial<Record<ClaimStatus, string>>> = {
  unconfirmed: '不能通过。',
  submitted: '只能退回补正或不予通过。',
  reviewed: '只能退回补正或不予通过。',
  approved: '不列入拨付批次。',
  batched: '不予放款。',
  noticed: '不予放款。',
  payable: '不予放款。',
}

/** Where nobody but who decides on findings can do anything about the claim. */
const waiting: readonly ClaimStatus[] = ['submitted', 'reviewed', 'approved']

/** Up to its approval a claim is held by its class too. */
const beforeAward: readonly ClaimStatus[] = ['unconfirmed', 'submitted', 'reviewed']

/** Whether a finding is anything to a claim that stands there. */
export const mayBeHeld = (status: ClaimStatus): boolean => afterUpheld[status] !== undefined

/** What of the holds counts where the claim stands. */
export const holdsIn = (status: ClaimStatus, holds: readonly Hold[]): readonly Hold[] => {
  if (!mayBeHeld(status)) return []
  return beforeAward.includes(status) ? holds : holds.filter((hold) => hold.of === 'completion')
}

const named = (holds: readonly Hold[]): string =>
  holds
    .map(({ rule, clause, of }) => {
      const text = isFindingRule(rule) ? findingRuleText[rule] : rule
      const basis = clause === null ? '' : `,依据${clause}`
      return `${of === 'class' ? '培训班' : ''}${text}${basis}`
    })
    .join(';')

/** Class findings are the officers' who did not raise them. */
const deciders = (holds: readonly Hold[]): string =>
  holds.every(({ of }) => of === 'class') ? '没有办理那一步的经办人' : claimHolderText.checker

const holdText = (status: ClaimStatus, holds: readonly Hold[]): string => {
  const upheld = holds.filter((hold) => hold.status === 'upheld')
  const open = holds.filter((hold) => hold.status === 'open')
  const barred = upheld.length === 0 ? '' : `核查属实:${named(upheld)}。${afterUpheld[status] ?? ''}`
  return open.length === 0 ? barred : `${barred}核查中:${named(open)}。由${deciders(open)}核实后再办。`
}

/** Who has to do what next. */
export interface NextStep {
  readonly holder: ClaimHolder | null
  readonly holderText: string | null
  readonly text: string
  /** An open finding is to be decided on before anything else. */
  readonly isHeld: boolean
}

const revokedText = '依据的记录已经撤回,核定时不予通过;申领可以撤回,记录重新录入后再申领。'

/** What to know of a claim whose record or recognition is withdrawn; '' where it changes nothing any more. */
const ofRevoked = (status: ClaimStatus, isRevoked: boolean): string =>
  isRevoked && (beforeAward.includes(status) || status === 'returned') ? revokedText : ''

/**
 * @param holds those that count where the claim stands
 * @param isRevoked what the claim rests on is withdrawn
 */
export const nextStep = (status: ClaimStatus, holds: readonly Hold[], isRevoked = false): NextStep => {
  const usual = claimHolder(status)
  const step = { holder: usual, holderText: usual === null ? null : claimHolderText[usual], isHeld: false }
  const about = ofRevoked(status, isRevoked)
  if (holds.length === 0) return { ...step, text: claimNextText[status] + about }
  const text = holdText(status, holds) + about
  if (!waiting.includes(status)) return { ...step, text: claimNextText[status] + text }
  if (holds[0]?.status === 'upheld') return { ...step, text }
  return { holder: 'checker', holderText: deciders(holds), text, isHeld: true }
}
