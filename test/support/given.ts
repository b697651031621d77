import type { Test } from 'tap'
import type { Actor, Role } from '../../src/domain/actor.ts'
import type { Day } from '../../src/domain/dates.ts'
import { DomainError, type DomainErrorCode } from '../../src/domain/errors.ts'
import type { DecideContext, PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { NewPersonEvent, PersonEvent } from '../../src/domain/person/events.ts'
import { evolvePerson } from '../../src/domain/person/evolve.ts'
import { initialPerson, type PersonState } from '../../src/domain/person/state.ts'
import type { Assessment } from '../../src/domain/policy/assessment.ts'
import type { Policy } from '../../src/domain/policy/policy.ts'
import { shippedPolicy } from './policies.ts'

/** Specifications of the person's decider: given events, when a command comes, then this happens or it is refused. */

export const personId = 'abcdefghijklmnopqrstuvwxyz'

/** Somebody in a role; by default the human behind it has the role's name. */
export const someone = (role: Role, pid: string = role): Actor => ({ account: `${role}-1`, role, pid })

/** A fact of the past and who caused it. */
export interface Past {
  readonly event: NewPersonEvent
  readonly by: Actor
}
export const past = (event: NewPersonEvent, by: Actor = someone('provider')): Past => ({ event, by })

const idOf = (index: number): string => `e${index}`

export const recorded = ({ event, by }: Past, index: number): PersonEvent => ({
  ...event,
  id: idOf(index),
  metadata: { commandId: `k${index}`, digest: 'd', actor: by, at: '2026-06-30T00:00:00.000Z' },
})

export const folded = (history: readonly Past[], from: PersonState = initialPerson): PersonState =>
  history.map(recorded).reduce(evolvePerson, from)

export interface World {
  readonly policy?: Policy
  readonly today?: Day
}

const districts = new Set(['330602', '330603', '330604', '330681', '330683', '330624'])

export const contextOf = (actor: Actor, { policy = shippedPolicy, today = '2026-12-31' }: World = {}) =>
  ({ actor, today, policy, districts, eventId: idOf }) satisfies DecideContext

type Pattern = { readonly type: NewPersonEvent['type']; readonly data?: object }

/** What the rulebook is expected to answer. */
export type Answer =
  | { readonly approvedFen: number; readonly reasons?: readonly string[] }
  | { readonly refusedFor: readonly string[] }

export const answerOf = ({ outcome, amountFen, reasons }: Assessment): Answer =>
  outcome === 'approved' ? { approvedFen: amountFen, reasons } : { refusedFor: reasons }

/** `given(events…).when(command, by).happens(events…)`, `.refused(code)` or `.answers(answer)`. */
export const givenIn =
  (t: Test, world: World = {}) =>
  (...history: readonly Past[]) => ({
    when: (command: PersonCommand, by: Actor = someone('officer'), name: string = command.type) => {
      const decide = () => decidePerson(command, folded(history), contextOf(by, world))
      return {
        happens: (...expected: readonly Pattern[]): void => {
          const events = decide()
          const types = events.map(({ type }) => type)
          t.strictSame(
            types,
            expected.map(({ type }) => type),
            name,
          )
          t.match(events, expected, name)
        },
        refused: (code: DomainErrorCode, facts: Readonly<Record<string, string>> = {}): void => {
          t.throws(decide, new DomainError(code, facts), `${name} is refused: ${code}`)
        },
        /** Of the assessment that the command led to. */
        answers: (expected: Answer): void => {
          const events = decide()
          const assessed = events.find((event) => event.type === 'ClaimAssessed')
          const found = assessed && answerOf(assessed.data.assessment)
          const wanted = 'approvedFen' in expected ? { reasons: [], ...expected } : expected
          t.strictSame(found, wanted, name)
        },
      }
    },
  })
