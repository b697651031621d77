import { parseYuan } from '../money.ts'
import { checkDocument, PolicyError } from './check-document.ts'
import type {
  AmountRule,
  DocumentValue,
  Instrument,
  PaymentRules,
  Policy,
  PolicyDocument,
  Rule,
  Value,
} from './policy.ts'

const byDay = (a: Value, b: Value): number => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)

const toValues = (values: readonly DocumentValue[]): readonly Value[] =>
  values
    .map(({ yuan, ...span }) => {
      const fen = parseYuan(yuan)
      if (fen === undefined) throw new PolicyError(`条款 ${span.clause} 的金额不是两位小数的元`)
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

const toPayment = (payment: PaymentRules<DocumentValue>): PaymentRules => ({
  ...payment,
  secondSignature: { values: toValues(payment.secondSignature.values) },
})

/**
 * Turns a document into the form the rulebook runs on.
 *
 * @param digest SHA-256 (hex) of the document's canonical JSON.
 * @throws {PolicyError} as {@link checkDocument}
 */
export const compilePolicy = (document: PolicyDocument, digest: string): Policy => {
  checkDocument(document)
  const instruments = document.instruments.map(toInstrument)
  const { payment, ...rest } = document
  return {
    ...rest,
    ...(payment === undefined ? {} : { payment: toPayment(payment) }),
    digest,
    rules: document.rules.map(toRule),
    instruments,
    instrument: new Map(instruments.map((instrument) => [instrument.id, instrument])),
    reasonRank: new Map(document.reasons.map((reason, rank) => [reason.code, rank])),
  }
}
