import { isWorkingDay, type WorkCalendar } from '../domain/calendar.ts'
import { addDays, type Day, daysBetween } from '../domain/dates.ts'

const minutesPerDay = 1_440

/** Time of the demo in minutes since the city's first day began, by the working days of the calendar. */
export class OfficeDays {
  readonly #from: Day
  readonly #calendar: WorkCalendar

  constructor(from: Day, calendar: WorkCalendar) {
    this.#from = from
    this.#calendar = calendar
  }

  dayOf(at: number): Day {
    return addDays(this.#from, Math.floor(at / minutesPerDay))
  }

  /** @param time `HH:MM` */
  at(day: Day, time: string): number {
    const [hours = '', minutes = ''] = time.split(':')
    return daysBetween(this.#from, day) * minutesPerDay + Number(hours) * 60 + Number(minutes)
  }

  /** Working day `count` after the day; 0: the day itself, or the next working day where it is none. */
  after(day: Day, count: number): Day {
    let found = day
    while (!isWorkingDay(this.#calendar, found)) found = addDays(found, 1)
    for (let left = count; left > 0; left--) {
      do found = addDays(found, 1)
      while (!isWorkingDay(this.#calendar, found))
    }
    return found
  }

  /** So many working days later, at that time of the day. */
  later(at: number, count: number, time: string): number {
    return this.at(this.after(this.dayOf(at), count), time)
  }
}
