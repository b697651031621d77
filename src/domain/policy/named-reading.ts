import type { Day } from '../dates.ts'
import type { Policy } from './policy.ts'

/** A reading of an open point in words, with who answers for it. */
export interface NamedReading {
  readonly id: string
  readonly chosen: string
  readonly reading: string
  /** Null where the reading was chosen for a trial only. */
  readonly decidedBy: string | null
  readonly status: 'provisional' | 'confirmed' | null
}

/** @param on the day whose signed reading is named; the first one where that day lies before all. */
export const namedReading = (policy: Policy, id: string, chosen: string, on: Day): NamedReading => {
  const interpretation = policy.interpretations.find((entry) => entry.id === id)
  const signed = interpretation?.readings.filter((entry) => entry.chosen === chosen) ?? []
  const newest = signed.filter(({ from }) => from <= on).sort((a, b) => (a.from < b.from ? 1 : -1))[0]
  const { decidedBy = null, status = null } = newest ?? signed[0] ?? {}
  const reading = interpretation?.options.find((option) => option.id === chosen)?.reading ?? ''
  return { id, chosen, reading, decidedBy, status }
}
