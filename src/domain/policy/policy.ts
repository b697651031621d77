import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { TrainingRules } from './training-rules.ts'

/**
 * A policy: dated rules with clauses. The document form (`seeds/policies/*.json`) writes money as
 * yuan text; `compilePolicy` turns it into fen. Every value has a first day and a clause.
 */

export interface DatedSpan {
  readonly from: Day
  /** Last day, inclusive; absent: until replaced or the term ends. */
  readonly until?: Day | undefined
  readonly clause: string
}
export interface DocumentValue extends DatedSpan {
  readonly yuan: string
}
export interface Value extends DatedSpan {
  readonly fen: Fen
}

/** What every rule carries: its clause, the interpretation it rests on, the readings it needs. */
interface RuleBase {
  readonly clause: string
  readonly interpretation?: string | undefined
  /** The rule applies only under these readings: `{ "I2": "per-trip" }`. */
  readonly when?: Readonly<Record<string, string>> | undefined
}
interface Refusing {
  /** The reason code that this rule gives when it says no. */
  readonly refuse: string
}

export interface CapRule<V = Value> extends RuleBase {
  readonly kind: 'cap'
  readonly bucket: string
  /** Per person: over the policy's term, per year of the relevant date, or per trainingId. */
  readonly window: 'term' | 'calendar-year' | 'training'
  readonly values: readonly V[]
}
export interface OnceRule extends RuleBase, Refusing {
  readonly kind: 'once'
  /** What may carry one approved claim only; `training` across all means another record of it. */
  readonly per: 'basis' | 'training' | 'person' | 'person-year'
  readonly across: 'instrument' | 'all'
}
export interface ExclusiveRule extends RuleBase, Refusing {
  readonly kind: 'exclusive'
  readonly with: readonly string[]
  readonly scope: 'training' | 'any'
}
export interface DurationRule extends RuleBase, Refusing {
  readonly kind: 'duration-at-most'
  readonly unit: 'months' | 'days'
  readonly atMost: number
}
export interface CertificateRule extends RuleBase, Refusing {
  readonly kind: 'needs-certificate'
  /** Any of these; absent: any at all. */
  readonly occupations?: readonly string[] | undefined
  readonly levels?: readonly string[] | undefined
}
export interface FilingWindowRule extends RuleBase, Refusing {
  readonly kind: 'filing-window'
  /** The claim is filed within so many days after the relevant date. */
  readonly days: number
}
export interface CountPerYearRule extends RuleBase, Refusing {
  readonly kind: 'count-per-year'
  readonly atMost: number
  /** Approved claims of these instruments count together, by the year of their relevant date. */
  readonly instruments: readonly string[]
}
export interface LevelOrderRule extends RuleBase, Refusing {
  readonly kind: 'level-order'
  /** Lowest first. The same or a higher level of the occupation, once approved, bars this one. */
  readonly levels: readonly string[]
}
export interface TopUpRule extends RuleBase {
  readonly kind: 'top-up'
  /** The award starts from the difference to what this instrument was approved. */
  readonly lower: string
  readonly reason: string
}
export interface TermRule extends RuleBase, Refusing {
  readonly kind: 'term'
}
export interface NotRevokedRule extends RuleBase, Refusing {
  readonly kind: 'not-revoked'
}

export type CheckRule =
  | TermRule
  | NotRevokedRule
  | OnceRule
  | ExclusiveRule
  | DurationRule
  | CertificateRule
  | FilingWindowRule
  | CountPerYearRule
  | LevelOrderRule
export type Rule<V = Value> = CheckRule | CapRule<V> | TopUpRule

export interface CatalogueRate<V = Value> {
  readonly occupation: string
  readonly level: string
  readonly values: readonly V[]
}
interface Catalogue<V> {
  readonly rates: readonly CatalogueRate<V>[]
  /** The reason for certificates that are not listed; absent: no standard is in force for them. */
  readonly unlisted?: string | undefined
}
export type AmountRule<V = Value> =
  | ({ readonly kind: 'fixed'; readonly values: readonly V[] } & RuleBase)
  | ({ readonly kind: 'eligible-cost'; readonly inForce: readonly DatedSpan[] } & RuleBase)
  | ({ readonly kind: 'catalogue-rate' } & Catalogue<V> & RuleBase)

