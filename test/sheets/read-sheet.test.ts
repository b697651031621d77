import { test } from 'tap'
import type { SheetVerdict } from '../../src/sheets/completion-row.ts'
import { readSheet } from '../../src/sheets/read-sheet.ts'
import { csvOf, headings, judgedOf, sound, terms, xlsxOf } from '../support/sheets.ts'

const read = async (bytes: Uint8Array) => {
  const rows: SheetVerdict[] = []
  const outcome = await readSheet(bytes, terms, { onRows: (more) => void rows.push(...more) })
  return { rows, outcome }
}

const many = (count: number) => [headings, ...Array.from({ length: count }, (_, n) => sound(n))]

test('the thread answers as one would in this thread', async (t) => {
  const bytes = await xlsxOf(many(1_500))
  const before = Buffer.from(bytes).toString('base64')
  const { rows, outcome } = await read(bytes)
  t.match(outcome, { format: { format: 'xlsx' }, headerLine: 1, rows: 1_500, samples: 0 })
  t.equal(rows.length, 1_500)
  t.ok(rows.every(({ row, faults }, n) => row !== null && faults.length === 0 && rows[n]?.line === n + 2))
  t.equal(Buffer.from(bytes).toString('base64'), before, 'the caller still has the file')
  const here = await judgedOf(bytes)
  const verdicts = here.rows.map(({ cells: _, ...verdict }) => verdict)
  t.same({ ...here, rows: verdicts }, { rows, outcome }, 'the same in this thread')
})

test('the next rows wait until these are taken', async (t) => {
  let inside = 0
  let most = 0
  const progress: number[] = []
  await readSheet(csvOf(many(3_500)), terms, {
    onRows: async (rows) => {
      inside += 1
      most = Math.max(most, inside)
      t.ok(rows.length <= 1_000)
      await new Promise((resolve) => setTimeout(resolve, 20))
      inside -= 1
    },
    onProgress: (done, of) => {
      t.ok(done <= of)
      progress.push(done)
    },
  })
  t.equal(most, 1)
  t.ok(progress.length >= 4 && progress.every((done, place) => done > (progress[place - 1] ?? 0)))
})

test('it can be left at any time', async (t) => {
  const control = new AbortController()
  const reason = new Error('enough')
  let given = 0
  const reading = readSheet(csvOf(many(5_000)), terms, {
    signal: control.signal,
    onRows: (rows) => {
      given += rows.length
      control.abort(reason)
    },
  })
  await t.rejects(reading, reason)
  t.equal(given, 1_000)
  await t.rejects(
    readSheet(csvOf(many(1)), terms, { signal: control.signal, onRows: () => undefined }),
    reason,
  )
  const failing = readSheet(csvOf(many(1)), terms, {
    onRows: () => {
      throw reason
    },
  })
  await t.rejects(failing, reason, 'an error of the caller ends the thread too')
})

test('a file that takes too much ends the thread, not the program', async (t) => {
  const bytes = await xlsxOf(many(20_000))
  const onRows = (): void => undefined
  const slow = await readSheet(bytes, terms, { onRows, limits: { answerMs: 30 } })
  t.match(slow, { faults: [{ code: 'upload-too-slow' }] })
  const large = await readSheet(bytes, terms, { onRows, limits: { heapMb: 24 } })
  t.match(large, { faults: [{ code: 'upload-bomb' }] })
  const huge = await readSheet(new Uint8Array(20 * 1024 * 1024 + 1), terms, { onRows })
  t.match(huge, { faults: [{ code: 'upload-too-large' }] })
})

test('a file that crashes the thread cannot be read, and why is told', async (t) => {
  const told: unknown[] = []
  const impossible = { ...terms, levels: null as never }
  const onCrash = (cause: unknown): void => void told.push(cause)
  const outcome = await readSheet(csvOf(many(1)), impossible, { onRows: () => undefined, onCrash })
  t.match(outcome, { faults: [{ code: 'upload-corrupt' }] })
  t.match(told, [{ name: 'TypeError', stack: /judge-row/ }])
})
