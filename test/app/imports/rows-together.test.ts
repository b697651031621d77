import t from 'tap'
import { cellsOf, csvOf, type ImportWorld, openImportWorld } from '../../support/import-world.ts'

/** Rows of one sheet are held against each other, though no register shows any of them yet. */

const findingsIn = async ({ store }: ImportWorld): Promise<readonly (readonly unknown[])[]> => {
  const events = await store.readAll({ after: null, limit: 100_000 })
  return events
    .filter(({ type }) => type === 'FindingRaised')
    .map(({ data: { rule, becauseOf } }) => [rule, becauseOf])
}

t.test('the same certificate in several rows is found in all but the first', async (t) => {
  const world = await openImportWorld()
  const same = { 证书编号: 'ZJ2026999999' }
  await world.commit(await world.judge(csvOf([cellsOf(1, same), cellsOf(2, same), cellsOf(3), cellsOf(4)])))
  t.match(await findingsIn(world), [['certificate-twice', [/-t1$/]]])
  await world.commit(await world.judge(csvOf([cellsOf(5, same)])))
  t.match((await findingsIn(world))[1], ['certificate-twice', [/-t1$/, /-t1$/]])
})

t.test('a certificate that a correction adds is held against later rows', async (t) => {
  const world = await openImportWorld()
  await world.commit(await world.judge(csvOf([cellsOf(1)])))
  const same = { 证书编号: 'ZJ2026999999' }
  await world.commit(await world.judge(csvOf([cellsOf(1, same), cellsOf(2, same)])))
  t.match(await findingsIn(world), [['certificate-twice', [/-t1$/]]])
})

t.test('more certificates of a day than the rule allows are found at once', async (t) => {
  const world = await openImportWorld()
  const rows = Array.from({ length: 503 }, (_, n) => cellsOf(n + 1))
  await world.commit(await world.judge(csvOf(rows)))
  t.match(await findingsIn(world), Array(3).fill(['provider-burst']))
  t.equal((await findingsIn(world)).length, 3)
})

t.test('a number that a correction gave back is free', async (t) => {
  const world = await openImportWorld()
  const mistyped = { 证书编号: 'ZJ2026999999' }
  await world.commit(await world.judge(csvOf([cellsOf(1, mistyped)])))
  await world.commit(await world.judge(csvOf([cellsOf(1)])))
  t.equal((await world.events()).CertificateVoided, 1)
  await world.commit(await world.judge(csvOf([cellsOf(2, mistyped), cellsOf(3)])))
  t.strictSame(await findingsIn(world), [], 'whose number it is')
  await world.commit(await world.judge(csvOf([cellsOf(4), cellsOf(5, mistyped)])))
  t.match(await findingsIn(world), [['certificate-twice', [/-t1$/]]])
})
