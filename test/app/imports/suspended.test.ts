import t from 'tap'
import type { ProviderCommand } from '../../../src/domain/provider/commands.ts'
import { at, cellsOf, csvOf, openImportWorld } from '../../support/import-world.ts'

/** A sheet is no way around the register of providers. */

t.test(
  'rows of a provider that is suspended, or not designated, are refused and record nothing',
  async (t) => {
    const world = await openImportWorld()
    const city = { account: 'city', role: 'admin', pid: 'city', districts: [], provider: null } as const
    let calls = 0
    const provider = (command: ProviderCommand) =>
      world.office.providers.execute(
        { principal: city, commandId: `c${calls++}`, digest: 'd', at },
        'provider-1',
        command,
      )
    const designation = {
      ...{ districts: ['330602'], occupations: ['车工'], document: '文 1' },
      ...{ from: '2026-01-01', until: '2026-12-31' },
    }
    await provider({
      type: 'DesignateProvider',
      data: { ...designation, providerId: 'provider-1', name: '甲', creditCode: null },
    })
    const other = { 培训班编号: 'SX-2026-002' }
    const sheet = csvOf([
      cellsOf(1),
      cellsOf(2, { 所属区县: '柯桥区' }),
      cellsOf(3, { '职业(工种)': '焊工' }),
      cellsOf(4, { ...other, 开始日期: '2026-08-31' }),
    ])
    const importId = await world.judge(sheet)
    const verdicts = async (id: string) =>
      (await world.rows(id)).map(({ verdict, faults }) => [verdict, ...faults.map(({ code }) => code)])
    const refused = ['wrong', 'provider-not-eligible']
    t.strictSame(await verdicts(importId), [['ok'], refused, refused, ['ok']])

    await provider({ type: 'SuspendProvider', data: { from: '2026-09-01', document: '停' } })
    await world.commit(importId)
    t.equal(
      (await world.events()).TrainingCompleted,
      1,
      'suspended since it was judged: only what began before',
    )
    t.strictSame(await verdicts(importId), [refused, refused, refused, ['ok']])

    await provider({ type: 'ReinstateProvider', data: { on: '2026-09-01', document: '复' } })
    const again = await world.judge(sheet)
    await world.commit(again)
    t.equal((await world.events()).TrainingCompleted, 2)
    const { TrainingCompleted } = await world.events()
    await world.commit(await world.judge(sheet))
    t.equal((await world.events()).TrainingCompleted, TrainingCompleted, 'nothing twice')
  },
)
