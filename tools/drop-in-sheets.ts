import type { City } from '../src/demo/city.ts'
import { type CityClass, classesOf } from '../src/demo/classes.ts'
import { encodeText } from '../src/table-files/text-encoding.ts'
import { type WorkbookSheet, writeWorkbook } from '../src/table-files/write-workbook.ts'
import {
  cellsOf,
  headingsOf,
  mainColumns,
  type Names,
  peopleOf,
  type SheetValue,
  type SheetValues,
  soundRow,
} from './sheet-rows.ts'
import { type WrongRow, wrongRows } from './wrong-rows.ts'

/** Completion sheets of provider-1 to drop into a demo, and what they are good for. */

export interface DropInSheet {
  /** In `seeds/demo`. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** How many places a class of each kind has, which tells them apart. */
const places = { clean: 160, wrong: 60, full: 2, large: 520 } as const
const rowsOfClass = { clean: 150, large: 500 } as const
/** Sound rows between the wrong ones, so that something is recorded. */
const soundRows = 16

const columns = mainColumns
const placeOf = (column: (typeof columns)[number]): number => columns.indexOf(column)

const heldFor = (city: City, capacity: number): readonly CityClass[] =>
  classesOf(city).filter(
    ({ own, details }) =>
      own !== null && details.providerId === 'provider-1' && details.capacity === capacity,
  )

const firstFor = (city: City, capacity: number): CityClass => {
  const [found] = heldFor(city, capacity)
  if (found === undefined) throw new RangeError(`provider-1 has no class of ${capacity} places`)
  return found
}

export const dropInSheets = async (city: City, names: Names): Promise<readonly DropInSheet[]> => [
  { file: 'clean-300.xlsx', bytes: await cleanSheet(city, names) },
  { file: 'mistakes.xlsx', bytes: await wrongSheet(city, names) },
  { file: 'large-3000.csv', bytes: largeSheet(city, names) },
]

const rowsOf = (city: City, names: Names, kind: 'clean' | 'large'): readonly SheetValues[] => {
  const people = peopleOf(kind === 'clean' ? 0 : 2)
  return heldFor(city, places[kind]).flatMap((held) =>
    Array.from({ length: rowsOfClass[kind] }, () => soundRow(city, names, people.next().value, held)),
  )
}

const asDate = (value: SheetValue | undefined): SheetValue =>
  typeof value === 'string' ? new Date(`${value}T00:00:00Z`) : (value ?? null)

/** As somebody fills in the template: dates are dates, amounts are numbers, ids are text. */
const cleanSheet = (city: City, names: Names): Promise<Uint8Array> => {
  const rows = rowsOf(city, names, 'clean').map((row) => ({
    ...row,
    startsOn: asDate(row.startsOn),
    endsOn: asDate(row.endsOn),
    certificateIssuedOn: asDate(row.certificateIssuedOn),
  }))
  return writeWorkbook([sheetOf(rows.map((row) => cellsOf(columns, row)))])
}

const formats: Readonly<Partial<Record<(typeof columns)[number], string>>> = {
  startsOn: 'yyyy-mm-dd',
  endsOn: 'yyyy-mm-dd',
  certificateIssuedOn: 'yyyy-mm-dd',
  cost: '0.00',
}

const sheetOf = (rows: readonly (readonly SheetValue[])[]): WorkbookSheet => ({
  name: '结业名单',
  columns: columns.map((column) => ({ width: 18, style: { numFmt: formats[column] ?? '@' } })),
  rows: [[...headingsOf(columns)], ...rows.map((row) => [...row])],
  freezePane: { rows: 1 },
})

interface Placed {
  readonly values: SheetValues
  readonly only?: WrongRow['only'] | undefined
}

/** Every kind of mistake once, and sound rows between them; the last rows want places that are gone. */
const wrongSheet = (city: City, names: Names): Promise<Uint8Array> => {
  const people = peopleOf(1)
  const row = (held: CityClass): SheetValues => soundRow(city, names, people.next().value, held)
  const held = firstFor(city, places.wrong)
  const small = firstFor(city, places.full)
  const sound = Array.from({ length: soundRows }, () => ({ values: row(held) }))
  const wrong = wrongRows(city).map(({ change, only }): Placed => {
    const values = row(held)
    const changes = typeof change === 'function' ? change(String(values.idNumber)) : change
    return { values: { ...values, ...changes }, only }
  })
  const tooMany = Array.from({ length: places.full + 1 }, () => ({ values: row(small) }))
  const [first] = sound
  const rows: readonly Placed[] = [...mixed(sound, wrong), ...(first ? [first] : []), ...tooMany]
  const sheet = sheetOf(rows.map(({ values }) => cellsOf(columns, values)))
  const lineOf = (only: WrongRow['only']): number => rows.findIndex((placed) => placed.only === only) + 1
  const cost = `${lineOf('formula')},${placeOf('cost')}`
  return writeWorkbook([
    {
      ...sheet,
      cells: new Map([[cost, { formula: '1000+500' }]]),
      rowDefs: new Map([[lineOf('hidden'), { hidden: true }]]),
    },
  ])
}

/** One sound row after every third wrong one. */
const mixed = (sound: readonly Placed[], wrong: readonly Placed[]): readonly Placed[] => {
  const left = [...sound]
  const all = wrong.flatMap((one, no) => (no % 3 === 0 ? [...left.splice(0, 1), one] : [one]))
  return [...all, ...left]
}

/** As an older program exports it: GB18030, commas, the line ends of Windows. */
const largeSheet = (city: City, names: Names): Uint8Array => {
  const rows = rowsOf(city, names, 'large').map((row) => cellsOf(columns, row))
  const lines = [headingsOf(columns), ...rows].map((cells) =>
    cells.map((cell) => String(cell ?? '')).join(','),
  )
  return encodeText(lines.map((line) => `${line}\r\n`).join(''), 'gb18030')
}
