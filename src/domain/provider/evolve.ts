import { type Day, shanghaiDay } from '../dates.ts'
import type { ProviderEvent } from './events.ts'
import type { ProviderState } from './state.ts'

const designationsUntil = ({ designations }: ProviderState, day: Day): ProviderState['designations'] =>
  designations.filter(({ from }) => from <= day)

const endedSuspensions = ({ suspensions }: ProviderState): ProviderState['suspensions'] =>
  suspensions.filter(({ endedOn }) => endedOn !== null)

/** Folds one recorded event. Never fails: what is in the log has happened. */
export const evolveProvider = (state: ProviderState, event: ProviderEvent): ProviderState => ({
  ...folded(state, event),
  recordedOn: shanghaiDay(event.metadata.at),
})

/** What had not begun when another paper took its place never stood. */
const folded = (state: ProviderState, event: ProviderEvent): ProviderState => {
  switch (event.type) {
    case 'ProviderDesignated': {
      const { providerId, name, creditCode, ...designation } = event.data
      return { ...state, providerId, name, creditCode, designations: [designation] }
    }
    case 'DesignationChanged':
      return { ...state, designations: [...designationsUntil(state, event.data.from), event.data] }
    case 'ProviderSuspended': {
      const suspension = { ...event.data, endedOn: null, endedBy: null }
      return { ...state, suspensions: [...endedSuspensions(state), suspension] }
    }
    case 'ProviderReinstated': {
      const { on: endedOn, document: endedBy } = event.data
      const last = state.suspensions.length - 1
      const suspensions = state.suspensions.map((known, place) =>
        place === last ? { ...known, endedOn, endedBy } : known,
      )
      return { ...state, suspensions }
    }
    default:
      return state
  }
}
