import { z } from 'zod'

const share = z.number().min(0).max(1)
const words = z.array(z.string().min(1)).min(1)
const yuanByDistrict = z.record(z.string(), z.int().positive())

/** How the synthetic city's finance office works (`finance` in `seeds/demo/city.json`). */
export const financeForm = z.strictObject({
  /** The papers that allot money to districts, in whole yuan for the city's own number of people. */
  allotments: z.array(
    z.strictObject({
      /** The first working day from here on. */
      on: z.iso.date(),
      source: z.string().min(1),
      year: z.int(),
      document: z.string().min(1),
      yuan: yuanByDistrict,
    }),
  ),
  /** Months in which a batch is planned. */
  months: z.array(z.int().min(1).max(12)),
  /** The working day of the month on which batches are planned. */
  planOn: z.int().positive(),
  /** In the newest month each district on a day of its own, so that batches are left in every status. */
  newest: z.strictObject({ month: z.string(), planOn: z.record(z.string(), z.int().positive()) }),
  /** `district/YYYY-MM`: planned with the wrong claims at first, cancelled and planned again. */
  cancelledPlans: z.array(z.string().regex(/^\d{6}\/\d{4}-\d{2}$/)),
  formats: z.array(z.enum(['csv', 'csv-gb18030', 'xlsx'])).min(1),
  objectors: words,
  /** How often, of lines and of batches. */
  shares: z.strictObject({
    objected: share,
    upheld: share,
    returned: share,
    givenUp: share,
    returnedLate: share,
    recovered: share,
    withdrawnLate: share,
  }),
  returnReasons: words,
  notes: z.strictObject({
    object: words,
    upheld: words,
    dismissed: words,
    'give-up': words,
    recover: words,
    withdraw: words,
  }),
})

export type FinancePlan = z.infer<typeof financeForm>
