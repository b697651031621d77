import { z } from 'zod'

const day = z.iso.date()
const count = z.int().positive()
const range = z.tuple([count, count])
const words = z.array(z.string().min(1)).min(1)

/** Classes held beside those of the plan, each for a reason of its own. */
const ownClass = z.strictObject({
  provider: z.string(),
  occupation: z.string(),
  level: z.string(),
  district: z.string(),
  from: day,
  until: day,
  capacity: count,
  /** Which trainer of the occupation, from 0; absent: one who is free. */
  trainer: z.int().nonnegative().optional(),
  /** What an officer wrote who looked into the finding that its opening raised. */
  looked: z.string().optional(),
  cancelledOn: day.optional(),
  /** False: over, but the provider has not said so yet. */
  finished: z.literal(false).optional(),
})

/** Who trains whom in the synthetic city (`training` in `seeds/demo/city.json`). */
export const trainingForm = z.strictObject({
  /** What is taught, up to which levels, and the industry department responsible. */
  trades: z.array(
    z.strictObject({
      occupation: z.string(),
      department: z.string(),
      levels: words,
      /** False: not in the catalogue, so nothing is paid for it. */
      listed: z.literal(false).optional(),
    }),
  ),
  providers: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      creditCode: z.string(),
      districts: words,
      /** Empty: every one. */
      occupations: z.array(z.string()),
      from: day,
      until: day,
      document: z.string(),
      suspended: z
        .strictObject({ from: day, document: z.string(), on: day, reinstatedBy: z.string() })
        .optional(),
    }),
  ),
  trainers: z.strictObject({
    perOccupation: count,
    level: z.string(),
    until: day,
    document: z.string(),
    /** The first of an occupation leaves the pool. */
    delisted: z.strictObject({ occupation: z.string(), on: day, document: z.string() }),
  }),
  /** The providers hold them in turn. */
  classes: z.strictObject({
    /** Part of training ids. */
    code: z.string(),
    count,
    /** Days since the city's first day. */
    firstDay: count,
    everyDays: count,
    days: range,
    capacity: range,
    hours: range,
    feeYuan: range,
    /** Days before the first day, and after the last. */
    planned: count,
    opened: count,
    closed: count,
  }),
  own: z.array(ownClass),
})

export type TrainingPlan = z.infer<typeof trainingForm>
export type OwnClass = z.infer<typeof ownClass>
