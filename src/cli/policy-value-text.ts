import type { DatedSpan, DocumentValue } from '../domain/policy/policy.ts'
import { groupedYuan } from './words.ts'

/** Dated values of a policy in words, each with its days and its clause. */

const daysText = ({ from, until }: DatedSpan): string =>
  `${from} 起${until === undefined ? '' : `至 ${until}`}`

/** `2024-01-01 起(二(三)4,口径 I2)` */
export const spanText = (span: DatedSpan, interpretation?: string | undefined): string =>
  `${daysText(span)}(${clauseText(span.clause, interpretation)})`

export const clauseText = (clause: string, interpretation?: string | undefined): string =>
  interpretation === undefined ? clause : `${clause},口径 ${interpretation}`

/** `50,000.00 元,2024-01-01 起(二(三)4)` */
export const valueText = (value: DocumentValue, interpretation?: string | undefined): string =>
  `${groupedYuan(value.yuan)} 元,${spanText(value, interpretation)}`

/** Without the clause: where a table has a column for it. */
export const shortValueText = (value: DocumentValue): string =>
  `${groupedYuan(value.yuan)} 元(${daysText(value)})`
