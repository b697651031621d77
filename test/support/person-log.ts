import { policyOf } from '../../src/app/policy-document.ts'
import { addDays } from '../../src/domain/dates.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { DecideContext, PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { NewPersonEvent, PersonEvent } from '../../src/domain/person/events.ts'
import { evolvePerson } from '../../src/domain/person/evolve.ts'
import { initialPerson, type PersonState } from '../../src/domain/person/state.ts'
import type { Policy } from '../../src/domain/policy/policy.ts'
import type { EventStore, NewEvent, StreamName } from '../../src/event-store/event-store.ts'
import { shippedPolicies } from '../../src/seeds.ts'
import { type Draw, drawFrom } from './draw.ts'
import { actors, districts, nextMove } from './person-story.ts'

/**
 * Histories of made-up people as the real decider writes them: what is illegal is not recorded, so
 * whatever comes out is a log the program itself could have written. Same seed, same log.
 */

/** One command's events, ready to append. */
export interface Recorded {
  readonly stream: StreamName
  readonly expectedRevision: bigint | 'no_stream'
  readonly events: readonly NewEvent[]
}

export interface CityOptions {
  readonly seed: number
  readonly people: number
  /** Commands tried per person; some are illegal and record nothing. */
  readonly steps: number
  /** How many people have something under way at one time. */
  readonly atOnce: number
}

interface Person {
  readonly id: string
  state: PersonState
  revision: bigint | 'no_stream'
  stepsLeft: number
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'
const districtCodes = new Set<string>(districts)

const shippedPolicy = (): Policy => {
  const [document] = shippedPolicies()
  if (document === undefined) throw new Error('no policy is shipped')
  return policyOf(document)
}

/** Commands of a whole city, the people's lives running beside each other. */
export function* cityLog(options: CityOptions, policy: Policy = shippedPolicy()): Generator<Recorded> {
  const draw = drawFrom(options.seed)
  const active: Person[] = []
  let moved = 0
  let commands = 0
  for (;;) {
    while (active.length < options.atOnce && moved < options.people) {
      active.push(newcomer(draw, options.steps))
      moved++
    }
    const place = draw(active.length)
    const person = active[place]
    if (person === undefined) return
    const recorded = act(person, { draw, policy, seed: options.seed, number: commands++ })
    if (recorded !== undefined) yield recorded
    if (--person.stepsLeft > 0) continue
    active[place] = active.at(-1) as Person
    active.pop()
  }
}

const newcomer = (draw: Draw, steps: number): Person => {
  const id = Array.from({ length: 26 }, () => base32[draw(32)]).join('')
  return { id, state: initialPerson, revision: 'no_stream', stepsLeft: steps }
}

interface Turn {
  readonly draw: Draw
  readonly policy: Policy
  readonly seed: number
  /** Of the command, in the whole log. */
  readonly number: number
}

const act = (person: Person, { draw, policy, seed, number }: Turn): Recorded | undefined => {
  const { state, revision } = person
  const today = addDays('2025-01-01', Math.floor(number / 2_000) % 700)
  const { command, role } = nextMove(state, person.id, draw, today)
  const at = `${today}T08:00:00.000Z`
  const commandId = uuidOf(seed, number, 0)
  const eventId = (index: number) => uuidOf(seed, number, index + 1)
  const context = { actor: actors[role], today, policy, districts: districtCodes, eventId }
  const metadata = { commandId, digest: commandId, actor: { ...context.actor }, at }
  const decided = decideOrNothing(command, state, context)
  if (decided.length === 0) return undefined
  const events = decided.map((event, i) => ({ ...event, id: eventId(i), metadata }))
  for (const event of events) person.state = evolvePerson(person.state, event as PersonEvent)
  person.revision = (revision === 'no_stream' ? -1n : revision) + BigInt(events.length)
  const stream: StreamName = `person-${person.id}`
  return { stream, expectedRevision: revision, events: events as unknown as NewEvent[] }
}

const decideOrNothing = (
  command: PersonCommand,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  try {
    return decidePerson(command, state, context)
  } catch (error) {
    if (error instanceof DomainError) return []
    throw error
  }
}

/** Logs of different seeds share no id, so that one can follow another in a store. */
const uuidOf = (seed: number, number: number, part: number): string => {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `${hex(seed >>> 0, 8)}-${hex(part, 4)}-4000-8000-${hex(number, 12)}`
}

/** Appends sent before the answers are looked at: a store may commit them together. */
const appendsAtOnce = 500

/** Writes a log into a store. @returns how many events it holds. */
export const record = async (store: EventStore, log: Iterable<Recorded>): Promise<number> => {
  let count = 0
  let sent: ReturnType<EventStore['append']>[] = []
  const settle = async (): Promise<void> => {
    for (const { outcome } of await Promise.all(sent)) {
      if (outcome !== 'ok') throw new Error(`the log does not fit: ${outcome}`)
    }
    sent = []
  }
  for (const { stream, events, expectedRevision } of log) {
    sent.push(store.append(stream, events, { expectedRevision }))
    count += events.length
    if (sent.length === appendsAtOnce) await settle()
  }
  await settle()
  return count
}
