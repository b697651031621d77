import { formatYuan } from '../domain/money.ts'
import { guardText } from '../table-files/guarded-text.ts'
import type { SheetCell } from '../table-files/workbook.ts'
import { type RegisterForm, registerFile } from './register-file.ts'

/** Registers of completions and certificates as files. Nothing in them tells who a person is. */

export interface CompletionRow {
  readonly completionId: string
  readonly personId: string
  readonly district: string
  /** What the provider is called. */
  readonly provider: string
  readonly providerId: string
  readonly department: string
  readonly course: string
  readonly trainingId: string
  /** Whether the class is in the register. */
  readonly registered: string
  readonly occupation: string
  readonly level: string
  readonly startsOn: string
  readonly endsOn: string
  readonly hours: string
  readonly eligibleCostFen: number
  readonly certificates: string
  readonly state: string
}

export interface CertificateRow {
  readonly completionId: string
  readonly personId: string
  readonly district: string
  readonly provider: string
  readonly providerId: string
  readonly kind: string
  readonly occupation: string
  readonly level: string
  readonly evaluation: string
  readonly issuedOn: string
  readonly state: string
}

const text = (heading: string, width: number) => ({ heading, width, kind: 'text' }) as const

const completionForm: RegisterForm = {
  title: '结业台账',
  columns: [
    ...[text('结业编号', 34), text('人员编号', 30), text('区县', 10), text('培训机构', 24)],
    text('机构编号', 14),
    ...[text('行业主管部门', 20), text('培训类型', 18), text('培训班编号', 20), text('培训班登记', 10)],
    ...[
      text('职业(工种)', 18),
      text('等级', 10),
      text('开始日期', 12),
      text('结业日期', 12),
      text('学时', 8),
    ],
    { heading: '合规费用(元)', width: 16, kind: 'money' },
    ...[text('证书数', 8), text('状态', 10)],
  ],
}

const certificateForm: RegisterForm = {
  title: '证书台账',
  columns: [
    ...[text('结业编号', 34), text('人员编号', 30), text('区县', 10), text('培训机构', 24)],
    text('机构编号', 14),
    ...[text('证书种类', 20), text('职业(工种)', 18), text('等级', 10), text('一评双证评价编号', 20)],
    ...[text('发证日期', 12), text('状态', 10)],
  ],
}

async function* completionCells(rows: AsyncIterable<CompletionRow>): AsyncGenerator<readonly SheetCell[]> {
  for await (const row of rows) {
    const { completionId, personId, district, provider, providerId, department, course, trainingId } = row
    const { registered, occupation, level, startsOn, endsOn, hours } = row
    const { eligibleCostFen, certificates, state } = row
    const before = [completionId, personId, district, provider, providerId, department, course, trainingId]
    const then = [registered, occupation, level, startsOn, endsOn, hours]
    // Two places of a whole number of fen are exact in a double.
    yield [...[...before, ...then].map(guardText), Number(formatYuan(eligibleCostFen)), certificates, state]
  }
}

async function* certificateCells(rows: AsyncIterable<CertificateRow>): AsyncGenerator<readonly SheetCell[]> {
  for await (const row of rows) {
    const { completionId, personId, district, provider, providerId, kind, occupation, level } = row
    const { evaluation, issuedOn, state } = row
    const who = [completionId, personId, district, provider, providerId]
    const cells = [...who, kind, occupation, level, evaluation]
    yield [...cells, issuedOn, state].map(guardText)
  }
}

export const completionSheet = (rows: AsyncIterable<CompletionRow>, format: 'csv' | 'xlsx') =>
  registerFile(completionForm, completionCells(rows), format)

export const certificateSheet = (rows: AsyncIterable<CertificateRow>, format: 'csv' | 'xlsx') =>
  registerFile(certificateForm, certificateCells(rows), format)
