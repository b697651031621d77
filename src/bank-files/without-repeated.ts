import { type Fault, faultOf } from './fault.ts'

interface Numbered {
  readonly line: number
  readonly no: number
  readonly claimId: string
}

/** Rows that share a number or a claim contradict each other, so none of them counts. */
export const withoutRepeated = <Row extends Numbered>(
  rows: readonly Row[],
): { readonly once: readonly Row[]; readonly repeated: readonly Fault[] } => {
  const numbers = countsOf(rows.map(({ no }) => no))
  const claims = countsOf(rows.map(({ claimId }) => claimId))
  const isRepeated = ({ no, claimId }: Row): boolean =>
    (numbers.get(no) ?? 0) > 1 || (claims.get(claimId) ?? 0) > 1
  return {
    once: rows.filter((row) => !isRepeated(row)),
    repeated: rows.filter(isRepeated).map(({ line }) => faultOf('line-repeated', line)),
  }
}

const countsOf = <Value>(values: readonly Value[]): ReadonlyMap<Value, number> => {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
