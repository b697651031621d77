import { stringify } from 'csv-stringify/sync'
import { encodeText, signatureOf } from '../table-files/text-encoding.ts'
import type { SheetCell, SheetColumn } from '../table-files/workbook.ts'

export interface RegisterForm {
  readonly title: string
  readonly columns: readonly (SheetColumn & { readonly heading: string })[]
}

const csvForm = { quoted: true, quoted_empty: true, record_delimiter: '\r\n' } as const

/** A register as the bytes of a file; CSV is UTF-8 with BOM, which spreadsheets open as Chinese. */
export const registerFile = async (
  { title, columns }: RegisterForm,
  rows: AsyncIterable<readonly SheetCell[]>,
  format: 'csv' | 'xlsx',
): Promise<Uint8Array> => {
  const all = headed(
    columns.map(({ heading }) => heading),
    rows,
  )
  if (format === 'xlsx') {
    // The spreadsheet library is heavy, and most commands never need it.
    const { writeSheet } = await import('../table-files/workbook.ts')
    return writeSheet(title, columns, all)
  }
  const parts: Uint8Array[] = [signatureOf('utf-8-bom')]
  for await (const row of all) {
    const cells = row.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell))
    parts.push(encodeText(stringify([cells], csvForm), 'utf-8-bom'))
  }
  return Buffer.concat(parts)
}

async function* headed(
  headings: readonly string[],
  rows: AsyncIterable<readonly SheetCell[]>,
): AsyncGenerator<readonly SheetCell[]> {
  yield headings
  yield* rows
}
