import { canonicalJson } from '../canonical-json.ts'
import type { Fen } from '../money.ts'
import type { FundPart, Line } from './events.ts'

/**
 * What a set of lines is known by: SHA-256 (hex) over the canonical JSON of `[claimId, amountFen]`,
 * in code unit order of the claim ids. The order of the lines does not matter.
 */
export const linesDigest = (
  lines: readonly { readonly claimId: string; readonly amountFen: Fen }[],
  sha256: (text: string) => string,
): string => {
  const pairs = lines.map(({ claimId, amountFen }) => [claimId, amountFen] as const)
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return sha256(canonicalJson(pairs))
}

export type Drawn<L> =
  | { readonly lines: readonly (L & { readonly sources: readonly FundPart[] })[]; readonly shortfallFen: 0 }
  | { readonly lines: null; readonly shortfallFen: Fen }

/**
 * Divides lines over funds, in the order given: a fund is used up before the next is touched, so a
 * line may come from several. All lines, or none and what is missing.
 */
export const drawOn = <L extends { readonly amountFen: Fen }>(
  lines: readonly L[],
  funds: readonly { readonly fundId: string; readonly availableFen: Fen }[],
): Drawn<L> => {
  let place = 0
  let leftFen = funds[0]?.availableFen ?? 0
  let shortfallFen = 0
  const drawn = lines.map((line) => {
    const sources: FundPart[] = []
    let neededFen = line.amountFen
    while (neededFen > 0 && place < funds.length) {
      const amountFen = Math.max(0, Math.min(neededFen, leftFen))
      if (amountFen > 0) sources.push({ fundId: funds[place]?.fundId ?? '', amountFen })
      neededFen -= amountFen
      leftFen -= amountFen
      if (leftFen > 0) continue
      place += 1
      leftFen = funds[place]?.availableFen ?? 0
    }
    shortfallFen += neededFen
    return { ...line, sources }
  })
  return shortfallFen === 0 ? { lines: drawn, shortfallFen } : { lines: null, shortfallFen }
}

/** Whose money a line is, and their declared relatives: they decide nothing about it. */
export const concerns = (
  { personId, relatives = [] }: Pick<Line, 'personId' | 'relatives'>,
  pid: string,
): boolean => personId === pid || relatives.includes(pid)

/** What lines take from each fund, in the order in which the funds first occur. */
export const fundTotals = (
  lines: readonly { readonly sources: readonly FundPart[] }[],
): readonly FundPart[] => {
  const totals = new Map<string, Fen>()
  for (const { sources } of lines) {
    for (const { fundId, amountFen } of sources) totals.set(fundId, (totals.get(fundId) ?? 0) + amountFen)
  }
  return [...totals].map(([fundId, amountFen]) => ({ fundId, amountFen }))
}
