import { evolvePerson } from '../../domain/person/evolve.ts'
import { initialPerson, type PersonState } from '../../domain/person/state.ts'
import type { EventStore } from '../../event-store/event-store.ts'
import { decodePersonEvent } from '../event-codec.ts'
import type { Ledger } from '../ledger.ts'
import { personStream } from '../people.ts'

/** People as the log had them at one position: what was read then can be read again, whatever came later. */
export interface PeopleAsOf {
  readonly asOf: bigint
  readonly person: (personId: string) => Promise<PersonState>
}

export const peopleAsOf = (
  { ledger, store }: { readonly ledger: Ledger; readonly store: EventStore },
  asOf: bigint,
): PeopleAsOf => ({
  asOf,
  async person(personId) {
    const now = await ledger.person({ kind: 'all' }, personId)
    if (now !== undefined && now.position <= asOf) return now.state
    let state = initialPerson
    for (const event of await store.readStream(personStream(personId))) {
      if (event.position > asOf) break
      state = evolvePerson(state, decodePersonEvent(event))
    }
    return state
  },
})

const eventsPerPage = 1_000

/** The position of the log's last event, looked for from a position known to be in it. */
export const tipOf = async (store: EventStore, from: bigint): Promise<bigint> => {
  for (let after = from; ; ) {
    const page = await store.readAll({ after, limit: eventsPerPage })
    const last = page.at(-1)
    if (last === undefined) return after
    after = last.position
  }
}
