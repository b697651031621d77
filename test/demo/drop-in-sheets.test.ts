import { readFileSync } from 'node:fs'
import t from 'tap'
import { sheetTerms } from '../../src/app/imports/judge-file.ts'
import { policyOf } from '../../src/app/policy-document.ts'
import { classesOf } from '../../src/demo/classes.ts'

import { shippedCity, shippedDirectory, shippedPolicies } from '../../src/seeds.ts'
import type { JudgedRow } from '../../src/sheets/completion-row.ts'
import { type DropInSheet, dropInSheets } from '../../tools/drop-in-sheets.ts'
import { shippedNames } from '../../tools/sheet-rows.ts'
import { wrongRows } from '../../tools/wrong-rows.ts'
import { judgedOf } from '../support/sheets.ts'

const city = shippedCity()
const sheets = new Map<string, DropInSheet>()
t.before(async () => {
  for (const sheet of await dropInSheets(city, shippedNames())) sheets.set(sheet.file, sheet)
})

/** On the last day of the demo, when the sheets are dropped in. */
const rowsOf = async (file: string): Promise<readonly JudgedRow[]> => {
  const directory = shippedDirectory()
  const document = shippedPolicies().find(({ id }) => id === directory.governingPolicy)
  if (document === undefined) throw new Error('no policy governs')
  const terms = sheetTerms(directory, policyOf(document), `${city.until}T09:00:00Z`)
  const { rows, outcome } = await judgedOf(sheets.get(file)?.bytes ?? new Uint8Array(), terms)
  if ('faults' in outcome) throw new Error(JSON.stringify(outcome.faults))
  return rows
}

t.test('the stored sheets are what the program makes of the city', async (t) => {
  t.strictSame([...sheets.keys()], ['clean-300.xlsx', 'mistakes.xlsx', 'large-3000.csv'])
  for (const { file, bytes } of sheets.values()) {
    const stored = readFileSync(new URL(`../../seeds/demo/${file}`, import.meta.url))
    t.ok(stored.equals(bytes), `${file}: npm run seeds`)
  }
})

t.test('sheets that are called clean are, and fit their classes', async (t) => {
  const ids = new Set<string>()
  for (const [file, count] of [
    ['clean-300.xlsx', 300],
    ['large-3000.csv', 3_000],
  ] as const) {
    const rows = await rowsOf(file)
    t.equal(rows.length, count)
    t.strictSame(
      rows.flatMap(({ faults }) => faults),
      [],
    )
    for (const { row } of rows) ids.add(row?.idNumber ?? '')
    for (const { trainingId, details } of classesOf(city)) {
      const own = rows.filter(({ row }) => row?.trainingId === trainingId)
      t.ok(own.length <= details.capacity, trainingId)
      if (own.length > 0) t.match(own[0]?.row, { startsOn: details.startsOn, endsOn: details.endsOn })
    }
    t.ok(rows.every(({ row }) => classesOf(city).some(({ trainingId }) => trainingId === row?.trainingId)))
  }
  t.equal(ids.size, 3_300, 'everybody once')
  t.ok(
    [...ids].every((id) => id.startsWith('330699')),
    'and nobody real',
  )
})

t.test('the sheet of mistakes has each of them, where the row says so', async (t) => {
  const rows = await rowsOf('mistakes.xlsx')
  const found = new Set(rows.flatMap(({ faults }) => faults.map(({ code }) => String(code))))
  const ledgers = [
    'identity-mismatch',
    'training-unknown',
    'training-not-open',
    'training-course',
    'training-dates',
  ]
  const wanted = wrongRows(city).map(({ code }) => String(code))
  t.strictSame(found, new Set([...wanted.filter((code) => !ledgers.includes(code)), 'duplicate-in-file']))
  t.equal(rows.length, wanted.length + 20, 'sixteen sound ones, one of them twice, and three for two places')
  t.equal(new Set([...wanted, 'duplicate-in-file', 'training-full']).size, 41, 'as the README says')
  const ids = rows.map(({ cells }) => cells[1] ?? '')
  const real = ids.filter((id) => /^\d{17}[\dX]$/.test(id) && !id.startsWith('330699'))
  t.strictSame(
    real.map((id) => id.slice(0, 2)),
    ['00'],
    'a province that there is none',
  )
})
