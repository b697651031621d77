import type { AmountRule, DistrictValues, DocumentValue, Instrument, PolicyDocument, Rule } from './policy.ts'

/** A document that cannot be followed. The message is Chinese and names the place. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}

/** Reasons the rulebook itself gives, beside those that rules name in `refuse`. */
const builtInReasons = [
  'basis-missing',
  'instrument-not-in-force',
  'cap-exhausted',
  'trimmed-to-eligible-cost',
  'trimmed-to-headroom',
] as const

/**
 * Whether all that the document's parts say to each other can be followed.
 *
 * @throws {PolicyError} naming what is missing (a reason, title, course, instrument, reading) or
 *   listed twice. Of two values from one day only one could apply: the other would be edited in silence.
 */
export const checkDocument = (document: PolicyDocument): void => {
  const names = namesIn(document)
  for (const code of builtInReasons) need(names.reasons, code, 'reasons')
  for (const { id, readings } of document.interpretations) {
    checkDays(readings, id)
    for (const { chosen } of readings) needOption(names, id, chosen, id)
  }
  checkInterpretation(names, document.term, 'term')
  checkInterpretation(names, document.fundSources, 'fundSources')
  checkPayment(names, document)
  for (const rule of document.rules) checkRule(names, rule, 'rules')
  for (const instrument of document.instruments) checkInstrument(names, instrument)
  checkTraining(names, document)
}

type Ids = ReadonlySet<string>
interface Names {
  readonly titles: Ids
  readonly courses: Ids
  readonly instruments: Ids
  readonly reasons: Ids
  /** The options of each interpretation. */
  readonly options: ReadonlyMap<string, Ids>
}

const namesIn = (document: PolicyDocument): Names => {
  const ids = (list: readonly { readonly id: string }[], what: string): Ids =>
    unique(
      list.map(({ id }) => id),
      `${what} 的 id`,
    )
  const reasons = document.reasons.map(({ code }) => code)
  ids(document.interpretations, 'interpretations')
  return {
    titles: ids(document.titles, 'titles'),
    courses: ids(document.courses, 'courses'),
    instruments: ids(document.instruments, 'instruments'),
    reasons: unique(reasons, 'reasons 的 code'),
    options: new Map(document.interpretations.map(({ id, options }) => [id, ids(options, id)])),
  }
}

const unique = (keys: readonly string[], what: string): Ids => {
  const seen = new Set(keys)
  if (seen.size !== keys.length) throw new PolicyError(`${what} 重复`)
  return seen
}

const need = (known: { has(id: string): boolean }, id: string, place: string): void => {
  if (!known.has(id)) throw new PolicyError(`${place} 引用了 ${id},政策里没有列出`)
}

const needOption = ({ options }: Names, id: string, option: string, place: string): void => {
  need(options, id, place)
  need(options.get(id) ?? new Set(), option, place)
}

const checkInterpretation = (
  { options }: Names,
  { interpretation }: { readonly interpretation?: string | undefined },
  place: string,
): void => {
  if (interpretation !== undefined) need(options, interpretation, place)
}

const checkDays = (entries: readonly { readonly from: string }[], place: string): void => {
  const days = entries.map(({ from }) => from)
  unique(days, `${place} 的起始日期`)
}

const checkPayment = (names: Names, { payment, fundSources }: PolicyDocument): void => {
  if (payment === undefined) return
  const { notice, secondSignature, sourceOrder, handling = [] } = payment
  const handled = handling.map(({ id }) => id)
  unique(handled, 'payment/handling 的状态')
  for (const { id, values } of handling) checkDays(values, `payment/handling ${id}`)
  valuesIn(notice, 'payment/notice')
  checkDays(secondSignature.values, 'payment/secondSignature')
  checkInterpretation(names, sourceOrder, 'payment/sourceOrder')
  const sources = new Set(fundSources.order.map(({ id }) => id))
  for (const { order } of valuesIn(sourceOrder, 'payment/sourceOrder')) {
    for (const source of unique(order, 'payment/sourceOrder 的资金来源')) {
      need(sources, source, 'payment/sourceOrder')
    }
  }
}

const checkTraining = (names: Names, { training }: PolicyDocument): void => {
  if (training === undefined) return
  const { classRequired, levels, findings, uploads } = training
  checkDays(classRequired.values, 'training/classRequired')
  for (const { courses } of classRequired.values) {
    for (const id of unique(courses, 'training/classRequired 的培训类型')) {
      need(names.courses, id, 'training/classRequired')
    }
  }
  const order = unique(levels.order, 'training/levels 的等级')
  for (const level of Object.values(levels.synonyms)) need(order, level, 'training/levels')
  const rules = findings.map(({ rule }) => rule)
  unique(rules, 'training/findings 的规则')
  for (const { rule, values } of findings) {
    checkDays(values, `training/findings ${rule}`)
    if (rule !== 'enrolled-student') continue
    for (const id of values.flatMap(({ titles }) => titles)) need(names.titles, id, 'training/findings')
  }
  checkDays(uploads.values, 'training/uploads')
}

/** The values of the city and of every district, once their days were checked. */
const valuesIn = <T>({ values, districts }: DistrictValues<T>, place: string) => {
  checkDays(values, place)
  const codes = districts.map(({ id }) => id)
  unique(codes, `${place} 的区县`)
  for (const { id, values: own } of districts) checkDays(own, `${place} ${id}`)
  return [...values, ...districts.flatMap(({ values: own }) => own)]
}

const checkRule = (names: Names, rule: Rule<DocumentValue>, place: string): void => {
  checkInterpretation(names, rule, place)
  for (const [id, option] of Object.entries(rule.when ?? {})) needOption(names, id, option, place)
  if ('refuse' in rule) need(names.reasons, rule.refuse, place)
  if (rule.kind === 'top-up') {
    need(names.reasons, rule.reason, place)
    need(names.instruments, rule.lower, place)
  }
  if (rule.kind === 'exclusive') for (const id of rule.with) need(names.instruments, id, place)
  if (rule.kind === 'count-per-year') for (const id of rule.instruments) need(names.instruments, id, place)
  if (rule.kind === 'cap') checkDays(rule.values, place)
}

const checkAmount = (names: Names, amount: AmountRule<DocumentValue>, place: string): void => {
  if (amount.kind === 'fixed') checkDays(amount.values, place)
  if (amount.kind === 'eligible-cost') checkDays(amount.inForce, place)
  if (amount.kind !== 'catalogue-rate') return
  if (amount.unlisted !== undefined) need(names.reasons, amount.unlisted, place)
  const rates = amount.rates.map(({ occupation, level }) => JSON.stringify([occupation, level]))
  unique(rates, `${place} 的职业和等级`)
  for (const { values } of amount.rates) checkDays(values, place)
}

const checkInstrument = (names: Names, { id, basis, amount, rules }: Instrument<DocumentValue>): void => {
  if (basis.recognition !== undefined) need(names.titles, basis.recognition, id)
  if (basis.completion !== undefined) need(names.courses, basis.completion, id)
  checkInterpretation(names, amount, id)
  checkAmount(names, amount, id)
  for (const rule of rules) checkRule(names, rule, id)
}
