import type { Actor } from '../../domain/actor.ts'
import type { Caller } from '../ledger.ts'
import { nameUuid } from '../name-uuid.ts'

/** What a step of a process follows from: an event, or the request that began the process. */
export interface Cause {
  /** A UUID: the cause's own id. */
  readonly id: string
  readonly actor: Actor
  /** The district of the batch: the step reaches no further. */
  readonly district: string
  /** Instant, ISO 8601 UTC. */
  readonly at: string
}

/**
 * The same cause and step are the same command for ever, so a process that was killed takes its steps
 * again without harm. The step acts in the name of whoever caused it.
 */
export const derivedCaller = ({ id, actor, district, at }: Cause, step: string): Caller => ({
  principal: { ...actor, districts: [district], provider: null },
  commandId: nameUuid(id, step),
  digest: step,
  at,
})
