import { stringify } from 'csv-stringify/sync'
import { guardText } from '../table-files/guarded-text.ts'
import { type Marks, markedWorkbook, markXlsx, UncopiableWorkbook } from '../table-files/mark-workbook.ts'
import type { RawRow } from '../table-files/raw-row.ts'
import { encodeText, signatureOf } from '../table-files/text-encoding.ts'
import { isBlank, typedText } from './cells.ts'
import { reasonHeading } from './columns.ts'
import { findHeader, headerRowsAtMost } from './layout.ts'
import { markedRow, type RowMarks } from './marks.ts'
import { openRows, type RowSource, type SheetFormat } from './row-source.ts'

const sheetName = '结业名单'
const rowsOnly =
  '原来的工作簿不能整本照抄(例如其中有图表工作表):这个文件只有名单各行的内容和标注,没有原来的格式、公式和其他工作表。'

export interface MarkedFile {
  readonly format: 'xlsx' | 'csv'
  readonly bytes: Uint8Array
}

/** The file was not one that `judgeSheet` found sound. */
export class NothingToMark extends Error {
  constructor() {
    super('a file without readable headings cannot be marked')
    this.name = 'NothingToMark'
  }
}

/**
 * Marks a file in this thread; others go through `markSheet`. An .xlsx keeps all its content, or, where
 * it cannot, its rows and a notice; an .xls becomes an .xlsx; a CSV keeps its encoding and delimiter,
 * unless it is wanted as .xlsx.
 *
 * @throws {NothingToMark}
 */
export const markRows = async (bytes: Uint8Array, faults: RowMarks, asXlsx: boolean): Promise<MarkedFile> => {
  const source = await openRows(bytes)
  if ('fault' in source) throw new NothingToMark()
  const { format, sheetIndex } = source
  const isXlsx = format.format === 'xlsx'
  const rows = await rowsOf(source, isXlsx ? headerRowsAtMost : Number.MAX_SAFE_INTEGER)
  const header = findHeader(rows.filter(({ cells }) => !cells.every(isBlank)).slice(0, headerRowsAtMost))
  if ('faults' in header) throw new NothingToMark()
  const marks: Marks = {
    headerLine: header.layout.line,
    heading: reasonHeading,
    rows: new Map([...faults].map(([line, found]) => [line, markedRow(found)])),
  }
  if (isXlsx) return { format: 'xlsx', bytes: await markedXlsx(bytes, sheetIndex, marks) }
  if (format.format !== 'csv' || asXlsx) {
    return { format: 'xlsx', bytes: await markedWorkbook(sheetName, rows, marks) }
  }
  return { format: 'csv', bytes: markedCsv(rows, marks, format) }
}

const markedXlsx = async (bytes: Uint8Array, index: number, marks: Marks): Promise<Uint8Array> => {
  try {
    return await markXlsx(bytes, index, marks)
  } catch (error) {
    if (!(error instanceof UncopiableWorkbook)) throw error
    const source = await openRows(bytes)
    if ('fault' in source) throw new NothingToMark()
    const rows = await rowsOf(source, Number.MAX_SAFE_INTEGER)
    return markedWorkbook(sheetName, rows, marks, rowsOnly)
  }
}

/** All rows, or as many as hold the headings. */
const rowsOf = async ({ rows }: RowSource, filledAtMost: number): Promise<readonly RawRow[]> => {
  const read: RawRow[] = []
  let filled = 0
  for await (const row of rows) {
    read.push(row)
    if (!row.cells.every(isBlank)) filled += 1
    if (filled === filledAtMost) break
  }
  return read
}

type CsvForm = Extract<SheetFormat, { format: 'csv' }>

/** The reasons stand right of the widest row, or where they stood before. */
const markedCsv = (rows: readonly RawRow[], marks: Marks, { encoding, delimiter }: CsvForm): Uint8Array => {
  const headings = rows.find(({ line }) => line === marks.headerLine)?.cells ?? []
  const before = headings.indexOf(marks.heading)
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  const place = before === -1 ? width : before
  const records = rows.map(({ line, cells }) => {
    const texts = Array.from({ length: Math.max(width, place + 1) }, (_, column) =>
      guarded(wholeText(cells[column])),
    )
    texts[place] = line === marks.headerLine ? marks.heading : (marks.rows.get(line)?.reason ?? '')
    return texts
  })
  // By itself it quotes a line break only where it is the one between records.
  const text = stringify(records, { delimiter, record_delimiter: '\r\n', quoted_match: /[\r\n]/u })
  return Buffer.concat([signatureOf(encoding), encodeText(text, encoding)])
}

/** A cell of CSV is text, however long. */
const wholeText = (cell: RawRow['cells'][number] | undefined): string =>
  typeof cell === 'string' ? cell : typedText(cell)

/** What has its apostrophe already keeps that one, so that it reads as it did. */
const guarded = (text: string): string => (text.startsWith("'") ? text : guardText(text))
