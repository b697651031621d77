import fc, { type Scheduler } from 'fast-check'
import { decodePersonEvent } from '../../src/app/event-codec.ts'
import { CommandHandler, type Decider } from '../../src/app/handle-command.ts'
import type { Actor } from '../../src/domain/actor.ts'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { PersonEvent } from '../../src/domain/person/events.ts'
import { evolvePerson } from '../../src/domain/person/evolve.ts'
import { initialPerson, type PersonState } from '../../src/domain/person/state.ts'
import type { EventStore, NewEvent, RecordedEvent, StreamName } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { contextOf, personId, someone } from './given.ts'
import { type Fate, type ScheduledStore, scheduledStore } from './scheduled-store.ts'
import * as story from './story.ts'

/**
 * One person, several processes that write to one log, and a scheduler that decides who goes on. Requests
 * come concurrently, twice, with changed content; answers get lost, writes come late, processes die.
 */

export interface Decision {
  readonly command: PersonCommand
  readonly actor: Actor
}
export type PersonDecider = Decider<PersonState, Decision, PersonEvent>
export type PersonHandler = CommandHandler<PersonState, Decision, PersonEvent>

/** A race reads the same events over and over; once is enough to see that they are sound. */
const readBefore = new WeakSet<RecordedEvent>()

export const personDecider: PersonDecider = {
  initial: initialPerson,
  decide: ({ command, actor }, state) => decidePerson(command, state, contextOf(actor)),
  evolve: evolvePerson,
  decode: (event) => {
    if (!readBefore.has(event)) decodePersonEvent(event)
    readBefore.add(event)
    return event as unknown as PersonEvent
  },
}

export const stream: StreamName = `person-${personId}`
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** Ready for approval: three trips of 30,000 yuan for 50,000, two workshops of 6,000 for 10,000. */
const costs = [3_000_000, 3_000_000, 3_000_000, 600_000, 600_000]
const instrumentOf = (n: number): string => (n < 3 ? 'overseas-training' : 'workshop-in-province')
export const claims = costs.length

const prepared: readonly NewEvent[] = [
  story.registered(),
  ...costs.map((eligibleCostFen, n) => {
    const course = n < 3 ? 'overseas' : 'workshop-in-province'
    return story.completed(`t${n}`, { course, trainingId: `K-${n}`, eligibleCostFen })
  }),
  ...costs.flatMap((_, n) => [story.submitted(`c${n}`, instrumentOf(n), `t${n}`), story.reviewed(`c${n}`)]),
].map(({ event, by }, n) => ({
  id: uuid(1_000 + n),
  type: event.type,
  data: event.data as unknown as NewEvent['data'],
  metadata: { commandId: uuid(1_000 + n), digest: 'd', at: '2026-01-01T00:00:00.000Z', actor: { ...by } },
}))

/** A log in which everything is ready for approval. */
export const preparedLog = async (): Promise<EventStore> => {
  const store = createMemoryEventStore()
  await store.append(stream, prepared, { expectedRevision: 'no_stream' })
  const read: RecordedEvent[] = []
  return {
    ...store,
    // The same objects each time, so that each event is parsed once.
    async readStream(name, { fromRevision = 0n } = {}) {
      read.push(...(await store.readStream(name, { fromRevision: BigInt(read.length) })))
      return read.slice(Number(fromRevision))
    },
  }
}

/** One request as a client sends it, again and again until it is answered. */
export interface Request {
  /** Which command id; requests with one key are repeats of each other, or should be. */
  readonly key: number
  readonly step: 'ApproveClaim' | 'WithdrawClaim' | 'SubmitClaim'
  readonly claim: number
  /** The process asked at the first, second … attempt. */
  readonly via: readonly number[]
}

export interface Race {
  readonly processes: number
  readonly requests: readonly Request[]
  readonly fates: readonly Fate[]
  /** Which process dies, each at a time of the scheduler's choice. */
  readonly crashes: readonly number[]
}

