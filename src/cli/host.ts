import type { Directory } from '../app/directory.ts'
import type { ImportDesk } from '../app/imports/import-desk.ts'
import type { Ledger } from '../app/ledger.ts'
import type { Rulebook } from '../app/rulebook.ts'
import type { Providers } from '../app/training-office/providers.ts'
import type { BankFiles } from '../app/treasury/bank-files.ts'
import type { Batches } from '../app/treasury/batches.ts'
import type { Settings } from '../config.ts'
import type { CertificateKind } from '../domain/person/events.ts'
import type { MoneyMoved } from '../domain/person/paid-so-far.ts'
import type { ClaimStatus } from '../domain/person/state.ts'
import type { PolicyDocument } from '../domain/policy/policy.ts'
import type { Principal } from '../domain/scope.ts'
import type { EventStore } from '../event-store/event-store.ts'
import type { SealedFiles } from '../vault/sealed-files.ts'
import type { Vault } from '../vault/vault.ts'
import type { Progress } from './progress.ts'

/** What the command line asks of the rest of the program; `main.ts` joins them. */

/** A ledger opened with its vault, keys and read models. */
export interface OpenLedger {
  readonly store: EventStore
  readonly vault: Vault
  readonly ledger: Ledger
  readonly rulebook: Rulebook
  readonly directory: Directory
  readonly batches: Pick<Batches, 'batch' | 'execute'>
  readonly bankFiles: Pick<BankFiles, 'again'>
  readonly personas: ReadonlyMap<string, Principal>
  readonly providers: Pick<Providers, 'load'>
  readonly imports: ImportDesk
  /** For what is only looked at: gone with the process. */
  readonly scratchFiles: () => SealedFiles
  /** Chinese sentences for whoever opened it, such as a shipped policy that is not published. */
  readonly notices: readonly string[]
  /** Instant, ISO 8601 UTC. */
  readonly now: () => string
  /** @returns the log position that the new figures reflect; null for an empty log. */
  rebuild(onEvents?: (done: number) => void): Promise<bigint | null>
  /** Recomputes every figure from the log. @returns Chinese sentences; none when all is well. */
  verify(onEvents?: (done: number) => void): Promise<readonly string[]>
  /**
   * @returns a Chinese sentence where the figures saw an event that the log does not hold: its end
   *   was cut off, or another log was put in its place.
   */
  missingTail(): Promise<string | undefined>
  /** Every claim there is, the newest first, figures up to date with the log. */
  claims(): AsyncIterable<ClaimOfRegister>
  /** Every completion there is, the newest first, figures up to date with the log. */
  completions(): AsyncIterable<CompletionOfRegister>
  /** Every certificate there is, without its number. */
  certificates(): AsyncIterable<CertificateOfRegister>
  /** Serves it over HTTP. Closing the server does not close the ledger. */
  listen(logLevel: LogLevel): Promise<Listening>
  /** What the HTTP interface answers whoever runs the machine, figures up to date with the log. */
  read(path: string): Promise<{ readonly status: number; readonly body: unknown }>
  close(): Promise<void>
}

/** A completion as the register shows it. */
export interface CompletionOfRegister {
  readonly completionId: string
  readonly personId: string
  readonly provider: string | null
  readonly course: string
  readonly trainingId: string
  readonly startsOn: string
  readonly endsOn: string
  readonly eligibleCostFen: number
  readonly district: string | null
  readonly department: string | null
  readonly hours: number | null
  readonly occupation: string | null
  readonly level: string | null
  readonly certificates: number
  readonly withdrawn: boolean
}

/** A certificate as the register shows it. */
export interface CertificateOfRegister {
  readonly completionId: string
  readonly personId: string
  readonly occupation: string
  readonly level: string
  readonly kind: CertificateKind
  readonly evaluation: string | null
  readonly issuedOn: string
  readonly provider: string | null
  readonly district: string | null
  readonly voided: boolean
}

/** A claim as the register shows it. */
export interface ClaimOfRegister extends MoneyMoved {
  readonly claimId: string
  readonly district: string
  readonly instrument: string
  readonly provider: string | null
  readonly filedOn: string
  readonly status: ClaimStatus
  readonly requestedFen: number | null
  readonly amountFen: number | null
  readonly paidFen: number
  readonly batchId: string | null
  readonly payments: readonly (MoneyMoved['payments'][number] & { readonly on: string })[]
}

export interface AuditResult {
  readonly events: number
  readonly findings: readonly AuditFinding[]
}

export interface AuditFinding {
  readonly code: string
  /** In English, without content of an event. */
  readonly detail: string
  readonly event?: {
    readonly id: string
    readonly stream: string
    readonly revision: number
    readonly position: number
  }
}

export interface OpenOptions {
  /** For looking only: nothing is made, published or written but read models. */
  readonly readOnly: boolean
  /** To write to, but only where there is a ledger already. */
  readonly existing?: boolean
  /** The instant at which the ledger's clock starts; undefined: now. */
  readonly clock?: string | undefined
}

/** Of the server's own log, one JSON line each on stderr. */
export type LogLevel = 'info' | 'warn' | 'error'

export interface Listening {
  readonly url: string
  close(): Promise<void>
}

export interface DemoLedger {
  readonly ledger: OpenLedger
  readonly people: number
  readonly events: number
  /** SHA-256 (hex) over every event in log order: equal for equal data. */
  readonly digest: string
  readonly seconds: number
  /** What applicant 1, 2, … has to show. */
  readonly stories: readonly string[]
  /** The option that other commands need to find this ledger; empty for the default folder. */
  readonly data: string
}

export interface Host {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Policies that come with the program. */
  shippedPolicies(): readonly PolicyDocument[]
  hasLedger(settings: Settings): Promise<boolean>
  /**
   * Leaf hashes, places and triggers of the embedded log, looked at without opening it, so that the
   * event is named whatever else is wrong. Nothing for other stores.
   *
   * @throws {Failure} where there is no ledger to look at.
   */
  audit(settings: Settings, onEvents: (done: number, total: number) => void): Promise<AuditResult>
  /**
   * Demo sign-in has no passwords, so it is for this machine alone.
   *
   * @throws {LedgerError} `listen-beyond-loopback`
   */
  needLoopback(host: string): void
  /**
   * Fresh demo data, with a bar for each part of the work.
   *
   * @throws {Failure} the folder or store holds something else.
   */
  makeDemo(
    settings: Settings,
    people: number | undefined,
    progress: (label: string, total: number) => Progress,
  ): Promise<DemoLedger>
  /** @throws {Failure} where there is no ledger to look at. */
  open(settings: Settings, options: OpenOptions): Promise<OpenLedger>
}
