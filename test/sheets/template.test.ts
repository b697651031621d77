import readXlsxFile from 'read-excel-file/node'
import { test } from 'tap'
import { completionTemplate } from '../../src/sheets/template.ts'
import { checkZip } from '../../src/table-files/check-zip.ts'
import { headings, judgedOf, terms } from '../support/sheets.ts'

test('the template holds a sample that is never recorded', async (t) => {
  const bytes = await completionTemplate(terms)
  t.equal(await checkZip(bytes), undefined)
  const { rows, outcome } = await judgedOf(bytes)
  t.strictSame(rows, [])
  t.match(outcome, { faults: [{ code: 'upload-only-sample' }] })
})

test('it looks the same on every day', async (t) => {
  const first = await completionTemplate(terms)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  t.strictSame(Buffer.from(await completionTemplate(terms)), Buffer.from(first))
  t.notSame(Buffer.from(await completionTemplate({ ...terms, levels: ['学徒工'] })), Buffer.from(first))
})

test('another reader finds the headings, the sample and the notes', async (t) => {
  const sheets = await readXlsxFile(Buffer.from(await completionTemplate(terms)))
  const [main, notes] = sheets
  t.strictSame(main?.data[0], headings)
  t.equal(main?.data[1]?.[1]?.toString().slice(0, 6), '330699')
  t.equal(notes?.sheet, '填写说明')
})
