import { addDays, daysBetween } from '../domain/dates.ts'
import type { City, Course, Fate } from './city.ts'
import { certificatesOf, isListed, trainingOf } from './class-episode.ts'
import { classFrom } from './classes.ts'
import { Dice } from './dice.ts'
import { findingLife, findingLives } from './finding-lives.ts'
import { LifeBuilder } from './life-builder.ts'
import { personaLife, personaLives } from './persona-lives.ts'
import type { Life, SyntheticCertificate } from './steps.ts'
import { type Training, trainingFrom } from './trainings.ts'

/** The life of invented person `n`, the same each time. The first few are those one can sign in as,
 * then those about whom something was found. */
export const lifeOf = (city: City, n: number): Life => {
  if (n <= personaLives) return personaLife(city, n)
  const story = n - personaLives
  return story <= findingLives ? findingLife(city, n, story) : new OrdinaryLife(city, n).life
}

const providers = ['provider-1', 'provider-2'] as const
/** Fewer days than this before the end leave no time for anything to happen. */
const lastBeginning = 40
const fen = 100

/** How often what is not the rule happens. */
const shares = {
  registeredByProvider: 0.7,
  recordedByProvider: 0.9,
  claimedByProvider: 0.65,
  claimedByOffice: 0.4,
  moved: 0.05,
  revoked: 0.05,
  onOfficialList: 0.3,
  accountConfirmed: 0.85,
  titleClaimed: 0.92,
  trainingClaimed: 0.95,
  corrected: 0.06,
  recordedAnew: 0.03,
  recordedTwice: 0.03,
  overlong: 0.08,
  certified: 0.6,
  asksForLess: 0.1,
  asksForMore: 0.15,
  oddFen: 0.1,
} as const

class OrdinaryLife {
  readonly #city: City
  readonly #dice: Dice
  readonly #builder: LifeBuilder
  readonly #n: number
  /** Instruments claimed so far: a first claim is sure to be approved. */
  readonly #claimed = new Set<string>()

  constructor(city: City, n: number) {
    this.#city = city
    this.#n = n
    this.#dice = new Dice(city.seed, n)
    const span = daysBetween(city.from, city.until)
    const begin = {
      day: this.#dice.between(0, span - lastBeginning),
      district: this.#dice.weighted(city.districts).code,
    }
    this.#builder = new LifeBuilder(city, n, this.#dice, begin)
  }

