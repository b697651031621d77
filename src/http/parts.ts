import type { FastifyBaseLogger } from 'fastify'
import type { DemoClock } from '../app/demo-clock.ts'
import type { Directory } from '../app/directory.ts'
import type { ImportDesk } from '../app/imports/import-desk.ts'
import type { Jobs } from '../app/jobs.ts'
import type { Ledger } from '../app/ledger.ts'
import type { Rulebook } from '../app/rulebook.ts'
import type { TrainingOffice } from '../app/training-office/create-training-office.ts'
import type { FinanceOffice } from '../app/treasury/create-treasury.ts'
import type { WorkCalendar } from '../domain/calendar.ts'
import type { EventStore } from '../event-store/event-store.ts'
import type { LedgerKeys } from '../vault/keys.ts'
import type { Vault } from '../vault/vault.ts'
import type { Authenticator } from './auth/authenticator.ts'
import type { DemoSessions } from './auth/demo-sessions.ts'
import type { Metrics } from './metrics.ts'
import type { ProjectorView, Queries } from './read-side.ts'

/** Everything the server runs on, opened by the caller and closed by the caller. */
export interface HttpParts extends FinanceOffice, TrainingOffice {
  readonly ledger: Ledger
  readonly rulebook: Rulebook
  /** For the events behind a claim, and to see whether the log answers. */
  readonly store: Pick<EventStore, 'readStream' | 'readAll'>
  /** For masked personal data, for reasons, and to see whether it takes more. */
  readonly vault: Pick<Vault, 'open' | 'put' | 'writable'>
  readonly jobs: Jobs
  readonly imports: ImportDesk
  readonly queries: Queries
  readonly projector: ProjectorView
  readonly directory: Directory
  /** Working days, for what is due when. */
  readonly calendar: WorkCalendar
  readonly keys: Pick<LedgerKeys, 'digestKey'>
  /** Instant, ISO 8601 UTC. */
  readonly now: () => string
  readonly authenticator: Authenticator
  /** Present in demo mode only: the personas to choose from, and the clock if it may be moved. */
  readonly demo?: { readonly sessions: DemoSessions; readonly clock?: DemoClock | undefined } | undefined
  readonly logger: FastifyBaseLogger
  readonly metrics: Metrics
}
