import { daysBetween } from '../domain/dates.ts'
import type { City } from './city.ts'
import { trainingOf } from './class-episode.ts'
import { type CityClass, classesOf, classFrom } from './classes.ts'
import { Dice } from './dice.ts'
import { LifeBuilder } from './life-builder.ts'
import type { Life, SyntheticCertificate } from './steps.ts'
import { type Training, trainingFrom } from './trainings.ts'

/** Lives of people about whom the rules that hold records against each other find something. */

interface Story {
  readonly district: string
  /** The day on which it begins. */
  readonly from: string
  readonly tell: (life: LifeBuilder, city: City) => void
}

const approved = { fate: 'approved' } as const
const workshop = 'workshop-in-province'
const workshopCost = { eligibleCostFen: 460_000 }

const certified = (held: CityClass, number: string): readonly SyntheticCertificate[] => {
  const { occupation, level, endsOn: issuedOn } = held.details
  return [{ occupation, level, number, issuedOn }]
}

/** A class and a workshop of another provider that overlap. */
const overlapping = (city: City, day: number): { readonly held: CityClass; readonly other: Training } => {
  const course = city.courses.find((entry) => entry.course === workshop)
  if (course === undefined) throw new RangeError(`the city knows no course ${workshop}`)
  for (const held of classesOf(city)) {
    if (held.own !== null || held.startsDay < day) continue
    const other = trainingFrom(city, 'provider-2', course, held.startsDay)
    if (other.startsDay <= held.endsDay) return { held, other }
  }
  throw new RangeError('no class overlaps a workshop')
}

const attendBoth = (life: LifeBuilder, city: City, number: string): string => {
  const { held, other } = overlapping(city, life.day)
  const training = trainingOf(city, held)
  const cost = { eligibleCostFen: held.feeYuan * 100 }
  const { providerId } = held.details
  const first = life.complete(providerId, training, cost, certified(held, number))
  life.claim('self', 'differentiated-training', first, approved)
  return life.complete('provider-2', other, workshopCost)
}

const stories: readonly Story[] = [
  {
    district: '330602',
    from: '2025-02-17',
    tell(life, city) {
      const second = attendBoth(life, city, 'Y330699000010001')
      life.look(second, { upheld: false, note: '两个班一个在工作日、一个在周末上课,签到记录不冲突' })
      life.claim('self', workshop, second, approved)
    },
  },
  {
    district: '330681',
    from: '2025-08-18',
    tell(life, city) {
      const second = attendBoth(life, city, 'Y330699000010002')
      life.look(second, { upheld: true, note: '两个班同日全天上课,研修班签到系他人代签' })
      life.claim('self', workshop, second, { fate: 'left-returned' })
    },
  },
  {
    district: '330683',
    from: '2025-10-20',
    tell(life, city) {
      for (const fate of ['approved', 'left-submitted'] as const) {
        const held = classFrom(city, life.day)
        if (held === undefined) throw new RangeError('the plan of classes has come to its end')
        const cost = { eligibleCostFen: held.feeYuan * 100 }
        // The same number again: it is left for the officer to look into.
        const certificates = certified(held, 'Y330699000010003')
        const fact = life.complete(held.details.providerId, trainingOf(city, held), cost, certificates)
        life.claim('self', 'differentiated-training', fact, { fate })
      }
    },
  },
]

export const findingLives = stories.length

/** @param n the person @param no from 1 on @throws {RangeError} there is no such story */
export const findingLife = (city: City, n: number, no: number): Life => {
  const story = stories[no - 1]
  if (story === undefined) throw new RangeError(`no story ${no}`)
  const begin = { day: daysBetween(city.from, story.from), district: story.district }
  const life = new LifeBuilder(city, n, new Dice(`${city.seed}|finding`, no), begin)
  story.tell(life, city)
  return life.life()
}
