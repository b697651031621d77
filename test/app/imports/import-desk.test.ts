import t from 'tap'
import { cellsOf, csvOf, openImportWorld } from '../../support/import-world.ts'

/** A sheet's life: judged, recorded, and the same file again adds nothing. */

t.test('rows are judged, the good ones recorded, and again nothing is', async (t) => {
  const { desk, judge, commit, rows, events } = await openImportWorld()
  const sheet = csvOf([cellsOf(1), cellsOf(2, { 证件号码: '330699197001010000' }), cellsOf(3)])
  const importId = await judge(sheet)
  t.match(await rows(importId), [
    { line: 2, verdict: 'ok', claims: [{ instrument: 'workshop-in-province', amountFen: 120_000 }] },
    { line: 3, verdict: 'wrong', faults: [{ column: '证件号码', address: 'B3', code: 'id-checksum' }] },
    { line: 4, verdict: 'ok' },
  ])
  const before = await events()
  t.notOk(before.PersonRegistered, 'judging records nothing of anybody')
  await t.rejects(commit(importId, 'all-or-nothing'), { code: 'import-has-faults' })
  t.same(await events(), before)

  t.match(await commit(importId), {
    state: { status: 'committed', committed: { recorded: 2, corrected: 0, claims: 2, left: 1 } },
  })
  const after = await events()
  t.match(after, { PersonRegistered: 2, TrainingCompleted: 2, CertificateIssued: 2, ClaimSubmitted: 2 })

  await commit(importId)
  await judge(sheet)
  t.same(await events(), after, 'the same file again')
  t.match(await desk.report(importId).page('already-recorded', { after: 0, limit: 10 }), {
    rows: [{ line: 2 }, { line: 4 }],
    next: null,
  })
})
