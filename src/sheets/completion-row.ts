import type { Day } from '../domain/dates.ts'
import type { Fen } from '../domain/money.ts'
import type { SheetFault } from './fault.ts'

export interface SheetCertificate {
  readonly kind: 'skill-level' | 'title'
  readonly occupation: string
  readonly level: string
  readonly number: string
  readonly issuedOn: Day
}

/** What a sound row says, every value in its one canonical form. Personal data: for the vault only. */
export interface CompletionRow {
  readonly name: string
  /** 18 characters. */
  readonly idNumber: string
  /** 11 digits. */
  readonly phone: string | null
  /** Code. */
  readonly district: string
  readonly trainingId: string
  /** Id of the policy. */
  readonly course: string
  readonly startsOn: Day
  readonly endsOn: Day
  readonly costFen: Fen
  readonly occupation: string | null
  readonly level: string | null
  /** With a number there are also occupation, level and day. */
  readonly certificateNumber: string | null
  readonly certificateIssuedOn: Day | null
  readonly bankName: string | null
  /** 13 to 19 digits. */
  readonly bankAccount: string | null
  /** From the columns 证书编号2 … and 职称证书编号 …; mostly none. */
  readonly moreCertificates: readonly SheetCertificate[]
}

/** The one verdict on a row of data. */
export interface JudgedRow {
  /** Row of the sheet or line of the file, from 1. */
  readonly line: number
  /** As a person would have typed them; empty for a formula. In the order of the file. */
  readonly cells: readonly string[]
  /** Null exactly when there are faults. */
  readonly row: CompletionRow | null
  readonly faults: readonly SheetFault[]
}

/** A verdict as it leaves the thread that reads: what was typed in sound cells is in `row`. */
export type SheetVerdict = Omit<JudgedRow, 'cells'>

/** What the names in a sheet may be, and the day it is judged on. */
export interface SheetTerms {
  readonly today: Day
  readonly districts: readonly { readonly code: string; readonly name: string }[]
  readonly courses: readonly { readonly id: string; readonly name: string }[]
  /** Names of the skill levels; none: any text is a level. */
  readonly levels: readonly string[]
  /** Other spellings of a level → its name. */
  readonly levelSynonyms?: Readonly<Record<string, string>>
}
