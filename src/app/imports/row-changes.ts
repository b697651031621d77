import { formatYuan } from '../../domain/money.ts'
import { certificateChange } from '../../domain/person/decide-certificates.ts'
import type { Certificate, CompletionDetails } from '../../domain/person/events.ts'
import { recordedDetails } from '../../domain/person/fact-details.ts'
import type { PersonFact } from '../../domain/person/state.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import type { CompletionRow } from '../../sheets/completion-row.ts'
import { detailsOf } from './row-steps.ts'
import type { RowChange } from './row-verdict.ts'

/** The sheet's own headings. */
const columns: Readonly<Record<keyof CompletionDetails, string>> = {
  course: '培训类型',
  trainingId: '培训班编号',
  startsOn: '开始日期',
  endsOn: '结业日期',
  eligibleCostFen: '费用(元)',
}

/** What the row says otherwise than the record, old and new; a certificate that it does not name stays. */
export const changesOf = (
  row: CompletionRow,
  record: PersonFact,
  certificates: readonly Certificate[],
  policy: Policy,
): readonly RowChange[] => {
  const before = recordedDetails(record)
  const after = detailsOf(row)
  const fields = Object.keys(columns) as (keyof CompletionDetails)[]
  const details = fields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({
      column: columns[field],
      before: shown(field, before, policy),
      after: shown(field, after, policy),
    }))
  const { more, replaced } = certificateChange(certificates, record.certificates)
  if (more.length === 0) return details
  const old = record.certificates.map(words).join('、') || '无'
  const staying = record.certificates.filter((one) => !replaced.includes(one)).map(words)
  const isRenumbered = (one: Certificate): boolean =>
    replaced.some((gone) => subject(gone) === subject(one) && gone.numberDigest !== one.numberDigest)
  const added = more.map((one) => words(one) + (isRenumbered(one) ? '(编号已更改)' : ''))
  return [...details, { column: '证书编号', before: old, after: [...staying, ...added].join('、') }]
}

const shown = (field: keyof CompletionDetails, details: CompletionDetails, policy: Policy): string => {
  if (field === 'eligibleCostFen') return formatYuan(details.eligibleCostFen)
  if (field !== 'course') return details[field]
  return policy.courses.find(({ id }) => id === details.course)?.name ?? details.course
}

const subject = ({ occupation, level, kind = 'skill-level' }: Certificate): string =>
  `${kind} ${occupation} ${level}`

/** Certificates are told apart without their numbers. */
const words = ({ occupation, level, issuedOn }: Certificate): string => `${occupation} ${level} ${issuedOn}`
