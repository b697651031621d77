import type { ProviderEvent } from './events.ts'
import type { ProviderState } from './state.ts'

/** Folds one recorded event. Never fails: what is in the log has happened. */
export const evolveProvider = (state: ProviderState, event: ProviderEvent): ProviderState => {
  switch (event.type) {
    case 'ProviderDesignated': {
      const { providerId, name, creditCode, ...designation } = event.data
      return { ...state, providerId, name, creditCode, designations: [designation] }
    }
    case 'DesignationChanged':
      return { ...state, designations: [...state.designations, event.data] }
    case 'ProviderSuspended': {
      const suspension = { ...event.data, endedOn: null, endedBy: null }
      return { ...state, suspensions: [...state.suspensions, suspension] }
    }
    case 'ProviderReinstated': {
      const { on: endedOn, document: endedBy } = event.data
      const suspensions = state.suspensions.map((known) =>
        known.endedOn === null ? { ...known, endedOn, endedBy } : known,
      )
      return { ...state, suspensions }
    }
    default:
      return state
  }
}
