import fc from 'fast-check'
import { runs } from '../../support/runs.ts'
import { faultsIn } from '../../support/treasury-checks.ts'
import { Run, start } from '../../support/treasury-model.ts'
import { type Move, moves } from '../../support/treasury-moves.ts'

const begin = await start()
const outcomes = new Map<string, number>()

const holds = fc.asyncProperty(moves, async (list: readonly Move[]) => {
  const run = await Run.from(begin)
  for (const move of list) {
    await run.move(move)
    const faults = await faultsIn(run)
    if (faults.length > 0) throw new Error(faults.join('\n'))
  }
  for (const name of run.outcomes) outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
})
// Once tap is there it follows every promise, so it comes after the runs.
const report = await fc.check(holds, runs(5_000, 200_000))
const { test } = await import('tap')

test(`${report.numRuns} lives of batches with processes that die`, (t) => {
  t.equal(fc.defaultReportMessage(report), undefined)
  t.comment(JSON.stringify([...outcomes].sort(([, a], [, b]) => b - a)))
  const wanted = ['killed', 'freeze done', 'approve done', 'results done', 'reissue done', 'receive done']
  for (const name of wanted) t.ok((outcomes.get(name) ?? 0) > 20, `${name}: ${outcomes.get(name)}`)
  t.end()
})
