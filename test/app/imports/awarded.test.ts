import t from 'tap'
import { nameUuid } from '../../../src/app/name-uuid.ts'
import type { PersonCommand } from '../../../src/domain/person/commands.ts'
import type { Principal } from '../../../src/domain/scope.ts'
import { at, cellsOf, csvOf, type ImportWorld, openImportWorld } from '../../support/import-world.ts'

/** A sheet changes no certificate of a training that a claim was approved on, whenever it was judged. */

const renumbered = cellsOf(1, { 证书编号: 'ZJ2026999999' })

const approve = async ({ ledger }: ImportWorld, personId: string): Promise<void> => {
  for (const [role, type] of [
    ['officer', 'ReviewClaim'],
    ['reviewer', 'ApproveClaim'],
  ] as const) {
    const principal: Principal = {
      account: role,
      role,
      pid: `pid-${role}`,
      districts: ['330602'],
      provider: null,
    }
    const commandId = nameUuid('8a0f4e55-0a2f-5b5e-8a54-0f7f6a1f0e11', type)
    const command = { type, data: { claimId: `${personId}-c1` } } as PersonCommand
    await ledger.execute({ principal, commandId, digest: 'd', at }, personId, command)
  }
}

t.test('another number for a certificate that was paid for is left, before and after judging', async (t) => {
  const world = await openImportWorld()
  await world.commit(await world.judge(csvOf([cellsOf(1)])))
  const early = await world.judge(csvOf([renumbered]))
  t.match(await world.rows(early), [{ verdict: 'changed' }], 'nothing is approved yet')
  await approve(world, world.ledger.personIdOf(cellsOf(1)[1] ?? ''))
  const before = await world.events()

  t.match(await world.commit(early), { state: { committed: { corrected: 0, left: 1 } } })
  t.match(await world.rows(early), [{ faults: [{ code: 'certificates-awarded', column: '证书编号' }] }])
  const late = await world.judge(csvOf([renumbered, cellsOf(2)]))
  t.match(await world.rows(late), [
    { verdict: 'wrong', faults: [{ code: 'certificates-awarded', address: 'L2' }] },
    { verdict: 'ok' },
  ])
  await world.commit(late)
  const after = await world.events()
  t.match(after, { CertificateIssued: 2, TrainingCompleted: 2 })
  t.equal(after.CertificateVoided, before.CertificateVoided)
  await world.judge(csvOf([cellsOf(1)]))
  t.same((await world.events()).CertificateIssued, 2, 'the file of before says nothing new')
})
