import type { Fen } from '../money.ts'
import { catalogueRow } from './catalogue-row.ts'
import type { ClaimRequest, Fact, History } from './history.ts'
import type { AmountRule, Rule, TopUpRule, Value } from './policy.ts'
import { valueOn } from './readings.ts'

/** Where the amount starts: asked for, and what it comes to before caps. */
export interface Start {
  readonly rule: string
  readonly clause: string
  readonly interpretation: string | null
  readonly askedFen: Fen
  readonly startFen: Fen
  readonly reason: string | null
  readonly becauseOf: readonly string[]
}

/** The instrument has no standard on the day. */
export const notInForce = 'instrument-not-in-force'

/**
 * Why the amount has no start, as a reason code; null: only because there is no certificate, which is for
 * the rule that asks for one to say.
 */
export const noStartReason = (amount: AmountRule, on: string, fact: Fact): string | null => {
  if (amount.kind !== 'catalogue-rate' || amount.unlisted === undefined) return notInForce
  const isInForce = amount.rates.some(({ values }) => valueOn(values, on) !== undefined)
  if (!isInForce) return notInForce
  return fact.certificates.length > 0 ? amount.unlisted : null
}

const rateOf = (amount: AmountRule, fact: Fact, on: string): Value | undefined => {
  if (amount.kind === 'fixed') return valueOn(amount.values, on)
  return amount.kind === 'catalogue-rate' ? catalogueRow(amount, fact, on)?.value : undefined
}

/** Undefined when the instrument has no value in force on the day. */
export const startAmount = (
  amount: AmountRule,
  on: string,
  claim: { readonly fact: Fact; readonly request: ClaimRequest; readonly history: History },
  rules: readonly Rule[],
): Start | undefined => {
  const { fact, request } = claim
  const interpretation = amount.interpretation ?? null
  const becauseOf = [fact.eventId]
  if (amount.kind === 'eligible-cost') {
    const inForce = valueOn(amount.inForce, on)
    if (inForce === undefined) return undefined
    const costFen = fact.eligibleCostFen ?? 0
    const askedFen = request.requestedFen ?? costFen
    const trimmed = askedFen > costFen
    const startFen = trimmed ? costFen : askedFen
    const reason = trimmed ? 'trimmed-to-eligible-cost' : null
    return {
      rule: amount.kind,
      clause: inForce.clause,
      interpretation,
      askedFen,
      startFen,
      reason,
      becauseOf,
    }
  }
  const value = rateOf(amount, fact, on)
  if (value === undefined) return undefined
  const start = { rule: amount.kind, clause: value.clause, interpretation, askedFen: value.fen, becauseOf }
  const topUp = rules.find((rule) => rule.kind === 'top-up')
  const lower = topUp && claim.history.awards.find((award) => award.instrument === topUp.lower)
  if (topUp === undefined || lower === undefined) return { ...start, startFen: value.fen, reason: null }
  return { ...start, ...toppedUp(topUp, value.fen, lower) }
}

const toppedUp = (
  rule: TopUpRule,
  fullFen: Fen,
  lower: { readonly amountFen: Fen; readonly eventId: string },
): Pick<Start, 'rule' | 'clause' | 'interpretation' | 'startFen' | 'reason' | 'becauseOf'> => ({
  rule: rule.kind,
  clause: rule.clause,
  interpretation: rule.interpretation ?? null,
  startFen: Math.max(0, fullFen - lower.amountFen),
  reason: rule.reason,
  becauseOf: [lower.eventId],
})
