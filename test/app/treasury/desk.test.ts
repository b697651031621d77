import { test } from 'tap'
import { Rulebook } from '../../../src/app/rulebook.ts'
import { receiveRecovery } from '../../../src/app/treasury/recoveries.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import { derivedDocument } from '../../support/policies.ts'
import { finance, onProgress, releasedWorld } from '../../support/released-world.ts'
import { district, type TreasuryWorld } from '../../support/treasury-world.ts'

/** Lists and files of a batch, and what the bank answers to them. */

test('the old answer of the bank, in other bytes, is no answer to what was sent again', async (t) => {
  const { world, batchId, claims, results, reissue } = await releasedWorld(2)
  const [a = '', b = ''] = claims
  world.at = '2026-03-11T01:00:00.000Z'
  await results([
    [1, a, '失败', '2026-03-10'],
    [2, b, '成功', '2026-03-10'],
  ])
  await reissue()
  const old = await results([[1, a, '失败', '2026-03-10']])
  t.match(old, { returned: 0, faults: [{ code: 'result-before-file', detail: /2026-03-11/ }], unanswered: 1 })
  t.match((await world.batch(batchId)).lines[0], { status: 'sent', sent: 2 }, 'no third file can be made')
  await t.rejects(reissue([a]), { code: 'line-not-returned' })
  const undated = await results([[1, a, '失败', '']])
  t.match(undated.faults, [{ code: 'date-missing' }])
  world.at = '2026-03-12T01:00:00.000Z'
  t.match(await results([[1, a, '成功', '2026-03-12']]), { confirmed: 1, faults: [], unanswered: 0 })
})

test('a repeat is told what it was told first, whatever came later', async (t) => {
  const { world, batchId, claims, results, reissue } = await releasedWorld(2)
  const [a = '', b = ''] = claims
  const early = () => results([[1, a, '成功', '2026-03-10']], 'early')
  const first = await early()
  t.match(first, { confirmed: 0, faults: [{ code: 'date-future' }], unanswered: 2, replayed: false })
  world.at = '2026-03-10T01:00:00.000Z'
  const { replayed: _, ...told } = first
  t.match(await early(), { ...told, replayed: true }, 'faults alone are remembered too')
  t.match((await world.batch(batchId)).lines[0], { status: 'sent' })
  t.match(await results([[1, a, '成功', '2026-03-10']]), { confirmed: 1, repeated: false, replayed: false })

  const late = () =>
    results(
      [
        [1, a, '失败', '2026-03-10'],
        [9, b, '成功', '2026-03-10'],
      ],
      'late',
    )
  const back = await late()
  t.match(back, { confirmed: 0, returned: 1, faults: [{ code: 'line-mismatch' }], unanswered: 1 })
  await reissue()
  world.at = '2026-03-11T01:00:00.000Z'
  await results([[1, a, '成功', '2026-03-11']])
  const personId = a.split('-')[0] ?? ''
  const propose = {
    type: 'ProposeRecovery',
    data: { claimId: a, amountFen: 100, noteCommitment: 'n' },
  } as const
  await world.ledger.execute(world.caller('reviewer', 'finder'), personId, propose)
  const confirm = { type: 'ConfirmRecovery', data: { claimId: a, no: 1 } } as const
  await world.ledger.execute(world.caller('finance', 'chief'), personId, confirm)
  const received = { claimId: a, no: 1, amountFen: 100, receivedOn: '2026-03-11' }
  await receiveRecovery(world, finance(world), received)
  t.strictSame(await late(), { ...back, replayed: true })
})

test('of two files made at once one is refused, and the other can be made again', async (t) => {
  const { world, batchId, claims, results, reissue, file } = await releasedWorld(2)
  const [a = '', b = ''] = claims
  world.at = '2026-03-11T01:00:00.000Z'
  await results([
    [1, a, '失败', '2026-03-10'],
    [2, b, '失败', '2026-03-10'],
  ])
  const both = await Promise.allSettled([reissue([a]), reissue([b])])
  const refused = both.filter(({ status }) => status === 'rejected')
  t.match(refused, [{ reason: { code: 'file-number-taken', facts: { fileNo: '2' } } }])
  await reissue()
  t.equal((await world.batch(batchId)).files.length, 3)
  for (const fileNo of [1, 2, 3]) t.match((await file(fileNo)).length, Number, `file ${fileNo}`)
})

const publish = async ({ store, at }: TreasuryWorld, document: PolicyDocument): Promise<void> => {
  const rulebook = new Rulebook(store, document.id)
  await rulebook.refresh()
  const meta = (pid: string) => {
    const actor = { account: pid, role: 'admin' as const, pid }
    return { commandId: `00000000-0000-4000-8000-00000000000${pid}`, digest: 'd', actor, at }
  }
  await rulebook.draft(document, at.slice(0, 10), meta('1'))
  await rulebook.approve(document.version, '2026-01-01', meta('2'))
}

test('a policy reworded, even for days gone by, changes no list that went out', async (t) => {
  const { world, batchId, file } = await releasedWorld(1)
  const [before, noticed] = [await file(1), await world.files.notice(await world.batch(batchId), world.at)]
  const reworded = derivedDocument((draft) => {
    draft.version = 2
    for (const instrument of draft.instruments) instrument.name += '(改名)'
    for (const source of draft.fundSources.order) source.name += '(改名)'
  })
  await publish(world, reworded)
  world.at = '2026-03-10T01:00:00.000Z'
  const other = await world.treasury.plan(finance(world), district, await world.approvedClaims(1, 7))
  await world.treasury.freeze(finance(world), other.batchId, onProgress)
  const preview = await world.files.notice(await world.batch(other.batchId), world.at)
  t.match(preview.rows, [{ instrument: /改名/ }], 'what is published from now on has the new names')
  t.strictSame(await file(1), before)
  t.strictSame(await world.files.notice(await world.batch(batchId), world.at), noticed)
  t.equal(noticed.listDigest, (await world.batch(batchId)).notice?.listDigest)
})
