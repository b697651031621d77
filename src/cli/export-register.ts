import { type ClaimRow, claimSheet } from '../bank-files/claim-sheet.ts'
import {
  type CertificateRow,
  type CompletionRow,
  certificateSheet,
  completionSheet,
} from '../bank-files/training-sheets.ts'
import { certificateKindText } from '../domain/person/certificate-kind-text.ts'
import type { OpenLedger } from './host.ts'
import { providerNames } from './provider-names.ts'

export const registerKinds = { claims: '申领', completions: '结业', certificates: '证书' } as const
export type RegisterKind = keyof typeof registerKinds

/** What people call districts, departments and courses. */
export interface RegisterNames {
  readonly district: (code: string) => string
  readonly department: (id: string) => string
  readonly course: (id: string) => string
}

interface Making {
  readonly ledger: OpenLedger
  readonly names: RegisterNames
  readonly claims: () => AsyncIterable<ClaimRow>
  /** Called with how many rows there are so far. */
  readonly note: (rows: number) => void
}

/** One register as the bytes of a file. */
export const registerBytes = (
  of: RegisterKind,
  format: 'csv' | 'xlsx',
  making: Making,
): Promise<Uint8Array> => {
  if (of === 'claims') return claimSheet(making.claims(), format)
  if (of === 'completions') return completionSheet(completionRows(making), format)
  return certificateSheet(certificateRows(making), format)
}

async function* completionRows({ ledger, names, note }: Making): AsyncGenerator<CompletionRow> {
  const providerOf = providerNames(ledger)
  let rows = 0
  for await (const one of ledger.completions()) {
    const { completionId, personId, trainingId, startsOn, endsOn, eligibleCostFen } = one
    yield {
      ...{ completionId, personId, trainingId, startsOn, endsOn, eligibleCostFen },
      district: one.district === null ? '' : names.district(one.district),
      provider: await providerOf(one.provider),
      providerId: one.provider ?? '',
      department: one.department === null ? '' : names.department(one.department),
      course: names.course(one.course),
      registered: one.hours === null ? '未登记' : '已登记',
      occupation: one.occupation ?? '',
      level: one.level ?? '',
      hours: one.hours === null ? '' : String(one.hours),
      certificates: String(one.certificates),
      state: one.withdrawn ? '已撤回' : '有效',
    }
    note(++rows)
  }
}

async function* certificateRows({ ledger, names, note }: Making): AsyncGenerator<CertificateRow> {
  const providerOf = providerNames(ledger)
  let rows = 0
  for await (const one of ledger.certificates()) {
    const { completionId, personId, occupation, level, issuedOn } = one
    yield {
      ...{ completionId, personId, occupation, level, issuedOn },
      district: one.district === null ? '' : names.district(one.district),
      provider: await providerOf(one.provider),
      providerId: one.provider ?? '',
      kind: certificateKindText[one.kind],
      evaluation: one.evaluation ?? '',
      state: one.voided ? '已撤回' : '有效',
    }
    note(++rows)
  }
}
