import { z } from 'zod'
import type { RegisteredBatch } from '../../../projections/batch-register.ts'
import type { ObjectionWords } from '../../app/treasury/objection-words.ts'
import type { BatchState } from '../../domain/batch/state.ts'
import { standing } from '../../domain/batch/state.ts'
import { batchStatuses, batchStatusText } from '../../domain/batch/status-text.ts'
import { formatYuan } from '../../domain/money.ts'
import { asOf, position, yuan } from './common.ts'
import { fundId } from './fund.ts'
import { jobAnswer } from './job.ts'

export const batchId = z.string().meta({ examples: ['330602-202606-abcdef'] })
const digest = z.string().nullable().meta({ description: '名单的摘要(SHA-256):批准时填它;冻结前为空' })

const batchFigures = z.object({
  batchId,
  district: z.string(),
  status: z.enum(batchStatuses),
  statusText: z.string().meta({ examples: ['公示中'] }),
  lines: z.int().meta({ description: '笔数,不含已移出的' }),
  totalYuan: yuan.meta({ description: '合计,不含已移出的;冻结前为 0.00' }),
  digest,
})

export const batchSummary = batchFigures.extend({ plannedOn: z.string() }).meta({ id: 'BatchSummary' })
/** What every step of a batch answers. */
export const batchStepped = batchFigures.extend({ position }).meta({ id: 'BatchStepped' })

const count = z.object({ lines: z.int(), yuan })

export const bankFile = z.object({
  fileNo: z.int().meta({ description: '1 为首次放款,以后为重发' }),
  fileDigest: z.string().meta({ description: '文件的 SHA-256' }),
  format: z.string().meta({ examples: ['csv'] }),
  lines: z.int(),
  totalYuan: yuan,
})

export const batchAnswer = batchSummary
  .extend({
    removed: z.int().meta({ description: '已移出的笔数' }),
    sources: z.array(z.object({ fundId, fundName: z.string(), amountYuan: yuan })),
    notice: z
      .object({
        opensOn: z.string(),
        workingDays: z.int(),
        closesOn: z.string().meta({ description: '公示的最后一天;次日起可以结束公示' }),
        listDigest: z.string(),
      })
      .nullable(),
    objections: z.array(
      z.object({
        no: z.int(),
        claimId: z.string(),
        outcome: z.enum(['upheld', 'dismissed']).nullable(),
        outcomeText: z.string().meta({ examples: ['待处理', '成立', '不成立'] }),
        ground: z.string().nullable().meta({ description: '异议的理由;只给经办、复核、财政和审计' }),
        answer: z.string().nullable().meta({ description: '处理的理由' }),
      }),
    ),
    cancelReason: z.string().nullable().meta({ description: '作废的理由;只给财政和审计' }),
    signatures: z.array(z.object({ by: z.string(), at: z.string() })),
    signaturesNeeded: z.int().meta({ description: '按合计金额需要几人批准' }),
    files: z.array(bankFile),
    results: z.object({ sent: count, paid: count, returned: count, givenUp: count }),
    timeline: z.array(
      z.object({
        step: z.string(),
        stepText: z.string(),
        at: z.string(),
        by: z.string(),
        file: z
          .object({ fileNo: z.int(), format: z.string() })
          .nullable()
          .meta({ description: '放款、重发、下载的是哪一份代发清册、什么格式;其他步骤为空' }),
      }),
    ),
    job: jobAnswer.nullable().meta({ description: '正在进行的步骤' }),
    asOf,
  })
  .meta({ id: 'Batch' })

export const toBatchStepped = ({
  state,
  position: place,
}: {
  readonly state: BatchState
  readonly position: bigint
}): z.output<typeof batchStepped> => ({
  batchId: state.batchId ?? '',
  district: state.district,
  status: state.status,
  statusText: batchStatusText[state.status],
  lines: state.digest === null ? state.claimIds.length : standing(state.lines).length,
  totalYuan: formatYuan(state.digest === null ? 0 : state.totalFen),
  digest: state.digest,
  position: String(place),
})

