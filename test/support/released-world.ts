import * as desk from '../../src/app/treasury/desk.ts'
import type { BatchCommand } from '../../src/domain/batch/commands.ts'
import { district, TreasuryWorld } from './treasury-world.ts'

/** A batch of real files in memory, and the desk that takes the bank's answers. */

export const onProgress = () => {}
export const finance = (world: TreasuryWorld, key?: string) => world.caller('finance', 'finance', key)

export const bankFile = (
  rows: readonly (readonly [no: number, claimId: string, words: string, on: string])[],
) =>
  Buffer.from(
    ['序号,受理号,结果,原因,入账日期']
      .concat(
        rows.map(([no, id, words, on]) => [no, id, words, words === '失败' ? '销户' : '', on].join(',')),
      )
      .join('\n'),
  )

/** A batch at the bank since 2026-03-09. */
export const releasedWorld = async (count: number) => {
  const world = await TreasuryWorld.open()
  await world.fund(100_000)
  const claims = await world.approvedClaims(count)
  const { batchId } = await world.treasury.plan(finance(world), district, claims)
  const parts = { treasury: world.treasury, batches: world.batches, bankFiles: world.files }
  const step = (command: BatchCommand, name = 'finance') =>
    world.treasury.step(world.caller('finance', name), batchId, command)
  await world.treasury.freeze(finance(world), batchId, onProgress)
  await desk.openNotice(parts, finance(world), batchId, { terms: {}, onProgress })
  world.at = '2026-03-09T01:00:00.000Z'
  await step({ type: 'CloseNotice', data: {} })
  await step({ type: 'ApproveBatch', data: { digest: (await world.batch(batchId)).digest ?? '' } }, 'chief')
  await desk.release(parts, finance(world), batchId, { format: 'csv', onProgress })
  const results = (rows: Parameters<typeof bankFile>[0], key?: string) =>
    desk.takeResults(parts, finance(world, key), batchId, { bytes: bankFile(rows), onProgress })
  const reissue = (claimIds?: readonly string[]) => {
    const terms = { format: 'csv' as const, claimIds }
    return desk.reissue(parts, finance(world), batchId, { terms, onProgress })
  }
  const file = async (fileNo: number) => {
    const batch = await world.batch(batchId)
    const one = batch.files[fileNo - 1]
    if (one === undefined) throw new Error('no file')
    return world.files.again(batch, one, 'csv')
  }
  return { world, batchId, claims, results, reissue, file }
}
