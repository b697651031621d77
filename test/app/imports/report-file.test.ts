import t from 'tap'
import { ReportFile, ReportWriter } from '../../../src/app/imports/report-file.ts'
import { blank, type RowReport } from '../../../src/app/imports/row-verdict.ts'
import { createMemorySealedFiles } from '../../../src/vault/memory-sealed-files.ts'

/** Verdicts are read as they were written, also those that earlier versions sealed. */

const importId = 'e956df7d-772b-5c23-869a-0e894b4b9ad7'
const places = { 姓名: 'A', 证件号码: 'B' }
const fault = {
  ...{ column: '姓名', address: '', code: 'identity-mismatch', text: '姓名不符。' },
  ...{ clause: null, next: '核对姓名。' },
}

const reports: readonly RowReport[] = [
  { ...blank(2), verdict: 'already-recorded', already: { completionId: 'p-t1' }, unfiled: [fault] },
  { ...blank(3), verdict: 'wrong', faults: [fault] },
  ...Array.from({ length: 1_200 }, (_, n): RowReport => ({ ...blank(n + 4), verdict: 'ok' })),
]

const allOf = async (file: ReportFile): Promise<readonly RowReport[]> => {
  const rows: RowReport[] = []
  for await (const part of file.parts()) rows.push(...part)
  return rows
}

t.test('nothing of a verdict is lost, and faults get their cells', async (t) => {
  const files = createMemorySealedFiles()
  const writer = new ReportWriter()
  for (const report of reports) writer.add(report)
  t.match(await writer.write(files, importId, places), { rows: 1_202, ok: 1_200, already: 1, wrong: 1 })
  const file = new ReportFile(files, importId)
  const [first, second, ...others] = await allOf(file)
  t.same(first, { ...reports[0], unfiled: [{ ...fault, address: 'A2' }] })
  t.same(second, { ...reports[1], faults: [{ ...fault, address: 'A3' }] })
  t.same(others, reports.slice(2))
  t.match(await file.groups(), [{ code: 'identity-mismatch', count: 1, addresses: ['A3'] }])
  t.match(await file.notes(), { unfiled: [{ addresses: ['A2'] }], notes: [], remarks: [] })
  t.match(await file.counts(), { ok: 1_200, changed: 0 })
  t.match((await file.page('wrong', { after: 0, limit: 5 }))?.rows, [{ line: 3 }])
})

t.test('what was sealed before rows were packed is read', async (t) => {
  const files = createMemorySealedFiles()
  const { unfiled: _, notes: __, ...before } = { ...blank(2), verdict: 'wrong', faults: [fault] }
  const verdicts = { ok: 0, 'already-recorded': 0, changed: 0, wrong: 1 }
  const contents = { version: 1, places, groups: [], parts: [{ lastLine: 2, verdicts }] }
  const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))
  await files.write(`${importId}.rows`, [bytesOf(contents), bytesOf({ rows: [before] })])
  const file = new ReportFile(files, importId)
  t.same(await allOf(file), [{ ...blank(2), verdict: 'wrong', faults: [{ ...fault, address: 'A2' }] }])
  t.match(await file.notes(), { unfiled: [], notes: [] })
})