export type Basis =
  | { readonly recognition: string; readonly completion?: undefined }
  | { readonly completion: string; readonly recognition?: undefined }

export interface Instrument<V = Value> {
  readonly id: string
  readonly name: string
  readonly clause: string
  readonly payee: 'person' | 'institution'
  readonly basis: Basis
  readonly amount: AmountRule<V>
  readonly rules: readonly Rule<V>[]
  readonly note?: string | undefined
}

export interface Interpretation {
  readonly id: string
  readonly clause: string
  readonly question: string
  readonly options: readonly { readonly id: string; readonly reading: string }[]
  /** Dated and signed; the newest whose `from` has come is in force. */
  readonly readings: readonly {
    readonly chosen: string
    readonly from: Day
    readonly decidedBy: string
    readonly status: 'provisional' | 'confirmed'
  }[]
}

/** A value for the whole city, and a district's own where its policy differs. */
export interface DistrictValues<T> {
  readonly values: readonly (DatedSpan & T)[]
  readonly districts: readonly { readonly id: string; readonly values: readonly (DatedSpan & T)[] }[]
}

/** How approved money reaches people. */
export interface PaymentRules<V = Value> {
  /** How long a batch is publicly noticed at least. */
  readonly notice: DistrictValues<{ readonly workingDays: 3 | 5 | 7 }>
  /** From which total of a batch on two people must approve it. */
  readonly secondSignature: { readonly values: readonly V[] }
  /** The sources in the order in which a batch draws on them; one not named is not drawn on. */
  readonly sourceOrder: DistrictValues<{ readonly order: readonly string[] }> & {
    readonly interpretation?: string | undefined
  }
  /** Within how many working days whoever holds a claim in a status (`id`) is to take the next step. */
  readonly handling?: readonly { readonly id: string; readonly values: readonly HandlingDays[] }[] | undefined
}

interface HandlingDays extends DatedSpan {
  readonly workingDays: number
}

interface PolicyShape<V> {
  readonly id: string
  /** 1, 2, …; a new version adds dated values and never edits past ones. */
  readonly version: number
  readonly title: string
  readonly issuedBy: string
  readonly precedence: readonly { readonly statement: string; readonly clause: string }[]
  readonly term: {
    readonly from: Day
    readonly until: Day
    readonly clause: string
    readonly interpretation?: string | undefined
  }
  readonly titles: readonly { readonly id: string; readonly name: string }[]
  readonly courses: readonly { readonly id: string; readonly name: string }[]
  readonly fundSources: {
    readonly clause: string
    readonly interpretation: string
    readonly order: readonly { readonly id: string; readonly name: string }[]
  }
  /** Absent: what was published before payments were ruled here. */
  readonly payment?: PaymentRules<V> | undefined
  /** Absent: what was published before classes and certificates were ruled here. */
  readonly training?: TrainingRules | undefined
  readonly interpretations: readonly Interpretation[]
  /** Every reason code with what it says and what to do next; reasons are named in this order. */
  readonly reasons: readonly { readonly code: string; readonly text: string; readonly next: string }[]
  /** Rules of every instrument, looked at before its own. */
  readonly rules: readonly Rule<V>[]
  readonly instruments: readonly Instrument<V>[]
}
export type PolicyDocument = PolicyShape<DocumentValue>

export interface Policy extends PolicyShape<Value> {
  /** SHA-256 (hex) of the document's canonical JSON; the caller computes it. */
  readonly digest: string
  readonly instrument: ReadonlyMap<string, Instrument>
  readonly reasonRank: ReadonlyMap<string, number>
}

/** Interpretation id → option. */
export type Readings = Readonly<Record<string, string>>
