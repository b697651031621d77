import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { financeForm } from './finance-plan.ts'
import { trainingForm } from './training-plan.ts'

const day = z.iso.date()
const weight = z.int().positive()
const range = z.tuple([z.int().positive(), z.int().positive()])
const words = z.array(z.string().min(1)).min(1)

export const fates = [
  'approved',
  'resubmitted',
  'rejected',
  'withdrawn',
  'withdrawn-after-approval',
  'left-submitted',
  'left-reviewed',
  'left-returned',
] as const

const form = z.strictObject({
  note: z.string(),
  seed: z.string().min(1),
  people: z.int().positive(),
  from: day,
  until: day,
  surnames: z.string().min(1),
  given: z.string().min(1),
  banks: words,
  districts: z.array(z.strictObject({ code: z.string(), weight })),
  episodes: z.array(z.strictObject({ of: z.string(), weight })),
  episodesPerPerson: z.array(z.strictObject({ count: z.int().positive(), weight })),
  fates: z.array(z.strictObject({ fate: z.enum(fates), weight })),
  courses: z.array(
    z.strictObject({
      course: z.string(),
      /** Part of training ids. */
      code: z.string(),
      instrument: z.string(),
      everyDays: z.int().positive(),
      days: range,
      yuan: range,
    }),
  ),
  titles: z.array(z.strictObject({ title: z.string(), instrument: z.string(), document: z.string() })),
  occupations: words,
  levels: words,
  notes: z.strictObject({
    return: words,
    reject: words,
    withdraw: words,
    correct: words,
    revoke: words,
    'withdraw-completion': words,
  }),
  training: trainingForm,
  finance: financeForm,
})

/** The synthetic city: proportions, ranges and words (`seeds/demo/city.json`). */
export type City = z.infer<typeof form>
export type Fate = (typeof fates)[number]
export type Course = City['courses'][number]
export type NoteKind = keyof City['notes']

export const readCity = (file: string | URL): City => form.parse(JSON.parse(readFileSync(file, 'utf8')))
