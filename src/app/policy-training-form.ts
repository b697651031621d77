import { z } from 'zod'
import type { TrainingRules } from '../domain/policy/training-rules.ts'

/** Pieces of the form of policy documents, and the form of their section on training. */

export const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/)
export const text = z.string().min(1).max(2_000)
export const span = { from: z.iso.date(), until: z.iso.date().optional(), clause: text }

/** Values that each have a first day and a clause. */
export const dated = <T extends z.ZodRawShape>(shape: T) => z.array(z.strictObject({ ...span, ...shape }))

/** A hundred and twenty years. */
const ageMonths = z.int().positive().max(1_440)
const atMost = z.int().positive().max(100_000)

const finding = <R extends string, T extends z.ZodRawShape>(rule: R, shape: T) =>
  z.strictObject({ rule: z.literal(rule), values: dated(shape) })

export const trainingForm: z.ZodType<TrainingRules> = z.strictObject({
  classRequired: z.strictObject({ values: dated({ courses: z.array(id) }) }),
  levels: z.strictObject({ clause: text, order: z.array(text).min(1), synonyms: z.record(text, text) }),
  findings: z.array(
    z.discriminatedUnion('rule', [
      finding('overlapping-trainings', {}),
      finding('retirement-age', { maleMonths: ageMonths, femaleMonths: ageMonths }),
      finding('minimum-age', { months: ageMonths }),
      finding('enrolled-student', { titles: z.array(id).min(1), months: ageMonths }),
      finding('account-shared', { atMost }),
      finding('certificate-twice', {}),
      finding('provider-burst', { atMost }),
      finding('trainer-two-places', {}),
      finding('room-two-places', {}),
    ]),
  ),
  uploads: z.strictObject({ values: dated({ keptDays: z.int().positive().max(36_600) }) }),
})
