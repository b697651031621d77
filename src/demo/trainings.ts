import { addDays } from '../domain/dates.ts'
import type { City, Course } from './city.ts'
import { Dice } from './dice.ts'

export interface Training {
  readonly course: Course
  readonly trainingId: string
  /** Days since the city's first day. */
  readonly startsDay: number
  readonly endsDay: number
}

/** The first class of a course at a provider that starts on the day or later. Classes recur. */
export const trainingFrom = (city: City, provider: string, course: Course, day: number): Training => {
  const offset = 3 + (provider.charCodeAt(provider.length - 1) % 5)
  const round = Math.max(0, Math.ceil((day - offset) / course.everyDays))
  const startsDay = offset + round * course.everyDays
  const dice = new Dice(`${city.seed}|${provider}|${course.code}`, round)
  const endsDay = startsDay + dice.between(...course.days) - 1
  const date = addDays(city.from, startsDay).replaceAll('-', '')
  const trainingId = `${provider.replace('provider-', 'P')}-${course.code}-${date}`
  return { course, trainingId, startsDay, endsDay }
}
