import type { Test } from 'tap'
import { decideBatch } from '../../src/domain/batch/decide.ts'
import type { NewBatchEvent } from '../../src/domain/batch/events.ts'
import { DomainError, type DomainErrorCode } from '../../src/domain/errors.ts'
import { after, contextOf, type Taken } from './batch-story.ts'

/** `given(steps…).refuses(step, code)`, `.makes(step, events…)`; no events: it adds nothing. */
export const givenIn =
  (t: Test) =>
  (...taken: readonly Taken[]) => {
    const decide = ({ command, by, world }: Taken) => decideBatch(command, after(taken), contextOf(by, world))
    return {
      refuses: (step: Taken, code: DomainErrorCode, facts: Readonly<Record<string, string>> = {}): void => {
        const name = `${step.command.type} by ${step.by}: ${code}`
        t.throws(() => decide(step), new DomainError(code, facts), name)
      },
      makes: (step: Taken, ...events: readonly NewBatchEvent[]): void => {
        t.strictSame(decide(step), events, `${step.command.type} by ${step.by}`)
      },
    }
  }
