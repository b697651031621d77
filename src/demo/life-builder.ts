import { addDays, daysBetween } from '../domain/dates.ts'
import type { CompletionDetails } from '../domain/person/events.ts'
import type { City, Fate, NoteKind } from './city.ts'
import type { Dice } from './dice.ts'
import { stages } from './stages.ts'
import type { Act, Life, Step, SyntheticCertificate, SyntheticPerson } from './steps.ts'
import { syntheticPerson } from './synthetic-person.ts'
import type { Training } from './trainings.ts'

const minutesPerDay = 1_440
const officeOpens = 510
const officeCloses = 1_010
const cityOffice = '330600'

/** Days between two steps beyond the days of rest, at least and at most. */
type Wait = readonly [least: number, most: number]

/** So that many steps of different people can be under way at once. */
const daysOfRest = 5
const sameDay: Wait = [-daysOfRest, -daysOfRest]

interface Fact {
  readonly id: string
  readonly relevantDay: number
  readonly recordedBy: string
}

/** Writes one life step by step, each later than the one before, by who is entitled to it. */
export class LifeBuilder {
  readonly dice: Dice
  readonly #city: City
  readonly #person: SyntheticPerson
  readonly #steps: Step[] = []
  readonly #homes: { readonly district: string; readonly fromDay: number }[]
  readonly #enrolled = new Set<string>()
  readonly #facts = new Map<string, Fact>()
  #claims = 0
  #at: number

  constructor(city: City, n: number, dice: Dice, begin: { readonly day: number; readonly district: string }) {
    this.dice = dice
    this.#city = city
    this.#person = syntheticPerson(city, n)
    this.#homes = [{ district: begin.district, fromDay: Number.NEGATIVE_INFINITY }]
    this.#at = begin.day * minutesPerDay
  }

