import type { WorkCalendar } from '../domain/calendar.ts'
import { yearOf } from '../domain/dates.ts'
import { fundIdOf } from '../domain/fund/commands.ts'
import { availableFen } from '../domain/fund/state.ts'
import { Agenda } from './agenda.ts'
import { startCourse } from './batch-course.ts'
import { ClaimQueue } from './claim-queue.ts'
import type { FinancePlan } from './finance-plan.ts'
import { callerOf, cityFinance, financeOf, type Office } from './office.ts'
import { OfficeDays } from './office-days.ts'

export interface FinanceOfficeParts extends Omit<Office, 'days' | 'agenda' | 'queue'> {
  readonly calendar: WorkCalendar
  readonly people: number
}

type Allotment = FinancePlan['allotments'][number]

const fenPerYuan = 100
const minutesPerDay = 1_440
/** Whoever means to give up what was approved has done so by then. */
const daysToWithdraw = 16

/** The city's finance office through the years: money is allotted, and every month what is due is paid. */
export class DemoFinance {
  /** What whoever else works in the city shares with it, the agenda above all. */
  readonly office: Office
  /** Money grows with the number of people. */
  readonly #scale: number

  constructor({ calendar, people, ...parts }: FinanceOfficeParts) {
    const { city, node } = parts
    const days = new OfficeDays(city.from, calendar)
    this.office = { ...parts, days, agenda: new Agenda(), queue: new ClaimQueue(node.ledger) }
    this.#scale = Math.max(1, Math.ceil(people / city.people))
    this.#begin()
  }

  claimApproved(claimId: string, at: number): void {
    this.office.queue.add(claimId, at)
  }

  hasBefore(end: number): boolean {
    return this.office.agenda.hasBefore(end)
  }

  runBefore(end: number): Promise<void> {
    return this.office.agenda.runBefore(end)
  }

  #begin(): void {
    const { city, agenda, days } = this.office
    const { allotments, months, planOn, newest } = city.finance
    for (const allotment of allotments) {
      agenda.add(days.at(days.after(allotment.on, 0), '08:20'), (at) => this.#allot(allotment, at))
    }
    for (let year = yearOf(city.from); year <= yearOf(city.until); year++) {
      for (const month of months.map((number) => `${year}-${String(number).padStart(2, '0')}`)) {
        if (`${month}-01` > city.until) return
        for (const { code } of city.districts) {
          const place = newest.planOn[month === newest.month ? code : ''] ?? planOn
          const day = days.after(days.after(`${month}-01`, 0), place - 1)
          agenda.add(days.at(day, '09:30'), (at) => this.#plan(code, month, at), 'plan')
        }
      }
    }
  }

  async #allot({ source, year, document, yuan }: Allotment, at: number): Promise<void> {
    const office = this.office
    const { funds } = office.node
    const toDistrict = async ([district, amount]: readonly [string, number]): Promise<void> => {
      const fundId = fundIdOf({ district, source, year })
      if ((await funds.fund({ kind: 'all' }, fundId)) === undefined) {
        await funds.open(callerOf(office, cityFinance, `${fundId}|open`, at), { district, source, year })
      }
      const amountFen = amount * fenPerYuan * this.#scale
      const caller = callerOf(office, cityFinance, `${fundId}|${document}`, at)
      await funds.execute(caller, fundId, { type: 'AllotFund', data: { amountFen, document } })
    }
    await Promise.all(Object.entries(yuan).map(toDistrict))
  }

  async #plan(district: string, month: string, at: number): Promise<void> {
    const office = this.office
    const { city, days, queue, agenda } = office
    const before = at - daysToWithdraw * minutesPerDay
    const claims = await queue.take(district, before, await this.#availableFen(district, yearOf(month)))
    if (claims.length === 0) return
    const batchId = await this.#planBatch(district, `${district}/${month}`, claims, at)
    if (!city.finance.cancelledPlans.includes(`${district}/${month}`)) {
      startCourse(office, { batchId, district }, at)
      return
    }
    agenda.add(days.later(at, 0, '11:00'), async (due) => {
      const caller = callerOf(office, financeOf(district), `${batchId}|cancel`, due)
      const command = { type: 'CancelBatch', data: { noteCommitment: null } } as const
      await office.node.treasury.step(caller, batchId, command)
      const again = await this.#planBatch(district, `${batchId}|again`, claims, due)
      startCourse(office, { batchId: again, district }, due)
    })
  }

  async #planBatch(district: string, key: string, claims: readonly string[], at: number): Promise<string> {
    const caller = callerOf(this.office, financeOf(district), key, at)
    return (await this.office.node.treasury.plan(caller, district, claims)).batchId
  }

  /** In the district's funds of the year. */
  async #availableFen(district: string, year: number): Promise<number> {
    const { city, node } = this.office
    const sources = new Set(city.finance.allotments.map(({ source }) => source))
    let sumFen = 0
    for (const source of sources) {
      const fund = await node.funds.fund({ kind: 'all' }, fundIdOf({ district, source, year }))
      if (fund !== undefined) sumFen += availableFen(fund)
    }
    return sumFen
  }
}
