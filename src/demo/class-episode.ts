import { addDays } from '../domain/dates.ts'
import type { City } from './city.ts'
import type { CityClass } from './classes.ts'
import type { Dice } from './dice.ts'
import type { SyntheticCertificate } from './steps.ts'
import type { Training } from './trainings.ts'

const shares = { certified: 0.92, titled: 0.35 } as const

/** Levels with which a title is evaluated at the same time (一评双证). */
const titles: Readonly<Record<string, string>> = { 技师: '工程师', 高级技师: '高级工程师' }

/** A class as somebody completes it. @throws {RangeError} the city knows no such course */
export const trainingOf = (city: City, { trainingId, startsDay, endsDay, details }: CityClass): Training => {
  const course = city.courses.find((entry) => entry.course === details.course)
  if (course === undefined) throw new RangeError(`the city knows no course ${details.course}`)
  return { course, trainingId, startsDay, endsDay }
}

/** What somebody takes home from a class: mostly one certificate, none at worst. */
export const certificatesOf = (
  city: City,
  { endsDay, details: { occupation, level } }: CityClass,
  dice: Dice,
): readonly SyntheticCertificate[] => {
  if (!dice.chance(shares.certified)) return []
  const issuedOn = addDays(city.from, endsDay)
  const number = `Y${dice.between(10_000_000, 99_999_999)}${dice.between(10_000, 99_999)}`
  const skill = { occupation, level, number, issuedOn }
  const title = titles[level]
  if (title === undefined || !dice.chance(shares.titled)) return [skill]
  const evaluation = `PS${number.slice(1)}`
  return [
    { ...skill, evaluation },
    { occupation, level: title, number: `ZC${number.slice(1)}`, issuedOn, kind: 'title', evaluation },
  ]
}

/** Whether the catalogue has the occupation, so that something is paid for it. */
export const isListed = (city: City, { details: { occupation } }: CityClass): boolean =>
  city.training.trades.some((trade) => trade.occupation === occupation && trade.listed !== false)
