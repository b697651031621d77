import t from 'tap'
import { isOverdue, takeUpImport } from '../../../src/app/imports/take-up.ts'
import { Jobs } from '../../../src/app/jobs.ts'
import { keepImports } from '../../../src/compose-import-life.ts'
import { IntegrityFailure } from '../../../src/event-store/event-store.ts'
import { fileFault } from '../../../src/sheets/fault.ts'
import { at, cellsOf, csvOf, openImportWorld } from '../../support/import-world.ts'

/** What comes between: a process that ends, a change of mind, two at once, and the end of the retention. */

const now = () => at
const sheet = csvOf(Array.from({ length: 40 }, (_, n) => cellsOf(n + 1)))

t.test('a commit that was cut off goes on where it was, and nothing is there twice', async (t) => {
  let appends = 0
  let dieAfter = Number.POSITIVE_INFINITY
  const { desk, judge, commit, events } = await openImportWorld({
    between: (store) => ({
      ...store,
      append: async (...given) => {
        if (given[0].startsWith('person-') && appends++ >= dieAfter) throw new IntegrityFailure('died')
        return store.append(...given)
      },
    }),
  })
  const jobs = new Jobs(now)
  const importId = await judge(sheet)
  dieAfter = 17
  await t.rejects(commit(importId), /died/)
  t.match(await events(), { PersonRegistered: 17, ClaimSubmitted: 17, ImportCommitted: undefined })
  dieAfter = Number.POSITIVE_INFINITY
  t.equal(await takeUpImport({ desk, jobs, now }, importId), 'committing')
  await jobs.settle()
  t.match(await events(), {
    PersonRegistered: 40,
    TrainingCompleted: 40,
    ClaimSubmitted: 40,
    ImportCommitted: 1,
  })
  t.match((await desk.imports.load(importId))?.committed, { recorded: 40, left: 0 })
  t.equal(await takeUpImport({ desk, jobs, now }, importId), 'nothing')
})

t.test('two files with the same rows at once record them once', async (t) => {
  const { judge, commit, events } = await openImportWorld()
  const [one, other] = [await judge(sheet), await judge(Buffer.concat([sheet, Buffer.from('\r\n')]))]
  t.not(one, other)
  await Promise.all([commit(one ?? ''), commit(other ?? '')])
  t.match(await events(), { PersonRegistered: 40, TrainingCompleted: 40, ClaimSubmitted: 40 })
})

t.test('another provider with the same file records its own', async (t) => {
  const { judge, commit, events, rows } = await openImportWorld()
  const [one, other] = [await judge(sheet, 'provider-1'), await judge(sheet, 'provider-2')]
  t.not(one, other, 'and it is another import')
  await commit(one ?? '')
  await commit(other ?? '', 'good', 'provider-2')
  t.match(await events(), { PersonRegistered: 40, PersonRegisteredAgain: 40, TrainingCompleted: 80 })
  t.ok((await rows(other ?? '')).every(({ verdict }) => verdict === 'ok'))
})

t.test('a changed row shows old and new, and is corrected; back again is another correction', async (t) => {
  const { judge, commit, rows, events } = await openImportWorld()
  await commit(await judge(csvOf([cellsOf(1)])))
  const dearer = await judge(csvOf([cellsOf(1, { '费用(元)': '1300.00', 证书编号: 'ZJ2026777777' })]))
  t.match(await rows(dearer), [
    {
      verdict: 'changed',
      changes: [
        { column: '费用(元)', before: '1200.00', after: '1300.00' },
        {
          column: '证书编号',
          before: '车工 高级工 2026-09-10',
          after: '车工 高级工 2026-09-10(编号已更改)',
        },
      ],
    },
  ])
  t.match(await commit(dearer), { state: { committed: { recorded: 0, corrected: 1, left: 0 } } })
  t.match(await events(), {
    TrainingCompleted: 1,
    CompletionCorrected: 1,
    CertificateIssued: 2,
    CertificateVoided: 1,
  })
  const again = await judge(csvOf([cellsOf(1, { '费用(元)': '1200.00', 手机号: '' })]))
  t.match(await rows(again), [
    { verdict: 'changed', changes: [{ before: '1300.00', after: '1200.00' }, { column: '证书编号' }] },
  ])
  await commit(again)
  t.match(await events(), { TrainingCompleted: 1, CompletionCorrected: 2, ClaimSubmitted: 1 })
  const once = [cellsOf(1, { '费用(元)': '1300.00', 证书编号: 'ZJ2026777777' })]
  await commit(await judge(Buffer.concat([csvOf(once), Buffer.from('\r\n')])))
  t.match(await events(), { CompletionCorrected: 3 }, 'the same correction, of another state')
})

t.test('a number to and fro and to again leaves one certificate', async (t) => {
  const { judge, commit, rows, events, ledger } = await openImportWorld()
  const other = csvOf([cellsOf(1, { 证书编号: 'ZJ2026777777' })])
  const sheets = [csvOf([cellsOf(1)]), other, csvOf([cellsOf(1)]), other]
  for (const [times, bytes] of sheets.entries()) {
    const importId = await judge(Buffer.concat([bytes, Buffer.from('\r\n'.repeat(times))]))
    if (times > 0) t.match(await rows(importId), [{ verdict: 'changed', changes: [{ column: '证书编号' }] }])
    await commit(importId)
    if (times > 0) t.match(await events(), { CertificateIssued: times + 1, CertificateVoided: times })
  }
  const state = (await ledger.people.load(ledger.personIdOf(cellsOf(1)[1] ?? '')))?.state
  const certificates = [...(state?.facts.values() ?? [])].flatMap((fact) => fact.certificates)
  t.strictSame(
    certificates.map(({ numberDigest }) => numberDigest),
    [ledger.certificateDigest('ZJ2026777777')],
  )
})