export const toBatchSummary = (batch: RegisteredBatch): z.output<typeof batchSummary> => ({
  batchId: batch.batchId,
  district: batch.district,
  status: batch.status,
  statusText: batchStatusText[batch.status],
  lines: batch.lines,
  totalYuan: formatYuan(batch.totalFen),
  digest: batch.digest,
  plannedOn: batch.plannedOn,
})

const stepWords: Readonly<Record<string, readonly [step: string, stepText: string]>> = {
  BatchPlanned: ['planned', '拟定名单'],
  BatchCancelled: ['cancelled', '作废'],
  BatchFreezeStarted: ['freeze-started', '开始冻结'],
  BatchFreezeAbandoned: ['freeze-abandoned', '冻结未成,申领和资金已退回'],
  BatchFrozen: ['frozen', '冻结名单,占用资金'],
  LineRemoved: ['line-removed', '移出一笔'],
  NoticeOpened: ['noticed', '开始公示'],
  LineObjected: ['objected', '收到异议'],
  ObjectionResolved: ['objection-resolved', '处理异议'],
  NoticeClosed: ['notice-closed', '结束公示'],
  BatchSigned: ['signed', '第一人批准'],
  BatchApproved: ['approved', '批准'],
  BatchReleased: ['released', '放款,生成代发清册'],
  LinesReissued: ['reissued', '退汇重发'],
  ResultsRecorded: ['results', '录入银行结果'],
  PayListShown: ['pay-list-shown', '下载代发清册'],
  LineGivenUp: ['given-up', '不再拨付一笔'],
  BatchClosed: ['closed', '结清'],
}

const outcomeText = { upheld: '成立', dismissed: '不成立' } as const

const toTimeline = ({ timeline }: RegisteredBatch) =>
  timeline.map(({ type, at, account, file = null }) => {
    const [step, stepText] = stepWords[type] ?? [type, type]
    return { step, stepText, at, by: account, file }
  })

/** Those that hold for the lines as they are: a line removed later makes them lapse. */
const signaturesOf = ({ timeline }: RegisteredBatch) => {
  const last = timeline.findLastIndex(({ type }) => type === 'LineRemoved')
  const since = timeline.slice(last + 1)
  return since
    .filter(({ type }) => type === 'BatchSigned' || type === 'BatchApproved')
    .map(({ account, at }) => ({ by: account, at }))
}

export interface BatchSurroundings {
  readonly state: BatchState
  readonly signaturesNeeded: number
  readonly job: z.output<typeof jobAnswer> | null
  readonly nameOf: (fundId: string) => string
  /** By the number of the objection. */
  readonly cancelReason: string | null
  readonly words: ReadonlyMap<number, ObjectionWords>
}

export const toBatch = (
  batch: RegisteredBatch,
  { state, signaturesNeeded, job, nameOf, cancelReason, words }: BatchSurroundings,
): Omit<z.output<typeof batchAnswer>, 'asOf'> => {
  const { results } = batch
  const counted = (lines: number, fen: number) => ({ lines, yuan: formatYuan(fen) })
  return {
    ...toBatchSummary(batch),
    removed: batch.removed,
    sources: batch.sources.map(({ fundId: id, amountFen }) => ({
      fundId: id,
      fundName: nameOf(id),
      amountYuan: formatYuan(amountFen),
    })),
    notice: batch.notice,
    objections: state.objections.map(({ no, claimId, outcome }) => ({
      no,
      claimId,
      outcome,
      outcomeText: outcome === null ? '待处理' : outcomeText[outcome],
      ground: words.get(no)?.ground ?? null,
      answer: words.get(no)?.answer ?? null,
    })),
    cancelReason,
    signatures: signaturesOf(batch),
    signaturesNeeded,
    files: batch.files.map(({ totalFen, ...file }) => ({ ...file, totalYuan: formatYuan(totalFen) })),
    results: {
      sent: counted(results.sent, results.sentFen),
      paid: counted(results.paid, results.paidFen),
      returned: counted(results.returned, results.returnedFen),
      givenUp: counted(results.givenUp, results.givenUpFen),
    },
    timeline: toTimeline(batch),
    job,
  }
}
