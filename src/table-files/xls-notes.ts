/** What the reader of .xls leaves out, from the records of the workbook ([MS-XLS], BIFF8). */
export interface XlsNotes {
  /** Of the first sheet that is not hidden, from 0. */
  readonly index: number
  readonly isEncrypted: boolean
  readonly from1904: boolean
  /** Columns, from 0, of the formulas of each row, from 1. */
  readonly formulas: ReadonlyMap<number, ReadonlySet<number>>
  readonly hiddenRows: ReadonlySet<number>
}

const types = { formula: 0x06, eof: 0x0a, date1904: 0x22, filePass: 0x2f, sheet: 0x85, row: 0x208 } as const
/** Of a row: its height is zero. */
const isHiddenRow = 0x20

interface Record {
  readonly type: number
  readonly data: Buffer
}

/** The records from a place on, up to the end of the part that begins there. */
function* recordsFrom(stream: Buffer, from: number): Generator<Record> {
  for (let place = from; place + 4 <= stream.length; ) {
    const type = stream.readUInt16LE(place)
    const end = place + 4 + stream.readUInt16LE(place + 2)
    yield { type, data: stream.subarray(place + 4, end) }
    if (type === types.eof) return
    place = end
  }
}

/** Undefined when no sheet can be seen, or a record is cut off. */
export const xlsNotes = (stream: Buffer): XlsNotes | undefined => {
  try {
    return notesOf(stream)
  } catch (error) {
    // A record shorter than it must be.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const notesOf = (stream: Buffer): XlsNotes | undefined => {
  const sheets: { readonly place: number; readonly isVisible: boolean }[] = []
  let from1904 = false
  for (const { type, data } of recordsFrom(stream, 0)) {
    // All that follows is unreadable.
    if (type === types.filePass) {
      return { index: 0, isEncrypted: true, from1904, formulas: new Map(), hiddenRows: new Set() }
    }
    if (type === types.date1904) from1904 = data.readUInt16LE(0) === 1
    if (type !== types.sheet) continue
    // Worksheets only: the others are charts and macros.
    const isVisible = (data.readUInt8(4) & 3) === 0 && data.readUInt8(5) === 0
    sheets.push({ place: data.readUInt32LE(0), isVisible })
  }
  const index = sheets.findIndex(({ isVisible }) => isVisible)
  const sheet = sheets[index]
  if (sheet === undefined) return undefined
  const formulas = new Map<number, Set<number>>()
  const hiddenRows = new Set<number>()
  for (const { type, data } of recordsFrom(stream, sheet.place)) {
    if (type === types.row && (data.readUInt16LE(12) & isHiddenRow) !== 0)
      hiddenRows.add(data.readUInt16LE(0) + 1)
    if (type !== types.formula) continue
    const line = data.readUInt16LE(0) + 1
    formulas.set(line, (formulas.get(line) ?? new Set()).add(data.readUInt16LE(2)))
  }
  return { index, isEncrypted: false, from1904, formulas, hiddenRows }
}
