/**
 * What a claim must come to, written a second time from the text of the decision table: plain loops over
 * the whole history, own calendar, own tables, nothing of the program's. Amounts in fen.
 */

export type OracleStep =
  | {
      readonly kind: 'completion'
      readonly id: string
      readonly course: string
      readonly trainingId: string
      readonly startsOn: string
      readonly endsOn: string
      readonly costFen: number
    }
  | { readonly kind: 'recognition'; readonly id: string; readonly title: string; readonly grantedOn: string }
  | {
      readonly kind: 'claim'
      readonly id: string
      readonly instrument: string
      readonly basis: string
      readonly requestedFen: number | null
    }
  | { readonly kind: 'withdraw'; readonly claim: string }
  | { readonly kind: 'revoke'; readonly basis: string }

export interface OracleReadings {
  readonly I1: 'once-per-term' | 'once-per-training'
  readonly I2: 'term-cumulative' | 'per-calendar-year' | 'per-trip'
  readonly I3: 'two-buckets' | 'shared-bucket'
  readonly I4: 'both' | 'higher-only'
  readonly I7: 'calendar-month' | 'thirty-one-days'
}

export interface OracleBucket {
  readonly bucket: string
  readonly window: string
  readonly capFen: number
  /** Before the claim. */
  readonly usedFen: number
}

export interface OracleDecision {
  readonly claim: string
  readonly outcome: 'approved' | 'refused'
  readonly amountFen: number
  readonly reasons: readonly string[]
  /** What the claim touches or tries to touch, sorted. */
  readonly buckets: readonly OracleBucket[]
}

interface Record {
  readonly of: string
  readonly on: string
  readonly startsOn: string
  readonly trainingId: string
  readonly costFen: number
  revoked: boolean
}
interface Standing {
  readonly claim: string
  readonly instrument: string
  readonly basis: string
  readonly amountFen: number
}

const provincial = 'technical-expert-provincial'
const municipal = 'technical-expert-municipal'
const naming = 'golden-collar-naming'
const composite = 'composite-workshop'
const inside = 'workshop-in-province'
const outside = 'workshop-out-of-province'

const needs: { readonly [instrument: string]: string } = {
  [provincial]: provincial,
  [municipal]: municipal,
  [naming]: 'golden-collar',
  'overseas-training': 'overseas',
  [inside]: inside,
  [outside]: outside,
  [composite]: 'composite',
}

/** Decides every claim of the history, in order. */
export const oracle = (steps: readonly OracleStep[], readings: OracleReadings): OracleDecision[] => {
  const records = new Map<string, Record>()
  let standing: Standing[] = []
  const decisions: OracleDecision[] = []
  for (const step of steps) {
    if (step.kind === 'completion') {
      const { course: of, endsOn: on, startsOn, trainingId, costFen } = step
      records.set(step.id, { of, on, startsOn, trainingId, costFen, revoked: false })
    } else if (step.kind === 'recognition') {
      const { title: of, grantedOn: on } = step
      records.set(step.id, { of, on, startsOn: on, trainingId: '', costFen: 0, revoked: false })
    } else if (step.kind === 'revoke') {
      const record = records.get(step.basis)
      if (record) record.revoked = true
    } else if (step.kind === 'withdraw') {
      standing = standing.filter(({ claim }) => claim !== step.claim)
    } else {
      const decision = decide(step, records, standing, readings)
      decisions.push(decision)
      const { id: claim, instrument, basis } = step
      if (decision.outcome === 'approved') {
        standing.push({ claim, instrument, basis, amountFen: decision.amountFen })
      }
    }
  }
  return decisions
}

type ClaimStep = Extract<OracleStep, { kind: 'claim' }>

const decide = (
  { id: claim, instrument, basis, requestedFen }: ClaimStep,
  records: ReadonlyMap<string, Record>,
  standing: readonly Standing[],
  readings: OracleReadings,
): OracleDecision => {
  const no = (reasons: string[], buckets: OracleBucket[] = []): OracleDecision => ({
    claim,
    outcome: 'refused',
    amountFen: 0,
    reasons,
    buckets,
  })
  const record = records.get(basis)
  if (record === undefined || record.of !== needs[instrument]) return no(['basis-missing'])
  const reasons = refusals(instrument, basis, record, records, standing, readings)
  const untouched = reasons.includes('instrument-not-in-force') || reasons.includes('outside-policy-term')
  const buckets = untouched ? [] : bucketsWithUse(instrument, record, records, standing, readings)
  if (reasons.length > 0) return no(reasons, buckets)

  let amount = requestedFen ?? record.costFen
  const trims: string[] = []
  if (instrument === provincial || instrument === municipal) {
    amount = instrument === provincial ? 1_000_000 : 300_000
  } else if (amount > record.costFen) {
    amount = record.costFen
    trims.push('trimmed-to-eligible-cost')
  }
  const lowerPaid = standing.some((other) => other.instrument === municipal)
  if (readings.I4 === 'higher-only' && instrument === provincial && lowerPaid) {
    return { claim, outcome: 'approved', amountFen: 700_000, reasons: ['topped-up-from-lower'], buckets }
  }
  const smallest = Math.min(...buckets.map(({ capFen, usedFen }) => capFen - usedFen))
  if (smallest <= 0) return no(['cap-exhausted'], buckets)
  if (amount > smallest) {
    amount = smallest
    trims.push('trimmed-to-headroom')
  }
  return { claim, outcome: 'approved', amountFen: amount, reasons: trims, buckets }
}