t.test('who is known under another name is told so, in the cell of the name', async (t) => {
  const { judge, commit, rows } = await openImportWorld()
  await commit(await judge(csvOf([cellsOf(1)])))
  const other = await judge(csvOf([cellsOf(1, { 姓名: '赵无名', 培训班编号: 'SX-2026-002' })]))
  t.match(await rows(other), [
    { verdict: 'wrong', faults: [{ code: 'identity-mismatch', column: '姓名', address: 'A2' }] },
  ])
})

t.test('rows of one person are judged over those before them', async (t) => {
  const { judge, commit, rows, events } = await openImportWorld()
  const second = { 培训班编号: 'SX-2026-002', '费用(元)': '9500.00' }
  const third = { 培训班编号: 'SX-2026-003', 姓名: '赵无名' }
  const importId = await judge(csvOf([cellsOf(1), cellsOf(1, second), cellsOf(1, third)]))
  t.match(await rows(importId), [
    { verdict: 'ok', plan: { newcomer: true } },
    { verdict: 'ok', plan: { newcomer: false } },
    { verdict: 'wrong', faults: [{ code: 'identity-mismatch', column: '姓名', address: 'A4' }] },
  ])
  await commit(importId)
  t.match(await events(), { PersonRegistered: 1, PersonRegisteredAgain: undefined, TrainingCompleted: 2 })
})

t.test('a file is destroyed when its days are over, and not before', async (t) => {
  const { desk, judge, rulebook, events } = await openImportWorld()
  const importId = await judge(sheet)
  const upload = { importId, receivedAt: at, status: 'judged' as const }
  t.notOk(isOverdue(upload, { rulebook, at: '2026-12-02T01:00:00.000Z' }), 'the thirtieth day')
  t.ok(isOverdue(upload, { rulebook, at: '2026-12-03T01:00:00.000Z' }))
  t.notOk(isOverdue({ ...upload, status: 'committing' }, { rulebook, at: '2026-12-03T01:00:00.000Z' }))
  const principal = { account: 'retention', role: 'admin' as const, pid: 'r', districts: [], provider: null }
  const caller = { principal, commandId: '5f0c1d1e-2b7a-5c55-9d7e-0c1f6f9a4b21', digest: 'd', at }
  await desk.destroy(caller, importId)
  await desk.destroy(caller, importId)
  t.match(await events(), { ImportFileDestroyed: 1 })
  await t.rejects(desk.upload(importId), { code: 'import-file-destroyed' })
  t.equal(await desk.report(importId).page(null, { after: 0, limit: 10 }), undefined)
  t.equal(await judge(sheet), importId, 'the same file may come again')
  t.match(await events(), { ImportReceived: 2, ImportJudged: 2 })
})

t.test('a file that crashes its reader is unreadable, logged once, and not taken up again', async (t) => {
  const { desk, judge, rulebook } = await openImportWorld({
    readSheet: async (_bytes, _terms, { onCrash }) => {
      onCrash?.(new TypeError('of the program'))
      return { faults: [fileFault('upload-corrupt')] }
    },
  })
  const jobs = new Jobs(now)
  const logged: object[] = []
  const logger = { error: (facts: object) => void logged.push(facts), warn: () => {} }
  const figures = () => ({ queries: { listImports: () => ({ items: [], next: null }) } }) as never
  const kept = await keepImports({ imports: desk, jobs, rulebook, clock: { now }, figures }, { logger })
  kept.stop()
  const importId = await judge(sheet)
  t.match(await desk.imports.load(importId), { status: 'unreadable' })
  t.match(await desk.fileFaults(importId), [{ code: 'upload-corrupt', text: '表格文件损坏或结构异常。' }])
  t.match(logged, [{ subject: importId, jobId: /^[0-9a-f-]{36}$/, error: { name: 'TypeError' } }])
  t.equal(await takeUpImport({ desk, jobs, now }, importId), 'nothing')
})

t.test('the same certificate with another day is shown and corrected, once', async (t) => {
  const { judge, commit, rows, events } = await openImportWorld()
  await commit(await judge(csvOf([cellsOf(1)])))
  const later = csvOf([cellsOf(1, { 发证日期: '2026-09-12' })])
  const importId = await judge(later)
  t.match(await rows(importId), [
    {
      verdict: 'changed',
      changes: [{ column: '证书编号', before: '车工 高级工 2026-09-10', after: '车工 高级工 2026-09-12' }],
    },
  ])
  t.match(await commit(importId), { state: { committed: { corrected: 1, left: 0 } } })
  t.match(await events(), { CertificateIssued: 2, CertificateVoided: 1 })
  t.match(await rows(await judge(Buffer.concat([later, Buffer.from('\r\n')]))), [
    { verdict: 'already-recorded' },
  ])
})
