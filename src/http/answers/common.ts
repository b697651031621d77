import { z } from 'zod'

/** Pieces that many answers share. */

export const yuan = z.string().meta({ description: '元,两位小数', examples: ['10000.00'] })
/** The four figures of money paid; each word means this everywhere. */
export const paidFigures = {
  grossPaidYuan: yuan.meta({ description: '累计拨付:银行确认到账的,每次都计' }),
  returnedYuan: yuan.meta({ description: '到账后退汇:到账以后又被银行退回的' }),
  recoveredYuan: yuan.meta({ description: '已追回:追回入账的' }),
  paidYuan: yuan.meta({ description: '净拨付 = 累计拨付 − 到账后退汇 − 已追回' }),
}
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
