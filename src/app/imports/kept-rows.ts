import type { CompletionRow } from '../../sheets/completion-row.ts'

export interface KeptRow {
  readonly line: number
  readonly row: CompletionRow
}

/**
 * Rows of a sheet by person, in the order of the file. They are kept as bytes: few people have more than one
 * row, but which ones is known only at the end, and 50,000 rows as objects would be most of the heap.
 */
export class KeptRows {
  readonly #rows = new Map<string, { readonly line: number; readonly bytes: Buffer }[]>()

  add(personId: string, { line, row }: KeptRow): void {
    const kept = { line, bytes: Buffer.from(JSON.stringify(row)) }
    const rows = this.#rows.get(personId)
    if (rows === undefined) this.#rows.set(personId, [kept])
    else rows.push(kept)
  }

  count(personId: string): number {
    return this.#rows.get(personId)?.length ?? 0
  }

  of(personId: string): readonly KeptRow[] {
    const rows = this.#rows.get(personId) ?? []
    return rows.map(({ line, bytes }) => ({ line, row: JSON.parse(bytes.toString()) as CompletionRow }))
  }
}
