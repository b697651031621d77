import { claimHolder, claimHolderText, claimNextText } from '../domain/person/claim-holder.ts'
import { isClaimStatus } from '../domain/person/claim-status-text.ts'
import type { DatedSpan, DistrictValues, DocumentValue, PaymentRules } from '../domain/policy/policy.ts'
import { spanText, valueText } from './policy-value-text.ts'

type Sources = readonly { readonly id: string; readonly name: string }[]

/** How approved money reaches people: notice, signatures, sources, deadlines; each with its clause. */
export const paymentLines = (payment: PaymentRules<DocumentValue>, sources: Sources): readonly string[] => {
  const { notice, secondSignature, sourceOrder, handling = [] } = payment
  const named = (order: readonly string[]): string =>
    order.map((id) => sources.find((source) => source.id === id)?.name ?? id).join('、')
  return [
    ...byDistrict(notice).map(
      ([where, value]) => `  公示${where} 至少 ${value.workingDays} 个工作日,${spanText(value)}`,
    ),
    ...secondSignature.values.map((value) => `  两人会签 批次合计满 ${valueText(value)}`),
    ...byDistrict(sourceOrder).map(
      ([where, value]) =>
        `  资金来源次序${where} ${named(value.order)},${spanText(value, sourceOrder.interpretation)}`,
    ),
    ...handling.flatMap(({ id, values }) =>
      values.map((value) => `  办理时限 ${stepText(id)}${value.workingDays} 个工作日,${spanText(value)}`),
    ),
  ]
}

const byDistrict = <T>({ values, districts }: DistrictValues<T>): readonly [string, DatedSpan & T][] => [
  ...values.map((value): [string, DatedSpan & T] => ['', value]),
  ...districts.flatMap(({ id, values: own }) =>
    own.map((value): [string, DatedSpan & T] => [`(${id})`, value]),
  ),
]

/** Whose step it is, and which: several statuses read the same to applicants. */
const stepText = (status: string): string => {
  if (!isClaimStatus(status)) return `${status} `
  const holder = claimHolder(status)
  const next = claimNextText[status].replace(/。$/u, '')
  return holder === null ? `${next} ` : `${claimHolderText[holder]}(${next}) `
}
