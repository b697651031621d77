/** What one kind of problem says, in every channel. */
export interface ProblemText {
  /** HTTP status. */
  readonly status: number
  readonly title: string
  /** What happened and by which rule. `{name}` is filled from the facts; never personal data. */
  readonly detail: string
  /** What happened, said of many rows of a sheet at once: without what differs among them. */
  readonly detailOfAll?: string
  /** What to do next. */
  readonly next: string
  /** Seconds after which the same request is worth repeating. */
  readonly retryAfter?: number
}

export type ProblemTexts<Code extends string> = Readonly<Record<Code, ProblemText>>
