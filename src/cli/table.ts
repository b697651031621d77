import CliTable from 'cli-table3'
import type { Terminal } from './terminal.ts'

export interface Column {
  readonly title: string
  readonly right?: boolean
}

/** Chinese characters are two columns wide; the library knows. */
export const tableText = (
  terminal: Pick<Terminal, 'colour'>,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string => {
  const table = new CliTable({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ right }) => (right === true ? 'right' : 'left')),
    style: terminal.colour ? { head: ['bold'], border: ['gray'] } : { head: [], border: [] },
  })
  for (const row of rows) table.push([...row])
  return table.toString()
}
