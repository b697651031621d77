import { test } from 'tap'
import type { BankFiles } from '../../../src/app/treasury/bank-files.ts'
import * as desk from '../../../src/app/treasury/desk.ts'
import { bankFile, onProgress, releasedWorld } from '../../support/released-world.ts'
import type { TreasuryWorld } from '../../support/treasury-world.ts'

/** Answers of the bank that come twice: at once, late, or in part. */

type Rows = Parameters<typeof bankFile>[0]

const counted = async ({ store }: TreasuryWorld, batchId: string, type: string): Promise<number> =>
  (await store.readStream(`batch-${batchId}`)).filter((event) => event.type === type).length

/** A desk elsewhere, whose file is read, and then waits for `go` before it is recorded. */
const slowDesk = (world: TreasuryWorld, go: Promise<void>) => {
  const there = world.reopened()
  const read: { done?: () => void } = {}
  const isRead = new Promise<void>((resolve) => {
    read.done = resolve
  })
  const bankFiles = {
    async readResults(...args: Parameters<BankFiles['readResults']>) {
      const results = await there.files.readResults(...args)
      read.done?.()
      await go
      return results
    },
  } as unknown as BankFiles
  const parts = { treasury: there.treasury, batches: there.batches, bankFiles }
  const take = (batchId: string, rows: Rows, key = 'slow') =>
    desk.takeResults(parts, there.caller('finance', 'finance', key), batchId, {
      bytes: bankFile(rows),
      onProgress,
    })
  return { take, isRead }
}

/** Row 1 came back on 03-10 and is sent again on 03-11, while another upload of `rows` has been read. */
const raced = async (rows: (claimId: string) => Rows) => {
  const { world, batchId, claims, results, reissue } = await releasedWorld(1)
  const [a = ''] = claims
  world.at = '2026-03-11T01:00:00.000Z'
  let go = () => {}
  const slow = slowDesk(
    world,
    new Promise<void>((resolve) => {
      go = resolve
    }),
  )
  const late = slow.take(batchId, rows(a))
  await slow.isRead
  await results([[1, a, '失败', '2026-03-10']])
  await reissue()
  go()
  return { world, batchId, late }
}

test('of two answers read at once, the one about the older file is refused, dated or not', async (t) => {
  for (const [day, code] of [
    ['2026-03-09', 'result-before-file'],
    ['', 'result-undated'],
  ] as const) {
    const { world, batchId, late } = await raced((a) => [[1, a, '失败', day]])
    await t.rejects(late, { code, facts: { no: '1', sentOn: '2026-03-11' } })
    t.match((await world.batch(batchId)).lines, [{ status: 'sent', sent: 2 }])
    t.equal(await counted(world, batchId, 'LinesReturned'), 1, 'money came back once')
  }
  const { world, batchId, late } = await raced((a) => [[1, a, '失败', '2026-03-11']])
  t.match(await late, { returned: 1 }, 'what is dated since is about the newer file')
  t.equal(await counted(world, batchId, 'LinesReturned'), 2)
})

test('the same answer at two desks at once is recorded once', async (t) => {
  const { world, batchId, claims } = await releasedWorld(1)
  const [a = ''] = claims
  world.at = '2026-03-11T01:00:00.000Z'
  const rows = [[[1, a, '失败', '2026-03-10']], [[1, a, '失败', '2026-03-11']]] as const
  let go = () => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  const desks = [slowDesk(world, gate), slowDesk(world, gate)]
  const both = desks.map((one, place) => one.take(batchId, rows[place] ?? [], `desk-${place}`))
  await Promise.all(desks.map(({ isRead }) => isRead))
  go()
  const refused = (await Promise.allSettled(both)).filter(({ status }) => status === 'rejected')
  t.match(refused, [{ reason: { code: 'line-not-sent', facts: { no: '1' } } }])
  t.equal(await counted(world, batchId, 'LinesReturned'), 1)
})

test('a file used in part is taken again for the rows that fit by now, and for those alone', async (t) => {
  const { world, batchId, claims, results, reissue } = await releasedWorld(2)
  const [a = '', b = ''] = claims
  const file: Rows = [
    [1, a, '失败', '2026-03-09'],
    [2, b, '成功', '2026-03-10'],
  ]
  const early = await results(file, 'early')
  t.match(early, { confirmed: 0, returned: 1, repeated: false, faults: [{ line: 3, code: 'date-future' }] })
  // On the same day: by its date alone the old answer would be one to the second payment.
  await reissue()
  const again = await results(file)
  t.match(again, { confirmed: 0, returned: 0, repeated: true, faults: [{ line: 3 }], unanswered: 2 })
  t.match((await world.batch(batchId)).lines, [
    { status: 'sent', sent: 2 },
    { status: 'sent', sent: 1 },
  ])

  world.at = '2026-03-10T01:00:00.000Z'
  const later = await results(file, 'later')
  t.match(later, { confirmed: 1, returned: 0, repeated: false, faults: [], unanswered: 1, replayed: false })
  t.match((await world.batch(batchId)).lines, [{ status: 'sent', sent: 2 }, { status: 'paid' }])
  const events = (await world.store.readStream(`batch-${batchId}`)).length
  t.match(await results(file), { confirmed: 0, returned: 0, repeated: true, faults: [] })
  t.equal((await world.store.readStream(`batch-${batchId}`)).length, events, 'by now it is whole')
  t.strictSame(await results(file, 'later'), { ...later, replayed: true })
  t.strictSame(await results(file, 'early'), { ...early, replayed: true })
  t.equal(await counted(world, batchId, 'LinesReturned'), 1)
})
