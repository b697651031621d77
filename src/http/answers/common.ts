import { z } from 'zod'

/** Pieces that many answers share. */

export const yuan = z.string().meta({ description: '元,两位小数', examples: ['10000.00'] })
export const personId = z.string().meta({ examples: ['aaaaaaaaaaaaaaaaaaaaaaaaaa'] })
export const position = z
  .string()
  .meta({ description: '这次写入在日志中的位置;查询时可作为 atLeast', examples: ['1234'] })

export const asOf = z
  .object({
    position: z
      .string()
      .nullable()
      .meta({ description: '数字反映到的日志位置', examples: ['1234'] }),
    at: z
      .string()
      .nullable()
      .meta({ description: '该位置的时刻', examples: ['2024-09-02T01:30:00.000Z'] }),
  })
  .meta({ id: 'AsOf' })

export const interpretation = z
  .object({
    id: z.string().meta({ examples: ['I2'] }),
    chosen: z.string().meta({ examples: ['term-cumulative'] }),
    reading: z.string().meta({ description: '口径的文字' }),
    decidedBy: z.string().nullable(),
    status: z.enum(['provisional', 'confirmed']).nullable(),
  })
  .meta({ id: 'Interpretation', description: '条文留有余地之处所取的口径' })

interface Place {
  readonly position: bigint | null
  readonly at: string | null
}
export const toAsOf = ({ position: place, at }: Place): z.output<typeof asOf> => ({
  position: place === null ? null : String(place),
  at,
})
