import type { Projection } from '../../projections/projection.ts'
import { decideBatch } from '../../src/domain/batch/decide.ts'
import type { NewBatchEvent } from '../../src/domain/batch/events.ts'
import { initialBatch } from '../../src/domain/batch/state.ts'
import { canonicalJson } from '../../src/domain/canonical-json.ts'
import type { FundCommand } from '../../src/domain/fund/commands.ts'
import { decideFund } from '../../src/domain/fund/decide.ts'
import type { FundEvent, NewFundEvent } from '../../src/domain/fund/events.ts'
import { evolveFund } from '../../src/domain/fund/evolve.ts'
import { initialFund } from '../../src/domain/fund/state.ts'
import { batchId, contextOf, foldedOn, type Taken } from './batch-story.ts'

/** Events of funds and batches as a log has them, from commands that were really decided. */

export interface Given {
  readonly id: string
  readonly type: string
  readonly data: object
  readonly streamId: string
  readonly metadata: { readonly at: string; readonly actor: { readonly account: string } }
}

const given = (
  streamId: string,
  event: NewBatchEvent | NewFundEvent,
  place: number,
  account: string,
): Given => ({
  ...event,
  id: `e${place}`,
  streamId,
  metadata: {
    ...{ commandId: `k${place}`, digest: 'd' },
    at: `2025-06-03T00:00:${String(place).padStart(2, '0')}.000Z`,
    actor: { ...{ role: 'finance', pid: account }, account },
  },
})

export const batchEvents = (story: readonly Taken[]): readonly Given[] => {
  let state = initialBatch
  const log: Given[] = []
  for (const { command, by, world } of story) {
    const events = decideBatch(command, state, contextOf(by, world))
    state = foldedOn(state, events, by)
    for (const event of events) log.push(given(`batch-${batchId}`, event, log.length + 1, by))
  }
  return log
}

export const fundId = '330602-local-talent-2025'
const fundContext = { districts: new Set(['330602']), sources: new Set(['local-talent']) }

export const fundEvents = (commands: readonly FundCommand[]): readonly Given[] => {
  let state = initialFund
  const log: Given[] = []
  for (const command of commands) {
    for (const event of decideFund(command, state, fundContext)) {
      state = evolveFund(state, event as FundEvent)
      log.push(given(`fund-${fundId}`, event, log.length + 1, 'finance-1'))
    }
  }
  return log
}

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

/** The figure of one partition; each state passes through JSON and is frozen, as a host may do. */
export const figureOf = <State, Event extends { readonly type: string }>(
  projection: Projection<State, Event>,
  events: readonly Given[],
): State => {
  type Fold = (state: State, event: unknown) => State
  const handlers = projection.when as Readonly<Record<string, Fold | undefined>>
  return events.reduce((state, event) => {
    const fold = handlers[event.type]
    return fold === undefined ? state : frozen(JSON.parse(canonicalJson(fold(state, frozen(event)))) as State)
  }, frozen(projection.init()))
}
