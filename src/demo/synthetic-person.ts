import { syntheticIdNumber } from '../domain/synthetic-id.ts'
import type { City } from './city.ts'
import { Dice } from './dice.ts'
import type { SyntheticPerson } from './steps.ts'

/** The digit that makes a card number pass its check (ISO/IEC 7812-1, annex B). */
const luhnDigit = (digits: string): number => {
  let sum = 0
  for (const [place, digit] of [...digits].reverse().entries()) {
    const value = place % 2 === 0 ? Number(digit) * 2 : Number(digit)
    sum += value > 9 ? value - 9 : value
  }
  return (10 - (sum % 10)) % 10
}

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
