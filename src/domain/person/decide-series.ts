import { needInScope, type Scope } from '../scope.ts'
import { needClassInScope } from './class-in-scope.ts'
import type { DecideContext, PersonCommand } from './commands.ts'
import { decidePerson } from './decide.ts'
import type { NewPersonEvent } from './events.ts'
import { foreseen } from './foresee.ts'
import type { PersonState } from './state.ts'

/** One step of a series: decided on what the steps before it lead to. */
export interface SeriesStep {
  /** The command, given how the person stands by then; null: nothing to do. Throws to refuse the series. */
  readonly command: (state: PersonState) => PersonCommand | null
  /** Whether what is decided is to happen; without it, it is. */
  readonly wanted?: (events: readonly NewPersonEvent[]) => boolean
}

export interface SeriesContext {
  readonly context: DecideContext
  readonly scope: Scope
}

export interface SeriesDecided {
  readonly events: readonly NewPersonEvent[]
  /** What was decided and not wanted: nothing of it happens. */
  readonly unwanted: readonly NewPersonEvent[]
}

/**
 * What several commands on one person make happen as one: all or nothing, by the deciders that each
 * command has alone.
 *
 * @throws {DomainError} as {@link decidePerson}, for the first step that is illegal.
 */
export const decideSeries = (
  steps: readonly SeriesStep[],
  state: PersonState,
  { context, scope }: SeriesContext,
): SeriesDecided => {
  const events: NewPersonEvent[] = []
  const unwanted: NewPersonEvent[] = []
  let now = state
  for (const [place, { command, wanted }] of steps.entries()) {
    const next = command(now)
    if (next === null) continue
    needInScope(scope, next, now)
    needClassInScope(scope, next, now, context.training)
    const from = events.length
    const eventId = (index: number): string => context.eventId(from + index)
    const decided = decidePerson(next, now, { ...context, eventId })
    if (wanted?.(decided) === false) {
      unwanted.push(...decided)
      continue
    }
    events.push(...decided)
    // Nothing is decided on what the last step leads to.
    if (place < steps.length - 1) now = foreseen(now, decided, context, from)
  }
  return { events, unwanted }
}
