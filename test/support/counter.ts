import { CommandHandler, type Decider } from '../../src/app/handle-command.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { EventStore, StreamName } from '../../src/event-store/event-store.ts'
import { someone } from './given.ts'
import { uuid } from './interleavings.ts'

/** A counter that may not exceed 10 and does not add nothing. */
export type Add = { readonly add: number }
export const counter: Decider<number, Add, { data: Add }> = {
  initial: 0,
  decide: ({ add }, state) => {
    if (state + add > 10) throw new DomainError('state-conflict', { state: String(state) })
    return add === 0 ? [] : [{ type: 'Added', data: { add } }]
  },
  evolve: (state, { data }) => state + data.add,
  decode: (event) => {
    if (event.type !== 'Added') throw new Error('schema-unsupported')
    return event as unknown as { data: Add }
  },
}

export const handlerOn = (store: EventStore, cached?: number) => new CommandHandler(store, counter, cached)
export const of = (stream: StreamName, key: number, add: number, digest = `add ${add}`) => ({
  stream,
  commandId: uuid(key),
  digest,
  actor: someone('officer'),
  at: '2026-01-01T00:00:00.000Z',
  command: { add },
})
export const ask = (key: number, add: number, digest?: string) => of('counter-1', key, add, digest)
export const lengthOf = async (store: EventStore, stream: StreamName = 'counter-1') =>
  (await store.readStream(stream)).length
