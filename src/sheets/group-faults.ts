import { type ShownFault, textOfAll } from './fault.ts'

/** One kind of fault in a file: 身份证号校验码不正确 · 37 行 · B12, B40 … */
export interface FaultGroup {
  readonly code: string
  /** Empty: whole rows. */
  readonly column: string
  readonly text: string
  readonly clause: string | null
  readonly next: string
  /** Rows that have it. */
  readonly count: number
  /** Of the first ones. */
  readonly addresses: readonly string[]
}

const addressesShown = 10

interface Open extends Omit<FaultGroup, 'addresses'> {
  count: number
  readonly first: { readonly address: string; readonly line: number }[]
  line: number
}

/** Where a fault of a column stands that came without an address. */
export type AddressOf = (column: string, line: number) => string

/** Gathers faults as the rows come; the sums need no row to be kept. */
export class FaultGroups {
  readonly #groups = new Map<string, Open>()

  add({ line, faults }: { readonly line: number; readonly faults: readonly ShownFault[] }): void {
    for (const fault of faults) {
      const { code, column, clause, next } = fault
      const text = textOfAll(fault)
      // What differs from row to row and has no general text is a reason of its own.
      const key = `${code} ${column} ${text}`
      const group = this.#groups.get(key) ?? {
        code,
        column,
        text,
        clause,
        next,
        count: 0,
        first: [],
        line: 0,
      }
      this.#groups.set(key, group)
      if (group.line === line) continue
      group.line = line
      group.count += 1
      if (group.first.length < addressesShown) group.first.push({ address: fault.address, line })
    }
  }

  /** The most frequent first; equal ones in the order of the file. */
  list(addressOf: AddressOf): readonly FaultGroup[] {
    const groups = [...this.#groups.values()].map(({ line: _, first, ...group }) => ({
      ...group,
      addresses: first.map(({ address, line }) => address || addressOf(group.column, line)),
    }))
    return groups.sort((a, b) => b.count - a.count)
  }
}
