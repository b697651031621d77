import { z } from 'zod'
import type { RegisteredTrainer } from '../../../projections/trainer-register.ts'
import type { Day } from '../../domain/dates.ts'
import { position } from './common.ts'

const trainerId = z.string().meta({ examples: ['aaaaaaaaaaaaaaaaaaaaaaaaaa'] })

export const trainerSummary = z
  .object({
    trainerId,
    name: z
      .string()
      .nullable()
      .meta({ description: '打码', examples: ['张*'] }),
    current: z.boolean().meta({ description: '今天在库' }),
    enlistments: z.array(
      z.object({
        occupation: z.string(),
        level: z.string(),
        from: z.string(),
        until: z.string().meta({ description: '最后一日;此前出库的,到出库为止' }),
        document: z.string(),
      }),
    ),
    delistings: z.array(
      z.object({ on: z.string().meta({ description: '不再在库的第一日' }), document: z.string() }),
    ),
  })
  .meta({ id: 'TrainerSummary', description: '证书编号加密保存,不在其中' })

export const trainerStepped = z.object({ trainerId, position }).meta({ id: 'TrainerStepped' })

/** A delisting ends whatever was enlisted before it. */
const isCurrent = ({ enlistments, delistings }: RegisteredTrainer, today: Day): boolean =>
  enlistments.some(
    ({ from, until }, place) =>
      from <= today && today <= until && !delistings.some(({ on, after }) => place < after && on <= today),
  )

/** @param name masked; null where it was erased */
export const toTrainerSummary = (
  trainer: RegisteredTrainer,
  name: string | null,
  today: Day,
): z.output<typeof trainerSummary> => ({
  trainerId: trainer.trainerId,
  name,
  current: isCurrent(trainer, today),
  enlistments: trainer.enlistments.map(({ occupation, level, from, until, document }) => ({
    ...{ occupation, level, from, until, document },
  })),
  delistings: trainer.delistings.map(({ on, document }) => ({ on, document })),
})
