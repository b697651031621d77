import type { Day } from '../dates.ts'
import type { Fact } from './history.ts'
import type { AmountRule, Value } from './policy.ts'
import { valueOn } from './readings.ts'

/** A row of the catalogue, as it stands on a day. */
export interface CatalogueRow {
  readonly occupation: string
  readonly level: string
  readonly value: Value
}

/**
 * The row by which a training is paid: one claim, one rate, so of several certificates the best counts.
 *
 * @returns undefined where the catalogue lists none of them on the day
 */
export const catalogueRow = (
  { rates }: Extract<AmountRule, { kind: 'catalogue-rate' }>,
  fact: Pick<Fact, 'certificates'>,
  on: Day,
): CatalogueRow | undefined => {
  let best: CatalogueRow | undefined
  for (const { occupation, level, kind = 'skill-level' } of fact.certificates) {
    // A title may bear the name of a level; the catalogue rates skill levels.
    if (kind !== 'skill-level') continue
    const rate = rates.find((entry) => entry.occupation === occupation && entry.level === level)
    const value = rate && valueOn(rate.values, on)
    if (value !== undefined && value.fen > (best?.value.fen ?? -1)) best = { occupation, level, value }
  }
  return best
}