  get life(): Life {
    const dice = this.#dice
    const builder = this.#builder
    builder.register(dice.chance(shares.registeredByProvider) ? dice.pick(providers) : builder.officer)
    const { count } = dice.weighted(this.#city.episodesPerPerson)
    for (let episode = 0; episode < count; episode++) {
      if (episode > 0 && dice.chance(shares.moved)) this.#moveAway()
      const { of } = dice.weighted(this.#city.episodes)
      const course = this.#city.courses.find((entry) => entry.course === of)
      if (course === undefined) this.#title(of)
      else if (of === 'vocational') this.#class(course)
      else this.#training(course)
    }
    return builder.life()
  }

  #moveAway(): void {
    const elsewhere = this.#city.districts.filter(({ code }) => code !== this.#builder.home)
    this.#builder.move(this.#dice.weighted(elsewhere).code)
  }

  #title(of: string): void {
    const title = this.#city.titles.find((entry) => entry.title === of)
    if (title === undefined) throw new RangeError(`the city knows no title ${of}`)
    const dice = this.#dice
    const year = Number(this.#city.from.slice(0, 4)) + Math.floor(this.#builder.day / 366)
    const document = title.document
      .replace('{year}', String(year))
      .replace('{no}', String(dice.between(3, 90)))
    if (title.title !== 'golden-collar' && dice.chance(shares.onOfficialList)) {
      this.#claimed.add(title.instrument)
      this.#builder.grantFromList(title.title, document, dice.chance(shares.accountConfirmed))
      return
    }
    const fact = this.#builder.grant(title.title, document)
    const revoked = dice.chance(shares.revoked)
    if (revoked) this.#builder.revoke(fact)
    if (!dice.chance(shares.titleClaimed)) return
    const by = dice.chance(shares.claimedByOffice) ? 'officer-330600' : 'self'
    const sure = !revoked && title.title !== 'golden-collar'
    this.#builder.claim(by, title.instrument, fact, { fate: this.#fateOf(title.instrument, sure) })
  }

  #training(course: Course): void {
    const dice = this.#dice
    const builder = this.#builder
    const provider = dice.pick(providers)
    const training = trainingFrom(this.#city, provider, course, builder.day)
    const by = dice.chance(shares.recordedByProvider) ? provider : builder.officer
    const costFen = this.#cost(course)
    const overlong = course.course === 'overseas' && dice.chance(shares.overlong)
    const endsOn = addDays(this.#city.from, training.endsDay + (overlong ? dice.between(25, 40) : 0))
    const certificates = this.#certificates(course, endsOn, provider)
    let fact = builder.complete(by, training, { eligibleCostFen: costFen, endsOn }, certificates)
    if (by === provider && dice.chance(shares.corrected)) {
      builder.correct(fact, { eligibleCostFen: costFen - this.#dice.between(1, 10) * 50 * fen })
    }
    const anew = by === provider && dice.chance(shares.recordedAnew)
    if (anew) {
      builder.withdrawCompletion(fact)
      fact = builder.complete(by, training, { eligibleCostFen: costFen, endsOn })
    }
    if (!dice.chance(shares.trainingClaimed)) return
    const filedBy = by === provider && dice.chance(shares.claimedByProvider) ? provider : 'self'
    const fate = this.#fateOf(course.instrument, !overlong)
    builder.claim(filedBy, course.instrument, fact, { fate, requestedFen: this.#asked(costFen) })
    if (by === provider && !anew && dice.chance(shares.recordedTwice)) this.#recordAgain(training, costFen)
  }

  /** The next class there is; the city's classes have places for its own people only. */
  #class(course: Course): void {
    const dice = this.#dice
    const builder = this.#builder
    const held = this.#n <= this.#city.people ? classFrom(this.#city, builder.day) : undefined
    if (held === undefined) return
    const { providerId, district } = held.details
    const training = trainingOf(this.#city, held)
    // An office sees the classes of its own district, the city's all of them.
    const office = district === builder.home ? builder.officer : 'officer-330600'
    const by = dice.chance(shares.recordedByProvider) ? providerId : office
    const certificates = certificatesOf(this.#city, held, dice)
    const cost = { eligibleCostFen: held.feeYuan * fen }
    let fact = builder.complete(by, training, cost, certificates)
    if (by === providerId && dice.chance(shares.recordedAnew)) {
      builder.withdrawCompletion(fact)
      fact = builder.complete(by, training, cost, certificates)
    }
    if (!dice.chance(shares.trainingClaimed)) return
    const filedBy = by === providerId && dice.chance(shares.claimedByProvider) ? providerId : 'self'
    const sure = certificates.length > 0 && isListed(this.#city, held)
    builder.claim(filedBy, course.instrument, fact, { fate: this.#fateOf(course.instrument, sure) })
  }

  /** The same class once more, under another course and by the office: it is paid under one of them. */
  #recordAgain(training: Training, costFen: number): void {
    const { courses } = this.#city
    const other = courses.find(
      ({ course }) => course !== training.course.course && course.startsWith('workshop'),
    )
    if (other === undefined) return
    const builder = this.#builder
    const fact = builder.complete(
      builder.officer,
      { ...training, course: other },
      { eligibleCostFen: costFen },
    )
    builder.claim('self', other.instrument, fact, { fate: this.#fateOf(other.instrument, false) })
  }

  /** Only what is sure to be approved can be withdrawn after it was. */
  #fateOf(instrument: string, sure: boolean): Fate {
    const { fate } = this.#dice.weighted(this.#city.fates)
    const first = !this.#claimed.has(instrument)
    this.#claimed.add(instrument)
    return fate === 'withdrawn-after-approval' && !(first && sure) ? 'approved' : fate
  }

  /** Whole fifties of yuan mostly, and now and then to the fen. */
  #cost({ yuan: [least, most] }: Course): number {
    const odd = this.#dice.chance(shares.oddFen) ? this.#dice.between(1, 99) : 0
    return this.#dice.between(least / 50, most / 50) * 50 * fen + odd
  }

  #asked(costFen: number): number | null {
    if (this.#dice.chance(shares.asksForLess)) return Math.floor((costFen * 4) / 5 / fen) * fen
    return this.#dice.chance(shares.asksForMore) ? costFen + this.#dice.between(1, 20) * 50 * fen : null
  }

  /** What the provider is designated for. */
  #taughtBy(provider: string): readonly string[] {
    const { occupations, training } = this.#city
    const designated = training.providers.find(({ id }) => id === provider)?.occupations ?? []
    return designated.length === 0 ? occupations : designated
  }

  #certificates({ course }: Course, issuedOn: string, provider: string): readonly SyntheticCertificate[] {
    const dice = this.#dice
    if (course !== 'composite' || !dice.chance(shares.certified)) return []
    const taught = this.#taughtBy(provider)
    return Array.from({ length: dice.between(1, 2) }, () => ({
      occupation: dice.pick(taught),
      level: dice.pick(this.#city.levels),
      number: `Y${dice.between(10_000_000, 99_999_999)}${dice.between(10_000, 99_999)}`,
      issuedOn,
    }))
  }
}
