import { parseYuan } from '../money.ts'
import type { AmountRule, DocumentValue, Instrument, Policy, PolicyDocument, Rule, Value } from './policy.ts'

/** Thrown for a document whose parts contradict each other; the message names the place. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}

const byDay = (a: Value, b: Value): number => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)

const toValues = (values: readonly DocumentValue[]): readonly Value[] =>
  values
    .map(({ yuan, ...span }) => {
      const fen = parseYuan(yuan)
      if (fen === undefined) throw new PolicyError(`amount-format at clause ${span.clause}`)
      return { ...span, fen }
    })
    .sort(byDay)

const toRule = (rule: Rule<DocumentValue>): Rule =>
  rule.kind === 'cap' ? { ...rule, values: toValues(rule.values) } : rule

const toAmount = (amount: AmountRule<DocumentValue>): AmountRule => {
  if (amount.kind === 'fixed') return { ...amount, values: toValues(amount.values) }
  if (amount.kind === 'eligible-cost') return amount
  return { ...amount, rates: amount.rates.map((rate) => ({ ...rate, values: toValues(rate.values) })) }
}

const toInstrument = (instrument: Instrument<DocumentValue>): Instrument => ({
  ...instrument,
  amount: toAmount(instrument.amount),
  rules: instrument.rules.map(toRule),
})

/**
 * Turns a document into the form the rulebook runs on.
 *
 * @param digest SHA-256 (hex) of the document's canonical JSON.
 * @throws {PolicyError} naming what is missing: an unlisted reason, title, course or reading.
 */
export const compilePolicy = (document: PolicyDocument, digest: string): Policy => {
  checkReferences(document)
  const instruments = document.instruments.map(toInstrument)
  return {
    ...document,
    digest,
    rules: document.rules.map(toRule),
    instruments,
    instrument: new Map(instruments.map((instrument) => [instrument.id, instrument])),
    reasonRank: new Map(document.reasons.map((reason, rank) => [reason.code, rank])),
  }
}

const checkReferences = (document: PolicyDocument): void => {
  const ids = <T extends { readonly id: string }>(list: readonly T[], what: string): ReadonlySet<string> => {
    const seen = new Set(list.map((entry) => entry.id))
    if (seen.size !== list.length) throw new PolicyError(`an id of ${what} is listed twice`)
    return seen
  }
  const titles = ids(document.titles, 'titles')
  const courses = ids(document.courses, 'courses')
  const instruments = ids(document.instruments, 'instruments')
  const interpretations = ids(document.interpretations, 'interpretations')
  const reasons = new Set(document.reasons.map((reason) => reason.code))
  const need = (known: ReadonlySet<string>, id: string, place: string): void => {
    if (!known.has(id)) throw new PolicyError(`${place} names ${id}, which the policy does not list`)
  }
  for (const interpretation of document.interpretations) {
    const options = ids(interpretation.options, interpretation.id)
    for (const reading of interpretation.readings) need(options, reading.chosen, interpretation.id)
  }
  const checkRule = (rule: Rule<DocumentValue>, place: string): void => {
    if ('refuse' in rule) need(reasons, rule.refuse, place)
    if (rule.kind === 'top-up') {
      need(reasons, rule.reason, place)
      need(instruments, rule.lower, place)
    }
    if (rule.kind === 'exclusive') for (const id of rule.with) need(instruments, id, place)
    if (rule.kind === 'count-per-year') for (const id of rule.instruments) need(instruments, id, place)
    if (rule.interpretation !== undefined) need(interpretations, rule.interpretation, place)
    for (const id of Object.keys(rule.when ?? {})) need(interpretations, id, place)
  }
  for (const code of builtInReasons) need(reasons, code, 'reasons')
  for (const rule of document.rules) checkRule(rule, 'rules')
  for (const instrument of document.instruments) {
    const { recognition, completion } = instrument.basis
    if (recognition !== undefined) need(titles, recognition, instrument.id)
    if (completion !== undefined) need(courses, completion, instrument.id)
    for (const rule of instrument.rules) checkRule(rule, instrument.id)
  }
}

/** Reasons the rulebook itself gives, beside those that rules name in `refuse`. */
const builtInReasons = [
  'basis-missing',
  'instrument-not-in-force',
  'cap-exhausted',
  'trimmed-to-eligible-cost',
  'trimmed-to-headroom',
] as const
