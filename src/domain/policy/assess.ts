import { clampDay } from '../dates.ts'
import type { Assessment, BucketUse, Step } from './assessment.ts'
import { bucketsOf, capsInForce } from './buckets.ts'
import { objectionOf } from './checks.ts'
import type { ClaimRequest, Fact, History } from './history.ts'
import type { Instrument, Policy, Readings, Rule } from './policy.ts'
import { readingsOn, rulesOf } from './readings.ts'
import { noStartReason, notInForce, type Start, startAmount } from './start-amount.ts'

/**
 * The rulebook: what a claim comes to, and why. Pure; the same inputs give the same bytes.
 *
 * Refusals are looked for first and all named, in the policy's order of reasons. If there is none,
 * the amount starts from what is asked (or fixed), is cut to the eligible cost and then to the
 * headroom of every bucket it touches.
 *
 * @param chosen readings that replace those in force; for trial calculation.
 */
export const assess = (
  policy: Policy,
  history: History,
  request: ClaimRequest,
  chosen: Readings = {},
): Assessment => {
  const instrument = policy.instrument.get(request.instrument)
  const fact = instrument && basisOf(instrument, history.facts.get(request.basis))
  if (instrument === undefined || fact === undefined) {
    return { ...head(policy, request), ...refusal(policy, [missingBasis(instrument)]), relevantOn: null }
  }
  const on = clampDay(fact.relevantOn, policy.term.from, policy.term.until)
  const readings = readingsOn(policy, on, chosen)
  const rules = rulesOf(policy, instrument, readings)
  const isCapped = capsInForce(policy, rules, fact)
  const start = isCapped ? startAmount(instrument.amount, on, { fact, request, history }, rules) : undefined
  const lacking = isCapped ? noStartReason(instrument.amount, on, fact) : notInForce
  const common = {
    ...head(policy, request),
    relevantOn: fact.relevantOn,
    interpretations: interpretationsOf(policy, instrument, rules, readings),
    buckets: start === undefined ? [] : bucketsOf(policy, rules, fact, history, readings),
  }
  const refused = ruleRefusals({ policy, history, request, fact }, rules, start?.askedFen ?? 0)
  const refusals = start === undefined ? withoutStart(instrument, fact, lacking, refused) : refused
  if (refusals.length > 0 || start === undefined) return { ...common, ...refusal(policy, refusals) }
  return { ...common, ...amountOf(policy, start, common.buckets) }
}

const basisOf = (instrument: Instrument, fact: Fact | undefined): Fact | undefined => {
  const needed = fact?.kind === 'recognition' ? instrument.basis.recognition : instrument.basis.completion
  return fact !== undefined && fact.of === needed ? fact : undefined
}

const head = (
  policy: Policy,
  request: ClaimRequest,
): Pick<
  Assessment,
  'policy' | 'instrument' | 'basis' | 'requestedFen' | 'filedOn' | 'interpretations' | 'buckets'
> => ({
  policy: { id: policy.id, version: policy.version, digest: policy.digest },
  instrument: request.instrument,
  basis: request.basis,
  requestedFen: request.requestedFen,
  filedOn: request.filedOn,
  interpretations: [],
  buckets: [],
})

const interpretationsOf = (
  policy: Policy,
  instrument: Instrument,
  rules: readonly Rule[],
  readings: Readings,
): Assessment['interpretations'] => {
  const named = [policy.term, instrument.amount, ...rules].map((rule) => rule.interpretation)
  const ids = [...new Set(named.filter((id) => id !== undefined))].sort()
  return ids.map((id) => ({ id, chosen: readings[id] ?? '' }))
}

const refusingStep = (
  rule: { readonly kind: string; readonly clause: string; readonly interpretation?: string | undefined },
  reason: string,
  becauseOf: readonly string[],
  inFen = 0,
): Step => ({
  rule: rule.kind,
  clause: rule.clause,
  interpretation: rule.interpretation ?? null,
  inFen,
  outFen: 0,
  reason,
  bucket: null,
  becauseOf,
})

const missingBasis = (instrument: Instrument | undefined): Step =>
  refusingStep({ kind: 'needs-basis', clause: instrument?.clause ?? '' }, 'basis-missing', [])

/** What the rules say, led by why there is no amount to start from. */
const withoutStart = (
  { amount, clause }: Instrument,
  { eventId }: Fact,
  lacking: string | null,
  refused: readonly Step[],
): readonly Step[] => {
  if (lacking === null && refused.length > 0) return refused
  const reason = lacking ?? notInForce
  return reason === notInForce
    ? [refusingStep({ kind: amount.kind, clause }, reason, []), ...refused]
    : [refusingStep(amount, reason, [eventId]), ...refused]
}

const ruleRefusals = (
  check: Parameters<typeof objectionOf>[1],
  rules: readonly Rule[],
  askedFen: number,
): readonly Step[] => {
  const steps: Step[] = []
  for (const rule of rules) {
    if (!('refuse' in rule)) continue
    const becauseOf = objectionOf(rule, check)
    if (becauseOf !== undefined) steps.push(refusingStep(rule, rule.refuse, becauseOf, askedFen))
  }
  return steps
}

const refusal = (
  policy: Policy,
  steps: readonly Step[],
): Pick<Assessment, 'steps' | 'outcome' | 'amountFen' | 'reasons'> => ({
  steps,
  outcome: 'refused',
  amountFen: 0,
  reasons: reasonsOf(policy, steps),
})

/** Every reason once, in the order in which the policy lists them. */
const reasonsOf = (policy: Policy, steps: readonly Step[]): readonly string[] => {
  const rank = (code: string): number => policy.reasonRank.get(code) ?? Number.MAX_SAFE_INTEGER
  const named = new Set(steps.map((step) => step.reason).filter((code) => code !== null))
  return [...named].sort((a, b) => rank(a) - rank(b))
}

const amountOf = (
  policy: Policy,
  start: Start,
  buckets: readonly BucketUse[],
): Pick<Assessment, 'steps' | 'outcome' | 'amountFen' | 'reasons'> => {
  const { rule, clause, interpretation, reason, becauseOf } = start
  const first = { rule, clause, interpretation, reason, becauseOf, bucket: null }
  const steps: Step[] = [{ ...first, inFen: start.askedFen, outFen: start.startFen }]
  let amountFen = start.startFen
  for (const use of buckets) {
    const outFen = Math.max(0, Math.min(amountFen, use.capFen - use.usedFen))
    steps.push({
      rule: 'cap',
      clause: use.clause,
      interpretation: use.interpretation,
      inFen: amountFen,
      outFen,
      reason: outFen === amountFen ? null : outFen === 0 ? 'cap-exhausted' : 'trimmed-to-headroom',
      bucket: use.bucket,
      becauseOf: use.awards,
    })
    amountFen = outFen
  }
  if (amountFen === 0) return { steps, outcome: 'refused', amountFen, reasons: ['cap-exhausted'] }
  return { steps, outcome: 'approved', amountFen, reasons: reasonsOf(policy, steps) }
}
