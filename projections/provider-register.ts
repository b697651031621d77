import type { Designation, ProviderEvent } from '../src/domain/provider/events.ts'
import type { Projection } from './projection.ts'

/** Each training provider: what it was designated for and when, and when it was suspended. */
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
  /** As the last entry leaves it, whatever the day. */
  readonly status: 'designated' | 'suspended'
}

export const providerRegister: Projection<RegisteredProvider, ProviderEvent> = {
  name: 'provider-register',
  version: 1,
  category: 'provider',
  partitionBy: (event) => event.streamId.slice('provider-'.length),
  init: () => ({
    providerId: '',
    name: '',
    creditCode: null,
    designations: [],
    suspensions: [],
    status: 'designated',
  }),
  when: {
    ProviderDesignated: (state, { data }) => {
      const { providerId, name, creditCode, ...designation } = data
      return { ...state, providerId, name, creditCode, designations: [designation] }
    },
    DesignationChanged: (state, { data }) => ({
      ...state,
      designations: [...state.designations, data],
    }),
    ProviderSuspended: (state, { data: { from, document } }) => {
      const suspension = { from, document, endedOn: null, endedBy: null }
      return { ...state, status: 'suspended', suspensions: [...state.suspensions, suspension] }
    },
    ProviderReinstated: (state, { data: { on, document } }) => {
      const suspensions = state.suspensions.map((known) =>
        known.endedOn === null ? { ...known, endedOn: on, endedBy: document } : known,
      )
      return { ...state, status: 'designated', suspensions }
    },
  },
  index: { status: (state) => state.status },
  lists: [['status']],
}
