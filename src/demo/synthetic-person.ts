import { syntheticIdNumber } from '../domain/synthetic-id.ts'
import { luhnDigit } from '../domain/text.ts'
import type { City } from './city.ts'
import { Dice } from './dice.ts'
import type { SyntheticPerson } from './steps.ts'

/** Invented person `n`: a valid id of nobody, a name by chance, numbers made up. */
export const syntheticPerson = (city: City, n: number): SyntheticPerson => {
  const dice = new Dice(`${city.seed}|person`, n)
  const given = [...city.given]
  const name = dice.pick([...city.surnames]) + dice.pick(given) + (dice.chance(0.7) ? dice.pick(given) : '')
  const card = `6200000${String(n).padStart(11, '0')}`
  return {
    idNumber: syntheticIdNumber(n),
    name,
    phone: `1990000${String(n % 10_000).padStart(4, '0')}`,
    bankAccount: card + luhnDigit(card),
    bankName: dice.pick(city.banks),
  }
}
