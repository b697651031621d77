import type { EventStore } from '../../event-store/event-store.ts'
import { decodeProviderEvent } from '../codecs/provider-events.ts'
import { providerStream } from '../training-office/providers.ts'

/** What stands in the column 单位 for a provider. */
export type UnitOf = (providerId: string) => Promise<string>

/** By its id, as lists were made before there were names in them. */
export const unitsById: UnitOf = (providerId) => Promise.resolve(providerId)

/** By the name as the log had it at one position; who was not designated then has none but the id. */
export const unitsByName = (store: Pick<EventStore, 'readStream'>, asOf: bigint): UnitOf => {
  const known = new Map<string, Promise<string>>()
  const nameOf = async (providerId: string): Promise<string> => {
    const [first] = await store.readStream(providerStream(providerId))
    if (first === undefined || first.position > asOf) return providerId
    const { type, data } = decodeProviderEvent(first)
    return type === 'ProviderDesignated' ? data.name : providerId
  }
  return (providerId) => {
    const name = known.get(providerId) ?? nameOf(providerId)
    known.set(providerId, name)
    return name
  }
}
