/** An .xls as small as one can be: records of BIFF8 in a compound file. No library here writes one. */

export type XlsCell = string | number | null | { readonly formulaOf: number }

export interface XlsSheet {
  readonly name: string
  readonly rows: readonly (readonly XlsCell[])[]
  readonly hidden?: boolean
  /** Rows, from 0, of height zero. */
  readonly hiddenRows?: readonly number[]
}

const record = (type: number, data: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(type, 0)
  head.writeUInt16LE(data.length, 2)
  return Buffer.concat([head, data])
}

const words = (...values: readonly number[]): Buffer => {
  const data = Buffer.alloc(values.length * 2)
  for (const [place, value] of values.entries()) data.writeUInt16LE(value, place * 2)
  return data
}

const begin = (kind: number): Buffer =>
  record(0x809, Buffer.concat([words(0x600, kind, 0, 0), Buffer.alloc(8)]))
const end = record(0x0a, Buffer.alloc(0))

const double = (value: number): Buffer => {
  const data = Buffer.alloc(8)
  data.writeDoubleLE(value)
  return data
}

const cellRecord = (row: number, column: number, cell: XlsCell): Buffer => {
  const place = words(row, column, 0)
  if (cell === null) return Buffer.alloc(0)
  if (typeof cell === 'number') return record(0x203, Buffer.concat([place, double(cell)]))
  if (typeof cell === 'object') {
    return record(0x06, Buffer.concat([place, double(cell.formulaOf), Buffer.alloc(6), words(0)]))
  }
  const text = Buffer.from(cell, 'utf16le')
  return record(0x204, Buffer.concat([place, words(cell.length), Buffer.from([1]), text]))
}

const sheetPart = ({ rows, hiddenRows = [] }: XlsSheet): Buffer => {
  const defs = hiddenRows.map((row) => record(0x208, words(row, 0, 15, 0, 0, 0, 0x20, 0x0f)))
  const cells = rows.flatMap((row, place) => row.map((cell, column) => cellRecord(place, column, cell)))
  return Buffer.concat([begin(0x10), ...defs, ...cells, end])
}

const boundSheet = ({ name, hidden }: XlsSheet, place: number): Buffer => {
  const data = Buffer.alloc(8)
  data.writeUInt32LE(place, 0)
  data.writeUInt8(hidden === true ? 1 : 0, 4)
  data.writeUInt8(name.length, 6)
  data.writeUInt8(1, 7)
  return record(0x85, Buffer.concat([data, Buffer.from(name, 'utf16le')]))
}

export interface XlsOptions {
  readonly from1904?: boolean
  readonly encrypted?: boolean
  /** Of further, empty entries of the directory. */
  readonly entries?: readonly string[]
}

export const xlsOf = (sheets: readonly XlsSheet[], options: XlsOptions = {}): Uint8Array => {
  const head = [begin(0x05)]
  if (options.encrypted) head.push(record(0x2f, words(1, 1, 1)))
  if (options.from1904) head.push(record(0x22, words(1)))
  const parts = sheets.map(sheetPart)
  const globals = (places: readonly number[]): Buffer =>
    Buffer.concat([...head, ...sheets.map((sheet, n) => boundSheet(sheet, places[n] ?? 0)), end])
  let place = globals([]).length
  const places = parts.map(({ length }) => {
    place += length
    return place - length
  })
  const stream = Buffer.concat([globals(places), ...parts])
  return compound(
    'Workbook',
    Buffer.concat([stream, Buffer.alloc(Math.max(0, 4096 - stream.length))]),
    options,
  )
}

const sectorBytes = 512
const none = 0xffffffff

const entry = (name: string, kind: number, start: number, size: number): Buffer => {
  const data = Buffer.alloc(128)
  data.write(name, 'utf16le')
  data.writeUInt16LE(name.length * 2 + 2, 64)
  data.writeUInt8(kind, 66)
  data.writeUInt8(1, 67)
  for (const at of [68, 72, 76]) data.writeUInt32LE(none, at)
  if (kind === 5) data.writeUInt32LE(1, 76)
  data.writeUInt32LE(start, 116)
  data.writeUInt32LE(size, 120)
  return data
}

/** Sector 0 is the table, sector 1 the directory, the stream follows. */
export const compound = (name: string, stream: Buffer, { entries = [] }: XlsOptions = {}): Uint8Array => {
  const sectors = Math.ceil(stream.length / sectorBytes)
  const table = Buffer.alloc(sectorBytes, 0xff)
  table.writeUInt32LE(0xfffffffd, 0)
  table.writeUInt32LE(0xfffffffe, 4)
  for (let sector = 0; sector < sectors; sector += 1) {
    table.writeUInt32LE(sector + 1 === sectors ? 0xfffffffe : sector + 3, (sector + 2) * 4)
  }
  const header = Buffer.alloc(sectorBytes)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header)
  words(0x3e, 3, 0xfffe, 9, 6).copy(header, 24)
  header.writeUInt32LE(1, 44)
  header.writeUInt32LE(1, 48)
  header.writeUInt32LE(4096, 56)
  for (const at of [60, 68]) header.writeUInt32LE(0xfffffffe, at)
  header.fill(0xff, 76)
  header.writeUInt32LE(0, 76)
  const listed = [entry('Root Entry', 5, 0xfffffffe, 0), entry(name, 2, 2, stream.length)]
  for (const other of entries) listed.push(entry(other, 1, none, 0))
  const directory = Buffer.concat([...listed, Buffer.alloc(sectorBytes)]).subarray(0, sectorBytes)
  return Buffer.concat([
    header,
    table,
    directory,
    stream,
    Buffer.alloc(sectors * sectorBytes - stream.length),
  ])
}
