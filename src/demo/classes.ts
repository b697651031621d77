import { addDays, daysBetween } from '../domain/dates.ts'
import type { TrainingDetails } from '../domain/training/events.ts'
import type { City } from './city.ts'
import { Dice } from './dice.ts'
import type { OwnClass, TrainingPlan } from './training-plan.ts'

/** A class of the synthetic city. */
export interface CityClass {
  readonly trainingId: string
  readonly details: Omit<TrainingDetails, 'trainerId' | 'occupation' | 'level'> & {
    readonly occupation: string
    readonly level: string
  }
  /** Days since the city's first day. */
  readonly startsDay: number
  readonly endsDay: number
  /** Which trainer of the occupation, from 0. */
  readonly trainer: number
  readonly feeYuan: number
  /** Null: of the plan, for the people of the city; else held for a reason of its own. */
  readonly own: OwnClass | null
}

/** Fees are whole fifties of yuan. */
const feeStep = 50
const firstRoom = 101

const made = new WeakMap<City, readonly CityClass[]>()

/** All classes, in the order of their first days; the same for the same city. */
export const classesOf = (city: City): readonly CityClass[] => {
  const known = made.get(city)
  if (known !== undefined) return known
  const { classes, own } = city.training
  const planned = Array.from({ length: classes.count }, (_, place) => plannedAt(city, place))
  const all = [...planned, ...own.map((entry) => ({ ...entry, own: entry }))]
  const dated = all.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  const found: CityClass[] = []
  for (const entry of dated) found.push(classOf(city, entry, found))
  made.set(city, found)
  return found
}

/** The next class that people of the city go to, from the day on; none when the plan has come to its end. */
export const classFrom = (city: City, day: number): CityClass | undefined =>
  classesOf(city).find(({ startsDay, own }) => own === null && startsDay >= day)

interface Entry extends OwnClass {
  readonly own: OwnClass | null
}

const plannedAt = (city: City, place: number): Entry => {
  const { classes, providers, trades } = city.training
  const dice = new Dice(`${city.seed}|class`, place)
  const provider = providers[place % providers.length] as TrainingPlan['providers'][number]
  const taught = trades.filter(
    ({ occupation }) => provider.occupations.length === 0 || provider.occupations.includes(occupation),
  )
  const { occupation, levels } = dice.pick(taught)
  const startsDay = classes.firstDay + place * classes.everyDays + dice.between(0, 4)
  const from = addDays(city.from, startsDay)
  const until = addDays(from, dice.between(...classes.days) - 1)
  const district = dice.pick(provider.districts)
  const capacity = dice.between(...classes.capacity)
  return {
    provider: provider.id,
    occupation,
    level: dice.pick(levels),
    district,
    from,
    until,
    capacity,
    own: null,
  }
}

const classOf = (city: City, entry: Entry, before: readonly CityClass[]): CityClass => {
  const { classes, providers, trades } = city.training
  const { provider, occupation, level, district, from, until, capacity } = entry
  const trade = trades.find((one) => one.occupation === occupation)
  const holder = providers.find(({ id }) => id === provider)
  if (trade === undefined || holder === undefined) throw new RangeError(`nobody teaches ${occupation}`)
  const trainingId = `${provider.replace('provider-', 'P')}-${classes.code}-${from.replaceAll('-', '')}`
  const dice = new Dice(`${city.seed}|class|${trainingId}`, 0)
  const startsDay = daysBetween(city.from, from)
  const endsDay = daysBetween(city.from, until)
  const meanwhile = before.filter((one) => one.endsDay >= startsDay)
  const busy = meanwhile.filter(({ details }) => details.occupation === occupation)
  const building = holder.name.replace('(演示)', '')
  const places = new Set(meanwhile.map(({ details }) => details.place))
  let room = firstRoom
  while (places.has(`${building}${room}室`)) room++
  return {
    trainingId,
    details: {
      providerId: provider,
      course: 'vocational',
      name: `${occupation}(${level})培训班`,
      ...{ occupation, level, district, capacity },
      ...{ startsOn: from, endsOn: until },
      hours: dice.between(classes.hours[0] / 8, classes.hours[1] / 8) * 8,
      place: `${building}${room}室`,
      department: trade.department,
    },
    ...{ startsDay, endsDay },
    trainer: entry.trainer ?? freeOf(city, entry, busy),
    feeYuan: dice.between(classes.feeYuan[0] / feeStep, classes.feeYuan[1] / feeStep) * feeStep,
    own: entry.own,
  }
}

/** @throws {RangeError} all of them teach elsewhere on those days */
const freeOf = (city: City, { occupation, from }: Entry, busy: readonly CityClass[]): number => {
  const { perOccupation, delisted } = city.training.trainers
  const isGone = delisted.occupation === occupation && delisted.on <= from
  for (let no = isGone ? 1 : 0; no < perOccupation; no++) {
    if (busy.every(({ trainer }) => trainer !== no)) return no
  }
  throw new RangeError(`no trainer of ${occupation} is free on ${from}`)
}
