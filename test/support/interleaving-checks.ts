import { isDeepStrictEqual } from 'node:util'
import { v5 as uuidV5 } from 'uuid'
import { CommandHandler } from '../../src/app/handle-command.ts'
import type { EventStore, RecordedEvent } from '../../src/event-store/event-store.ts'
import {
  type Answer,
  digestOf,
  personDecider,
  type Request,
  send,
  stream,
  type Told,
  uuid,
} from './interleavings.ts'

/** What must hold after any race, looked up in the log itself and not in what the program made of it. */

const caps: { readonly [instrument: string]: number } = {
  'overseas-training': 5_000_000,
  'workshop-in-province': 1_000_000,
}

interface Approval {
  readonly claimId: string
  readonly instrument: string
  readonly amountFen: number
}

/** 1. No bucket is over its cap, at any point of the log. */
const overCap = (events: readonly RecordedEvent[]): string[] => {
  const held = new Map<string, Approval>()
  const faults: string[] = []
  for (const { type, data, revision } of events) {
    const approval = data as unknown as Approval
    if (type === 'ClaimApproved') {
      if (held.has(approval.claimId)) faults.push(`${approval.claimId} is approved twice`)
      held.set(approval.claimId, approval)
    }
    if (type === 'ClaimWithdrawn') held.delete(approval.claimId)
    for (const [instrument, cap] of Object.entries(caps)) {
      const amounts = [...held.values()].filter((one) => one.instrument === instrument)
      const sum = amounts.reduce((total, one) => total + one.amountFen, 0)
      if (sum > cap) faults.push(`${instrument} holds ${sum} at revision ${revision}`)
    }
  }
  return faults
}

/** 2. A command id has one effect: one run of events, in one place, numbered from 0. */
const effects = (events: readonly RecordedEvent[]): string[] => {
  const faults: string[] = []
  const runs = new Map<string, RecordedEvent[]>()
  for (const event of events) {
    const commandId = String(event.metadata.commandId)
    const run = runs.get(commandId) ?? []
    const last = run.at(-1)
    if (last !== undefined && event.revision !== last.revision + 1n) faults.push(`${commandId} acted twice`)
    runs.set(commandId, [...run, event])
  }
  for (const [commandId, run] of runs) {
    if (commandId >= uuid(1_000)) continue
    const wrong = run.some(({ id }, index) => id !== uuidV5(String(index), commandId))
    const digests = new Set(run.map(({ metadata }) => metadata.digest))
    if (wrong || digests.size > 1) faults.push(`${commandId} left a mixed run`)
  }
  return faults
}

/** Whatever a client could see of them; only the mark of a repeat may differ. */
const same = (one: Answer, other: Answer): boolean =>
  isDeepStrictEqual({ ...one, replayed: true }, { ...other, replayed: true })

const named = (asked: Request): string => `key ${asked.key} (${digestOf(asked)})`

/** 3. What clients were told agrees with the log, and with what they were told before. */
const lies = (events: readonly RecordedEvent[], told: readonly Told[]): string[] => {
  const faults: string[] = []
  const first = new Map<string, Answer>()
  for (const { request, answer, error } of told) {
    const name = named(request)
    const own = events.filter(({ metadata }) => metadata.commandId === uuid(request.key))
    const mine = own.filter(({ metadata }) => metadata.digest === digestOf(request))
    if (answer !== undefined) {
      if (mine.length === 0) faults.push(`${name} was answered and is not in the log`)
      const approved = answer.state.claims.get(`c${request.claim}`)?.status === 'approved'
      const recorded = mine.some(({ type }) => type === 'ClaimApproved')
      if (request.step === 'ApproveClaim' && approved !== recorded)
        faults.push(`${name}: approved ${approved}`)
      const before = first.get(name) ?? answer
      if (!same(before, answer)) faults.push(`${name} was answered in two ways`)
      first.set(name, before)
    }
    if (error === 'IdempotencyKeyReused' && (own.length === 0 || mine.length > 0)) {
      faults.push(`${name} was called reused and is not`)
    }
    const alone = told.filter((other) => other.request.key === request.key).length === 1
    const nothing = ['RaceLost', 'StoreUnavailable', 'DomainError'].includes(error ?? '')
    if (alone && nothing && own.length > 0)
      faults.push(`${name} was told that nothing was recorded: ${error}`)
    if (error !== undefined && !expectedErrors.includes(error)) faults.push(`${name} failed: ${error}`)
  }
  return faults
}
const expectedErrors = [
  'crashed',
  'DomainError',
  'IdempotencyKeyReused',
  'OutcomeUnknown',
  'RaceLost',
  'StoreUnavailable',
]

/** 4. Another process, asked once more when all is over, repeats every first answer, and refuses changed content. */
const audit = async (log: EventStore, told: readonly Told[]): Promise<string[]> => {
  const faults: string[] = []
  const handler = new CommandHandler(log, personDecider, 1)
  const events = await log.readStream(stream)
  const asked = new Map<string, Told>()
  for (const one of told) {
    const name = named(one.request)
    if (one.answer !== undefined || !asked.has(name)) asked.set(name, one)
  }
  for (const { request, answer } of asked.values()) {
    const own = events.find(({ metadata }) => metadata.commandId === uuid(request.key))
    if (own === undefined) continue
    const again = await send(handler, request, 99).catch((error: Error) => error.name)
    if (own.metadata.digest !== digestOf(request)) {
      if (again !== 'IdempotencyKeyReused') faults.push(`${named(request)}: changed content was taken`)
    } else if (typeof again === 'string' || !again.replayed) {
      faults.push(`${named(request)} was not repeated: ${String(again)}`)
    } else if (answer !== undefined && !same(answer, again)) {
      faults.push(`${named(request)} is answered otherwise afterwards`)
    }
  }
  if ((await log.readStream(stream)).length !== events.length) faults.push('a repeat was recorded again')
  return faults
}

/** Everything that went wrong, in words; empty when all held. */
export const faultsAfter = async (log: EventStore, told: readonly Told[]): Promise<readonly string[]> => {
  const events = await log.readStream(stream)
  return [...overCap(events), ...effects(events), ...lies(events, told), ...(await audit(log, told))]
}
