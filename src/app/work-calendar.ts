import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { compileCalendar, type WorkCalendar } from '../domain/calendar.ts'

const day = z.iso.date()
const form = z.strictObject({
  years: z.array(
    z.strictObject({
      year: z.int().min(2000).max(2999),
      source: z.string().min(1),
      rest: z.array(z.strictObject({ name: z.string().min(1), from: day, until: day })),
      work: z.array(day),
    }),
  ),
})

/** Holidays and make-up working days as data (`seeds/calendar.json`), each year with its notice. */
export const readWorkCalendar = (file: string | URL): WorkCalendar =>
  compileCalendar(form.parse(JSON.parse(readFileSync(file, 'utf8'))).years)