const request: fc.Arbitrary<Request> = fc.record({
  key: fc.nat(5),
  step: fc.constantFrom('ApproveClaim', 'ApproveClaim', 'ApproveClaim', 'WithdrawClaim', 'SubmitClaim'),
  claim: fc.nat(claims - 1),
  via: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
})
const fates: fc.Arbitrary<Fate> = fc.constantFrom(
  ...['done', 'done', 'done', 'done', 'lost-answer', 'lost-request', 'late', 'unavailable'].map(
    (f) => f as Fate,
  ),
)
export const races: fc.Arbitrary<Race> = fc.record({
  processes: fc.integer({ min: 1, max: 3 }),
  requests: fc.array(request, { minLength: 2, maxLength: 8 }),
  fates: fc.array(fates, { maxLength: 24 }),
  crashes: fc.array(fc.nat(2), { maxLength: 2 }),
})

const actors = { ApproveClaim: 'approver', WithdrawClaim: 'filer', SubmitClaim: 'filer' } as const

export const commandOf = ({ step, claim }: Request): PersonCommand =>
  step === 'SubmitClaim'
    ? story.submit(instrumentOf(claim), `t${claim}`)
    : ({ type: step, data: { claimId: `c${claim}`, noteCommitment: null } } as PersonCommand)

/** The same key with the same content has the same digest. */
export const digestOf = ({ step, claim }: Request): string => `${step}-${claim}`

export type Answer = Awaited<ReturnType<PersonHandler['handle']>>

/** What a client was told. */
export interface Told {
  readonly request: Request
  readonly attempt: number
  readonly answer?: Answer
  readonly error?: string
}

export const send = (handler: PersonHandler, asked: Request, attempt: number) => {
  const actor = someone('officer', actors[asked.step])
  const at = new Date(Date.UTC(2026, 0, 2, 0, 0, attempt)).toISOString()
  const command = { command: commandOf(asked), actor }
  return handler.handle({ stream, commandId: uuid(asked.key), digest: digestOf(asked), actor, at, command })
}

export interface Plan {
  readonly decider: PersonDecider
  /** Wraps the log as each process sees it. */
  readonly seenAs: (log: EventStore) => EventStore
}
export const sound: Plan = { decider: personDecider, seenAs: (log) => log }

/** Every process makes a cache of its own, and a large one takes longer than the whole race. */
const cachedStreams = 4

interface Process {
  store: ScheduledStore
  handler: PersonHandler
  readonly dead: Promise<'crashed'>
  readonly kill: () => void
}

/** Runs the race to its end. */
export const run = async (
  race: Race,
  scheduler: Scheduler,
  plan: Plan,
): Promise<{ log: EventStore; told: Told[] }> => {
  const log = await preparedLog()
  const seen = plan.seenAs(log)
  let calls = 0
  const nextFate = (): Fate => race.fates[calls++] ?? 'done'
  const start = (): Process => {
    let kill = () => {}
    const dead = new Promise<'crashed'>((resolve) => {
      kill = () => resolve('crashed')
    })
    const store = scheduledStore(seen, scheduler, nextFate)
    return { store, handler: new CommandHandler(store, plan.decider, cachedStreams), dead, kill }
  }
  const processes = Array.from({ length: race.processes }, start)
  const told: Told[] = []
  const at = (n: number): number => n % race.processes

  const client = async (asked: Request): Promise<void> => {
    for (const [attempt, via] of asked.via.entries()) {
      await scheduler.schedule(Promise.resolve(), 'request')
      const { handler, dead } = processes[at(via)] as Process
      const sent = send(handler, asked, attempt).then(
        (answer) => ({ answer }),
        (error: Error) => ({ error: error.name }),
      )
      const outcome = await Promise.race([sent, dead])
      told.push({ request: asked, attempt, ...(outcome === 'crashed' ? { error: outcome } : outcome) })
    }
  }
  for (const n of race.crashes) {
    scheduler.schedule(Promise.resolve(), 'crash').then(() => {
      const process = processes[at(n)] as Process
      process.store.crash()
      process.kill()
      processes[at(n)] = start()
    })
  }
  const clients = race.requests.map(client)
  await scheduler.waitIdle()
  await Promise.all(clients)
  return { log, told }
}
