import { z } from 'zod'
import type { RegisteredImport } from '../../../projections/import-register.ts'
import { type RowReport, rowVerdicts, rowVerdictText } from '../../app/imports/row-verdict.ts'
import type { RowFault } from '../../app/imports/sheet-row.ts'
import type { Job } from '../../app/jobs.ts'
import { importStatuses, importStatusText } from '../../domain/import/state.ts'
import { maskIdNumber, maskName } from '../../domain/masks.ts'
import { formatYuan } from '../../domain/money.ts'
import type { FaultGroup } from '../../sheets/group-faults.ts'
import { asOf, yuan } from './common.ts'

const count = z.int()

const fault = z
  .object({
    column: z.string().meta({ description: '列名;空为整行', examples: ['证件号码'] }),
    address: z.string().meta({ examples: ['B12'] }),
    code: z.string().meta({ examples: ['id-checksum'] }),
    text: z.string().meta({ description: '哪里不对' }),
    clause: z.string().nullable().meta({ description: '依据的条款或标准' }),
    next: z.string().meta({ description: '怎么办' }),
  })
  .meta({ id: 'RowFault' })

const reason = z
  .object({
    code: z.string(),
    column: z.string(),
    text: z.string(),
    clause: z.string().nullable(),
    next: z.string(),
    count: count.meta({ description: '有几行' }),
    addresses: z.array(z.string()).meta({ description: '前几处', examples: [['B12', 'B40']] }),
  })
  .meta({ id: 'FaultGroup', description: '同一原因的各行' })

const judged = z
  .object({ rows: count, ok: count, already: count, changed: count, wrong: count })
  .meta({ id: 'ImportJudged', description: '每行恰有一个结论:通过、已有记录、有变化、需修改' })

const committed = z
  .object({ recorded: count, corrected: count, already: count, claims: count, left: count })
  .meta({ id: 'ImportCommitted', description: '新记录、更正、已有、随之提交的申领、没有记录的行数' })

const summary = {
  importId: z.string(),
  provider: z.string(),
  status: z.enum(importStatuses),
  statusText: z.string().meta({ examples: ['待提交'] }),
  format: z.string().meta({ examples: ['xlsx'] }),
  bytes: count,
  receivedAt: z.string(),
  receivedBy: z.string(),
  judged: judged.nullable(),
  committed: committed.nullable(),
  committedAt: z.string().nullable(),
  fileHeld: z.boolean().meta({ description: '上传的文件和逐行结果是否还在' }),
}

export const importSummary = z.object(summary).meta({ id: 'ImportSummary' })

export const importAnswer = z
  .object({
    ...summary,
    note: z
      .string()
      .nullable()
      .meta({ examples: ['此文件已于 2026-11-02 09:00 导入:记录 300 行,提交申领 300 笔'] }),
    withdrawnSince: count.meta({ description: '它记录的结业,其后撤回了几条' }),
    fileFaults: z.array(fault).meta({ description: '整个文件无法读取的原因' }),
    reasons: z.array(reason).meta({ description: '需修改的原因,最多的在前' }),
    unfiled: z.array(reason).meta({ description: '照记、但没有申领的原因,最多的在前' }),
    notes: z.array(reason).meta({ description: '与人员登记不同、没有改动登记的各项' }),
    remarks: z.array(reason).meta({ description: '不影响结论的说明,如培训班编号没有登记过' }),
    job: z
      .object({ jobId: z.string(), step: z.string(), done: count, total: count })
      .nullable()
      .meta({ description: '正在进行的步骤' }),
    asOf,
  })
  .meta({ id: 'Import' })

export const importAccepted = z
  .object({
    importId: z.string(),
    jobId: z.string().nullable().meta({ description: '查询:GET /jobs/{jobId};null 为无需再办' }),
    note: z.string().nullable(),
  })
  .meta({ id: 'ImportAccepted' })

export const importRow = z
  .object({
    line: count.meta({ description: '文件中的行号' }),
    verdict: z.enum(rowVerdicts),
    verdictText: z.string(),
    name: z.string().nullable().meta({ description: '打码' }),
    idNumber: z.string().nullable().meta({ description: '打码' }),
    faults: z.array(fault),
    changes: z.array(z.object({ column: z.string(), before: z.string(), after: z.string() })),
    claims: z
      .array(z.object({ instrument: z.string(), amountYuan: yuan }))
      .meta({ description: '随这一行提交的申领' }),
    remarks: z
      .array(z.object({ column: z.string(), code: z.string(), text: z.string() }))
      .meta({ description: '不影响结论的说明:培训班编号没有登记过(training-unregistered)' }),
    unfiled: z.array(fault).meta({ description: '照记或已有记录、但没有申领的原因(条款);有申领的为空' }),
    notes: z.array(fault).meta({ description: '与人员登记不同之处;登记没有改动' }),
    completionId: z
      .string()
      .nullable()
      .meta({ description: '结业记录的编号:已有的、被更正的,或提交后记下的' }),
    recordedAt: z.string().nullable().meta({ description: '这条结业记录是何时录入的' }),
  })
  .meta({ id: 'ImportRow' })

type Figures = Omit<RegisteredImport, 'importId' | 'fault' | 'asked'> & { readonly importId: string | null }

export const toImportSummary = (state: Figures): z.output<typeof importSummary> => {
  const { importId, provider, status, format, bytes, receivedAt, receivedBy } = state
  const { judged: counts, committed: done, committedAt, fileHeld } = state
  const { faults: _, ...verdicts } = counts ?? {
    rows: 0,
    ok: 0,
    already: 0,
    changed: 0,
    wrong: 0,
    faults: [],
  }
  return {
    importId: importId ?? '',
    provider,
    status,
    statusText: importStatusText[status],
    ...{ format, bytes, receivedAt, receivedBy },
    judged: counts === null ? null : verdicts,
    committed: done === null ? null : { ...done },
    ...{ committedAt, fileHeld },
  }
}

export const toReason = (group: FaultGroup): z.output<typeof reason> => ({
  ...group,
  addresses: [...group.addresses],
})

export const toFault = ({ column, address, code, text, clause, next }: RowFault): z.output<typeof fault> => ({
  ...{ column, address, code, text, clause, next },
})

export const toJobSeen = (job: Job | undefined): z.output<typeof importAnswer>['job'] =>
  job === undefined ? null : { jobId: job.jobId, step: job.step, done: job.done, total: job.total }

/** @param record the completion that the row stands for */
export const toImportRow = (
  report: RowReport,
  record: { readonly completionId: string | null; readonly recordedAt: string | null },
): z.output<typeof importRow> => {
  const { line, verdict, row, faults, changes, claims, remarks = [], unfiled, notes } = report
  return {
    line,
    verdict,
    verdictText: rowVerdictText[verdict],
    name: row === null ? null : maskName(row.name),
    idNumber: row === null ? null : maskIdNumber(row.idNumber),
    faults: faults.map(toFault),
    changes: changes.map((change) => ({ ...change })),
    claims: claims.map(({ instrument, amountFen }) => ({ instrument, amountYuan: formatYuan(amountFen) })),
    remarks: remarks.map((remark) => ({ ...remark })),
    unfiled: unfiled.map(toFault),
    notes: notes.map(toFault),
    ...record,
  }
}
