import { z } from 'zod'
import type { RegisteredCertificate } from '../../../projections/certificate-register.ts'
import { formatYuan } from '../../domain/money.ts'
import { certificateKindText } from '../../domain/person/certificate-kind-text.ts'
import { certificateKinds } from '../../domain/person/events.ts'
import { type CountCut, countCuts, type RegisterQueries, type TrainingCount } from '../read-registers.ts'
import { asOf, toAsOf, yuan } from './common.ts'

const counts = z.object({
  people: z.int().meta({ description: '人数,不重复' }),
  personTimes: z.int().meta({ description: '人次' }),
  certificates: z.int(),
  awardedYuan: yuan.meta({ description: '核定' }),
  paidYuan: yuan.meta({ description: '银行确认到账;追回的不减' }),
})

export const trainingRegisterAnswer = z
  .object({
    by: z.enum(countCuts),
    items: z.array(counts.extend({ key: z.string().nullable(), name: z.string() })),
    total: counts,
    asOf,
  })
  .meta({ id: 'TrainingRegister' })

const toCounts = ({ people, personTimes, certificates, awardedFen, paidFen }: TrainingCount) => ({
  ...{ people, personTimes, certificates },
  awardedYuan: formatYuan(awardedFen),
  paidYuan: formatYuan(paidFen),
})

/** @param nameOf what people call a key */
export const toTrainingRegister = (
  by: CountCut,
  { items, total, asOf: place }: ReturnType<RegisterQueries['trainingCounts']>,
  nameOf: (key: string | null) => string,
): z.output<typeof trainingRegisterAnswer> => ({
  by,
  items: items.map((row) => ({ key: row.key, name: nameOf(row.key), ...toCounts(row) })),
  total: toCounts(total),
  asOf: toAsOf(place),
})

export const certificateAnswer = z
  .object({
    personId: z.string(),
    holder: z
      .string()
      .nullable()
      .meta({ description: '持有人,打码', examples: ['张*'] }),
    completionId: z.string(),
    occupation: z.string(),
    level: z.string(),
    kind: z.enum(certificateKinds),
    kindText: z.string().meta({ examples: ['职业技能等级证书'] }),
    evaluation: z.string().nullable().meta({ description: '一评双证:同一次评价的编号' }),
    issuedOn: z.string(),
    provider: z.string().nullable(),
    district: z.string().nullable(),
    voided: z.boolean().meta({ description: '结业记录已经撤回' }),
  })
  .meta({ id: 'Certificate' })

export const toCertificate = (
  { numberDigest: _, kind, ...certificate }: RegisteredCertificate,
  holder: string | null,
): z.output<typeof certificateAnswer> => ({
  ...certificate,
  kind,
  kindText: certificateKindText[kind],
  holder,
})