/** In the order of the table. */
const refusals = (
  instrument: string,
  basis: string,
  record: Record,
  records: ReadonlyMap<string, Record>,
  standing: readonly Standing[],
  readings: OracleReadings,
): string[] => {
  const same = standing.filter((other) => other.instrument === instrument)
  const trainingOf = (other: Standing) => records.get(other.basis)?.trainingId ?? ''
  const sameTraining = (other: Standing) =>
    record.trainingId !== '' && trainingOf(other) === record.trainingId
  const onceOnly =
    instrument === provincial || instrument === municipal
      ? same.length > 0
      : instrument === composite &&
        (readings.I1 === 'once-per-term' ? same.length > 0 : same.some(sameTraining))
  const table: [string, boolean][] = [
    ['instrument-not-in-force', instrument === naming],
    ['outside-policy-term', record.on < '2024-01-01' || record.on > '2026-12-31'],
    ['basis-revoked', record.revoked],
    ['duration-exceeded', instrument === 'overseas-training' && tooLong(record, readings.I7)],
    ['basis-already-used', same.some((other) => other.basis === basis)],
    ['training-already-used', standing.some((other) => other.basis !== basis && sameTraining(other))],
    ['paid-once-only', onceOnly],
    [
      'higher-already-paid',
      readings.I4 === 'higher-only' &&
        instrument === municipal &&
        standing.some((other) => other.instrument === provincial),
    ],
  ]
  return table.filter(([, applies]) => applies).map(([reason]) => reason)
}

const monthLength = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

const dayText = (year: number, month: number, day: number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

const tooLong = ({ startsOn, on }: Record, reading: OracleReadings['I7']): boolean => {
  let [year = 0, month = 0, day = 0] = startsOn.split('-').map(Number)
  if (reading === 'calendar-month') {
    const [nextYear, nextMonth] = month === 12 ? [year + 1, 1] : [year, month + 1]
    const length = monthLength(nextYear, nextMonth)
    if (day > length) return on > dayText(nextYear, nextMonth, length)
    if (day === 1) return on > dayText(year, month, monthLength(year, month))
    return on > dayText(nextYear, nextMonth, day - 1)
  }
  for (let after = 0; after < 30; after++) {
    day += 1
    if (day <= monthLength(year, month)) continue
    day = 1
    month += 1
    if (month <= 12) continue
    month = 1
    year += 1
  }
  return on > dayText(year, month, day)
}

const bucketsWithUse = (
  instrument: string,
  record: Record,
  records: ReadonlyMap<string, Record>,
  standing: readonly Standing[],
  readings: OracleReadings,
): OracleBucket[] => {
  const key = ({ bucket, window }: Place) => `${bucket} ${window}`
  return bucketsOf(instrument, record, readings)
    .map((place) => {
      let usedFen = 0
      for (const other of standing) {
        const rests = records.get(other.basis)
        const touched = rests === undefined ? [] : bucketsOf(other.instrument, rests, readings)
        if (touched.some((held) => key(held) === key(place))) usedFen += other.amountFen
      }
      return { ...place, usedFen }
    })
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

type Place = Omit<OracleBucket, 'usedFen'>

const bucketsOf = (instrument: string, record: Record, readings: OracleReadings): Place[] => {
  const term = (bucket: string, capFen: number): Place => ({ bucket, window: 'term', capFen })
  switch (instrument) {
    case provincial:
      return [readings.I4 === 'both' ? term(provincial, 1_000_000) : term('technical-expert', 1_000_000)]
    case municipal:
      return [readings.I4 === 'both' ? term(municipal, 300_000) : term('technical-expert', 1_000_000)]
    case 'overseas-training': {
      const year = record.on.slice(0, 4)
      const windows = { 'term-cumulative': 'term', 'per-calendar-year': year, 'per-trip': record.trainingId }
      return [{ bucket: instrument, window: windows[readings.I2], capFen: 5_000_000 }]
    }
    case inside:
      return readings.I3 === 'two-buckets'
        ? [term(inside, 1_000_000)]
        : [term(inside, 1_000_000), term('workshops', 2_000_000)]
    case outside:
      return readings.I3 === 'two-buckets' ? [term(outside, 2_000_000)] : [term('workshops', 2_000_000)]
    case composite: {
      const window = readings.I1 === 'once-per-term' ? 'term' : record.trainingId
      return [{ bucket: composite, window, capFen: 2_000_000 }]
    }
    default:
      return []
  }
}
