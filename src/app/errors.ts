/** What can go wrong around a command, beside the domain's own refusals. Each has a stable code. */
export class LedgerError extends Error {
  override readonly name: string = 'LedgerError'
  readonly code: string
  /** Never personal data. */
  readonly facts: Readonly<Record<string, string>>

  constructor(code: string, facts: Readonly<Record<string, string>> = {}) {
    super(code)
    this.code = code
    this.facts = facts
  }
}

/** The command id was used before for other content. Nothing was recorded. */
export class IdempotencyKeyReused extends LedgerError {
  override readonly name = 'IdempotencyKeyReused'
  constructor() {
    super('idempotency-key-reused')
  }
}

/** It may or may not be recorded; the same request again finds out. */
export class OutcomeUnknown extends LedgerError {
  override readonly name = 'OutcomeUnknown'
  constructor(cause: string) {
    super('outcome-unknown', { cause })
  }
}

/** Other writers to the same stream were faster every time. Nothing was recorded. */
export class RaceLost extends LedgerError {
  override readonly name = 'RaceLost'
  constructor() {
    super('race-lost')
  }
}