  get home(): string {
    return this.#homes.at(-1)?.district ?? ''
  }
  get day(): number {
    return Math.floor(this.#at / minutesPerDay)
  }
  get officer(): string {
    return `officer-${this.home}`
  }

  /** The life up to the city's last day: what was under way then stays so. */
  life(): Life {
    const end = (daysBetween(this.#city.from, this.#city.until) + 1) * minutesPerDay
    return this.#steps.filter(({ at }) => at < end)
  }

  register(by: string): void {
    const act = { do: 'register', person: this.#person, district: this.home } as const
    this.#step(by, act, [0, 3])
    if (by.startsWith('provider-')) this.#enrolled.add(by)
  }

  move(district: string): void {
    const { officer } = this
    this.#wait([5, 40])
    this.#step(officer, { do: 'move', district, movedOn: this.#date(this.day) }, sameDay)
    this.#homes.push({ district, fromDay: this.day })
  }

  grant(title: string, document: string, officialList = false): string {
    this.#wait([1, 20])
    const grantedOn = this.#date(this.day)
    const { officer } = this
    this.#step(officer, { do: 'grant', title, grantedOn, document, officialList }, [3, 12])
    return this.#addFact('r', daysBetween(this.#city.from, grantedOn), officer)
  }

  revoke(fact: string): void {
    this.#wait([2, 15])
    const act = { do: 'revoke', fact, revokedOn: this.#date(this.day), note: this.#note('revoke') } as const
    this.#step(this.officer, act, sameDay)
  }

  /** @param change what the record says otherwise than the class: another course, longer, dearer. */
  complete(
    by: string,
    { course, trainingId, startsDay, endsDay }: Training,
    change: Partial<CompletionDetails>,
    certificates: readonly SyntheticCertificate[] = [],
  ): string {
    if (by.startsWith('provider-') && !this.#enrolled.has(by)) this.register(by)
    const details = {
      course: course.course,
      trainingId,
      startsOn: this.#date(startsDay),
      endsOn: this.#date(endsDay),
      eligibleCostFen: 0,
      ...change,
    }
    const relevantDay = daysBetween(this.#city.from, details.endsOn)
    this.#at = Math.max(this.#at, (relevantDay + 1) * minutesPerDay)
    this.#step(by, { do: 'complete', details, certificates }, [0, 6])
    return this.#addFact('t', relevantDay, by)
  }

  correct(fact: string, change: Partial<CompletionDetails>): void {
    const known = this.#fact(fact)
    this.#step(known.recordedBy, { do: 'correct', fact, change, note: this.#note('correct') }, [1, 8])
    if (change.endsOn !== undefined) {
      this.#facts.set(fact, { ...known, relevantDay: daysBetween(this.#city.from, change.endsOn) })
    }
  }

  withdrawCompletion(fact: string): void {
    const note = this.#note('withdraw-completion')
    this.#step(this.#fact(fact).recordedBy, { do: 'withdraw-completion', fact, note }, [1, 6])
  }

  /** An officer looks into what was found about the completion. */
  look(fact: string, looked: { readonly upheld: boolean; readonly note: string }): void {
    this.#step(this.officer, { do: 'look', fact, ...looked }, [0, 2])
  }

  /** Files a claim and takes it as far as its fate goes. */
  claim(by: string, instrument: string, fact: string, { fate, requestedFen = null }: ClaimPlan): void {
    this.#step(by, { do: 'submit', instrument, fact, requestedFen }, [1, 20])
    this.#claims++
    this.#settle(`c${this.#claims}`, by, this.#fact(fact), fate)
  }

  /** 免申即享: the claim comes with the title; the person confirms the account, or has not yet. */
  grantFromList(title: string, document: string, confirmed: boolean): void {
    const { officer } = this
    const fact = this.#fact(this.grant(title, document, true))
    this.#claims++
    if (!confirmed) return
    const claim = `c${this.#claims}`
    this.#step('self', { do: 'confirm', claim, note: '' }, [1, 9])
    this.#settle(claim, officer, fact, 'approved')
  }

  #settle(claim: string, by: string, fact: Fact, fate: Fate): void {
    const district = this.#homes.findLast(({ fromDay }) => fromDay <= fact.relevantDay)?.district ?? ''
    const own = `officer-${district}`
    // Who filed the claim or recorded the training does not review it.
    const recorded = fact.id.startsWith('t') && fact.recordedBy === own
    const officer = by === own || recorded ? `officer-${cityOffice}` : own
    const reviewer = `reviewer-${district}`
    const whose = {
      confirm: 'self',
      return: officer,
      review: officer,
      resubmit: by,
      // A provider may file for a person, but not give up what is theirs.
      withdraw: by.startsWith('provider-') ? 'self' : by,
      approve: reviewer,
      reject: reviewer,
    }
    for (const what of stages[fate]) {
      const note = what === 'return' || what === 'reject' || what === 'withdraw' ? this.#note(what) : ''
      this.#step(whose[what], { do: what, claim, note }, [1, 9])
    }
  }

  #step(by: string, act: Act, wait: Wait): void {
    this.#wait(wait)
    this.#steps.push({ at: this.#at, by, act })
  }

  /** To a later minute of an office day. */
  #wait([least, most]: Wait): void {
    let day = this.day + daysOfRest + this.dice.between(least, most)
    while (!this.#isOfficeDay(day)) day++
    const at = day * minutesPerDay + this.dice.between(officeOpens, officeCloses)
    this.#at = at > this.#at ? at : this.#at + this.dice.between(2, 40)
  }

  #isOfficeDay(day: number): boolean {
    const weekday = new Date(Date.parse(this.#date(day))).getUTCDay()
    return weekday >= 1 && weekday <= 5
  }

  #date(day: number): string {
    return addDays(this.#city.from, day)
  }

  #note(kind: NoteKind): string {
    return this.dice.pick(this.#city.notes[kind])
  }

  #addFact(letter: 'r' | 't', relevantDay: number, recordedBy: string): string {
    const id = `${letter}${this.#facts.size + 1}`
    this.#facts.set(id, { id, relevantDay, recordedBy })
    return id
  }

  #fact(id: string): Fact {
    const fact = this.#facts.get(id)
    if (fact === undefined) throw new RangeError(`the life has no fact ${id}`)
    return fact
  }
}

export interface ClaimPlan {
  readonly fate: Fate
  /** Null: the whole eligible cost. */
  readonly requestedFen?: number | null
}
