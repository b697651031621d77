import { randomBytes } from 'node:crypto'
import root, { type Test } from 'tap'
import { withCountedAccount } from '../../../src/app/counted-account.ts'
import { DomainError } from '../../../src/domain/errors.ts'
import { createMemoryVault } from '../../../src/vault/memory-vault.ts'
import { someone } from '../../support/given.ts'
import { at, cellsOf, csvOf, type ImportWorld, openImportWorld } from '../../support/import-world.ts'

/** The account of a row that was left is nobody's: it stands against no other person. */

const account = '6222020000000000000'
const officer = { ...someone('officer'), districts: ['330602'], provider: null }
const same = { 银行账号: account }
const findingsIn = async ({ events }: ImportWorld): Promise<number> => (await events()).FindingRaised ?? 0

/** Judged good and sealed; when it is to be recorded, the ledger refuses. */
const refusedAfterSealing = async (t: Pick<Test, 'match'>, world: ImportWorld): Promise<void> => {
  const importId = await world.judge(csvOf([cellsOf(1, same)]))
  const { people } = world.ledger
  const executeSeries = people.executeSeries.bind(people)
  Object.assign(people, {
    executeSeries: async (...given: Parameters<typeof executeSeries>) => {
      const [caller, personId, steps, around] = given
      const refused = steps.map((step, at) =>
        at === 0
          ? { ...step, command: () => ({ type: 'WithdrawCompletion', data: { completionId: 'x' } }) as never }
          : step,
      )
      return executeSeries(caller, personId, refused, around)
    },
  })
  t.match(await world.commit(importId), { state: { committed: { recorded: 0, left: 1 } } })
  Object.assign(people, { executeSeries })
}

root.test('a row that was left raises nothing against the next of the same account', async (t) => {
  const world = await openImportWorld()
  await refusedAfterSealing(t, world)
  t.equal((await world.events()).PersonRegistered, undefined)
  await world.commit(await world.judge(csvOf([cellsOf(2, same)])))
  t.equal(await findingsIn(world), 0, 'the first was never recorded')

  const late = await world.judge(Buffer.concat([csvOf([cellsOf(1, same)]), Buffer.from('\r\n')]))
  await world.commit(late)
  t.equal(await findingsIn(world), 1, 'recorded after all, it is found')
  await world.judge(csvOf([cellsOf(2, same)]))
  await world.commit(late)
  t.equal(await findingsIn(world), 1, 'and again finds nothing more')
})

root.test('whoever lost the race for a person leaves the account that the winner recorded', async (t) => {
  const vault = createMemoryVault({ random: randomBytes })
  const [personId, other] = ['a'.repeat(26), 'b'.repeat(26)]
  await vault.put(other, { bankAccount: account })
  const { bankAccount: recorded } = await vault.put(personId, { bankAccount: '6222020000000000018' })
  const state = { commitments: { bankAccount: recorded } }
  const people = { load: async () => ({ state, position: 0n }) } as never
  const secrets = { fields: () => null, complete: () => ({}) as never }
  const sealing = (end: () => unknown) =>
    withCountedAccount({ vault, people, personId }, secrets, async (told) => {
      told?.complete((await vault.put(personId, { bankAccount: account })) as { bankAccount: string })
      return end() as never
    })
  const refuse = (error: Error) => () => {
    throw error
  }
  await t.rejects(sealing(refuse(new Error('unknown'))), /unknown/)
  t.equal(vault.othersWith(other, 'bankAccount'), 1, 'it may be recorded')
  await t.rejects(sealing(refuse(new DomainError('person-unknown'))), { code: 'person-unknown' })
  t.equal(vault.othersWith(other, 'bankAccount'), 0)
  await sealing(() => ({ state }))
  t.equal(vault.othersWith(other, 'bankAccount'), 0, 'the log has the other one')
})

root.test('of two accounts for somebody new, the one in the log counts', async (t) => {
  const world = await openImportWorld()
  const { ledger, vault } = world
  const other = '6222020000000000018'
  const [name = '', idNumber = ''] = cellsOf(1)
  const importId = await world.judge(csvOf([cellsOf(1, { 银行账号: other })]))
  const put = vault.put.bind(vault)
  Object.assign(vault, {
    put: async (...given: Parameters<typeof put>) => {
      Object.assign(vault, { put })
      // The row was found to be of somebody new; an office is faster.
      const commandId = '5f0c1d1e-2b7a-5c55-9d7e-0c1f6f9a4b21'
      const details = { idNumber, name, district: '330602', bankAccount: account, bankName: '绍兴银行' }
      await ledger.registerPerson({ principal: officer, commandId, digest: 'd', at }, details)
      return put(...given)
    },
  })
  t.match(await world.commit(importId), { state: { committed: { recorded: 1 } } })
  await world.commit(await world.judge(csvOf([cellsOf(3, { 银行账号: other })])))
  t.equal(await findingsIn(world), 0, 'nobody is recorded with the account of the row')
  await world.commit(await world.judge(csvOf([cellsOf(2, same)])))
  t.equal(await findingsIn(world), 1, 'the office recorded this one')
})
