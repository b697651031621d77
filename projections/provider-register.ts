import type { Designation, ProviderEvent } from '../src/domain/provider/events.ts'
import type { Projection } from './projection.ts'

/** Each training provider: what it was designated for and when, and when it was suspended. What holds, a day says. */
export interface RegisteredProvider {
  readonly providerId: string
  readonly name: string
  readonly creditCode: string | null
  /** Oldest first; each stands from its `from` on in place of the one before. */
  readonly designations: readonly Designation[]
  /** Oldest first; `endedOn`: the first day after it, null while it holds. */
  readonly suspensions: readonly {
    readonly from: string
    readonly document: string
    readonly endedOn: string | null
    readonly endedBy: string | null
  }[]
}

export const providerRegister: Projection<RegisteredProvider, ProviderEvent> = {
  name: 'provider-register',
  version: 2,
  category: 'provider',
  partitionBy: (event) => event.streamId.slice('provider-'.length),
  init: () => ({
    providerId: '',
    name: '',
    creditCode: null,
    designations: [],
    suspensions: [],
  }),
  when: {
    ProviderDesignated: (state, { data }) => {
      const { providerId, name, creditCode, ...designation } = data
      return { ...state, providerId, name, creditCode, designations: [designation] }
    },
    DesignationChanged: (state, { data }) => ({
      ...state,
      // What would have begun later never stands.
      designations: [...state.designations.filter(({ from }) => from <= data.from), data],
    }),
    ProviderSuspended: (state, { data: { from, document } }) => {
      const suspension = { from, document, endedOn: null, endedBy: null }
      const ended = state.suspensions.filter(({ endedOn }) => endedOn !== null)
      return { ...state, suspensions: [...ended, suspension] }
    },
    ProviderReinstated: (state, { data: { on, document } }) => {
      const last = state.suspensions.length - 1
      const suspensions = state.suspensions.map((known, place) =>
        place === last ? { ...known, endedOn: on, endedBy: document } : known,
      )
      return { ...state, suspensions }
    },
  },
  index: {},
  lists: [],
}
