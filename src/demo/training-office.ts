import type { TrainingOffice } from '../app/training-office/create-training-office.ts'
import { addDays } from '../domain/dates.ts'
import { syntheticIdNumber } from '../domain/synthetic-id.ts'
import { type CityClass, classesOf } from './classes.ts'
import { callerOf, cityOfficer, type Office } from './office.ts'
import { syntheticPerson } from './synthetic-person.ts'
import type { TrainingPlan } from './training-plan.ts'

/** Number of the first trainer as an invented person. */
const firstTrainer = 1_950_001

/** Steps of a class that need nothing said. */
type PlainStep = 'OpenTraining' | 'FinishTraining' | 'CloseTraining' | 'CancelTraining'

type Provider = TrainingPlan['providers'][number]

/** Who the training office designates and enlists, and what becomes of every class, in the city's own time. */
export class DemoTraining {
  readonly #office: Office
  readonly #node: TrainingOffice

  constructor(office: Office, node: TrainingOffice) {
    this.#office = office
    this.#node = node
  }

  /** Puts everything on the agenda. */
  begin(): void {
    const { city, agenda, days } = this.#office
    const { providers, trades, trainers } = city.training
    const first = days.after(city.from, 0)
    for (const provider of providers) {
      agenda.add(days.at(first, '08:05'), (at) => this.#designate(provider, at), 'designate')
      if (provider.suspended !== undefined) this.#suspend(provider.id, provider.suspended)
    }
    for (const { occupation } of trades) {
      for (let no = 0; no < trainers.perOccupation; no++) {
        agenda.add(days.at(first, '08:10'), (at) => this.#enlist(occupation, no, at), 'enlist')
      }
    }
    agenda.add(days.at(trainers.delisted.on, '10:05'), (at) => this.#delist(at))
    for (const one of classesOf(city)) this.#hold(one)
  }

  async #designate(provider: Provider, at: number): Promise<void> {
    const { suspended: _, id: providerId, ...designated } = provider
    const caller = callerOf(this.#office, cityOfficer, `${providerId}|designate`, at)
    const data = { providerId, ...designated }
    await this.#node.providers.execute(caller, providerId, { type: 'DesignateProvider', data })
  }

  #suspend(
    providerId: string,
    { from, document, on, reinstatedBy }: NonNullable<Provider['suspended']>,
  ): void {
    const { agenda, days } = this.#office
    agenda.add(days.at(from, '09:05'), async (at) => {
      const caller = callerOf(this.#office, cityOfficer, `${providerId}|suspend`, at)
      const data = { from, document }
      await this.#node.providers.execute(caller, providerId, { type: 'SuspendProvider', data })
    })
    agenda.add(days.at(on, '09:05'), async (at) => {
      const caller = callerOf(this.#office, cityOfficer, `${providerId}|reinstate`, at)
      const data = { on, document: reinstatedBy }
      await this.#node.providers.execute(caller, providerId, { type: 'ReinstateProvider', data })
    })
  }

  #numberOf(occupation: string, no: number): number {
    const { trades, trainers } = this.#office.city.training
    const place = trades.findIndex((trade) => trade.occupation === occupation)
    return firstTrainer + place * trainers.perOccupation + no
  }

  #trainerId(occupation: string, no: number): string {
    return this.#office.node.ledger.personIdOf(syntheticIdNumber(this.#numberOf(occupation, no)))
  }

  async #enlist(occupation: string, no: number, at: number): Promise<void> {
    const { city } = this.#office
    const { level, until, document } = city.training.trainers
    const n = this.#numberOf(occupation, no)
    const { idNumber, name } = syntheticPerson(city, n)
    const caller = callerOf(this.#office, cityOfficer, `trainer|${n}`, at)
    const certificateNumber = `S330699${n}`
    const from = city.from
    const enlisted = { occupation, level, from, until, document, idNumber, name, certificateNumber }
    await this.#node.trainers.enlist(caller, enlisted)
  }

  async #delist(at: number): Promise<void> {
    const { occupation, on, document } = this.#office.city.training.trainers.delisted
    const caller = callerOf(this.#office, cityOfficer, 'trainer|delist', at)
    await this.#node.trainers.delist(caller, this.#trainerId(occupation, 0), { on, document })
  }

  /** Puts every step of the class on the agenda. */
  #hold(one: CityClass): void {
    const { city, agenda, days } = this.#office
    const { planned, opened, closed } = city.training.classes
    const { startsOn, endsOn } = one.details
    const day = (from: string, offset: number): string => {
      const wanted = addDays(from, offset)
      return days.after(wanted < city.from ? city.from : wanted, 0)
    }
    const plannedOn = this.#afterSuspension(one, day(startsOn, -planned))
    agenda.add(days.at(plannedOn, '09:15'), (at) => this.#plan(one, at), 'plan-class')
    if (one.own?.cancelledOn !== undefined) {
      agenda.add(days.at(one.own.cancelledOn, '15:25'), (at) => this.#step(one, 'CancelTraining', at))
      return
    }
    agenda.add(days.at(day(startsOn, -opened), '10:15'), (at) => this.#open(one, at))
    if (one.own?.finished === false) return
    agenda.add(days.at(day(endsOn, 1), '16:15'), (at) => this.#step(one, 'FinishTraining', at))
    agenda.add(days.at(day(endsOn, closed), '16:25'), (at) => this.#step(one, 'CloseTraining', at))
  }

  /** While it is suspended a provider plans nothing: the day, or that on which it is reinstated. */
  #afterSuspension({ details }: CityClass, day: string): string {
    const { providers } = this.#office.city.training
    const suspended = providers.find(({ id }) => id === details.providerId)?.suspended
    return suspended !== undefined && suspended.from <= day && day < suspended.on ? suspended.on : day
  }

  async #plan({ trainingId, details, trainer }: CityClass, at: number): Promise<void> {
    const { providerId, occupation } = details
    const caller = callerOf(this.#office, providerId, `${trainingId}|plan`, at)
    const trainerId = this.#trainerId(occupation, trainer)
    const data = { trainingId, ...details, trainerId }
    await this.#node.trainings.execute(caller, trainingId, { type: 'PlanTraining', data })
  }

  async #open(one: CityClass, at: number): Promise<void> {
    const { trainingId, own } = one
    const { agenda, days } = this.#office
    const { state } = await this.#step(one, 'OpenTraining', at)
    const finding = state.findings.find(({ upheld }) => upheld === null)
    if (finding === undefined || own?.looked === undefined) return
    const looked = { no: finding.no, upheld: false, note: own.looked }
    agenda.add(days.later(at, 2, '14:35'), async (due) => {
      const caller = callerOf(this.#office, cityOfficer, `${trainingId}|looked`, due)
      await this.#node.trainings.resolve(caller, trainingId, looked)
    })
  }

  #step({ trainingId, details }: CityClass, type: PlainStep, at: number) {
    const account = type === 'CloseTraining' ? `officer-${details.district}` : details.providerId
    const caller = callerOf(this.#office, account, `${trainingId}|${type}`, at)
    return this.#node.trainings.execute(caller, trainingId, { type, data: {} })
  }
}
