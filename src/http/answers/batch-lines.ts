import { z } from 'zod'
import type { BatchSet, FourSets } from '../../app/treasury/four-sets.ts'
import type { BatchLine } from '../../domain/batch/state.ts'
import { lineStatuses, lineStatusText } from '../../domain/batch/status-text.ts'
import { formatYuan } from '../../domain/money.ts'
import { batchId } from './batch.ts'
import { asOf, personId, position, yuan } from './common.ts'
import { fundId } from './fund.ts'

const claimId = z.string()

export const batchLine = z
  .object({
    no: z.int(),
    claimId,
    personId,
    instrument: z.string(),
    instrumentName: z.string(),
    amountYuan: yuan,
    sources: z.array(z.object({ fundId, fundName: z.string(), amountYuan: yuan })),
    status: z.enum(lineStatuses),
    statusText: z.string().meta({ examples: ['待银行入账'] }),
    sent: z.int().meta({ description: '发给银行的次数' }),
  })
  .meta({ id: 'BatchLine' })

export interface LineNames {
  readonly instrument: (id: string) => string
  readonly fund: (id: string) => string
}

export const toBatchLine = (line: BatchLine, names: LineNames): z.output<typeof batchLine> => ({
  no: line.no,
  claimId: line.claimId,
  personId: line.personId,
  instrument: line.instrument,
  instrumentName: names.instrument(line.instrument),
  amountYuan: formatYuan(line.amountFen),
  sources: line.sources.map(({ fundId: id, amountFen }) => ({
    fundId: id,
    fundName: names.fund(id),
    amountYuan: formatYuan(amountFen),
  })),
  status: line.status,
  statusText: lineStatusText[line.status],
  sent: line.sent,
})

export const noticeAnswer = z
  .object({
    batchId,
    opensOn: z.string().nullable().meta({ description: '尚未公示时为空,名单为预览' }),
    closesOn: z.string().nullable(),
    listDigest: z.string().meta({ description: '公示名单的摘要:rows 按规范 JSON 的 SHA-256' }),
    unchanged: z.boolean().meta({ description: '现在重做的名单与公示时的逐字节相同' }),
    rows: z.array(
      z.object({
        no: z.int(),
        claimId,
        name: z.string().meta({ examples: ['张*'] }),
        idTail: z.string().meta({ description: '证件号码末四位' }),
        instrument: z.string(),
        amountYuan: yuan,
      }),
    ),
    asOf,
  })
  .meta({ id: 'Notice' })

export const objected = z.object({ batchId, claimId, no: z.int(), position }).meta({ id: 'Objected' })

export const resultsTaken = z
  .object({
    batchId,
    status: z.string(),
    statusText: z.string(),
    confirmed: z.int().meta({ description: '到账笔数' }),
    returned: z.int().meta({ description: '退汇笔数' }),
    unanswered: z.int().meta({ description: '在银行而文件里没有结果的笔数' }),
    repeated: z.boolean().meta({ description: '同一个文件以前录入过,这次没有改变什么' }),
    faults: z.array(
      z.object({
        line: z.int().meta({ description: '文件的行号,从 1 起' }),
        column: z.string(),
        code: z.string(),
        detail: z.string(),
      }),
    ),
    position,
  })
  .meta({ id: 'ResultsTaken' })

const set = z.object({ digest: z.string().nullable(), lines: z.int(), totalYuan: yuan })

export const reconciliation = z
  .object({
    batchId,
    approved: set,
    noticed: set,
    exported: set,
    confirmed: set,
    equal: z.boolean().meta({ description: '已有的各份名单是否相同' }),
    differences: z.array(z.object({ claimId, differsIn: z.array(z.string()) })),
    asOf,
  })
  .meta({ id: 'Reconciliation', description: '批准 = 公示 = 发给银行 = 到账与退汇' })

const toSet = ({ digest, lines, totalFen }: BatchSet): z.output<typeof set> => ({
  digest,
  lines,
  totalYuan: formatYuan(totalFen),
})

export const toReconciliation = (
  id: string,
  sets: FourSets,
): Omit<z.output<typeof reconciliation>, 'asOf'> => ({
  batchId: id,
  approved: toSet(sets.approved),
  noticed: toSet(sets.noticed),
  exported: toSet(sets.exported),
  confirmed: toSet(sets.confirmed),
  equal: sets.equal,
  differences: sets.differences.map(({ claimId: claim, differsIn }) => ({
    claimId: claim,
    differsIn: [...differsIn],
  })),
})
