import t from 'tap'
import { at, cellsOf, csvOf, openImportWorld } from '../../support/import-world.ts'

/** A class that a row names is in the register, or the row says that it is not. */

t.test(
  'a class that nobody registered is remarked on where none is needed, and refused where one is',
  async (t) => {
    const world = await openImportWorld()
    const { office } = world
    const city = { account: 'city', role: 'admin', pid: 'city', districts: [], provider: null } as const
    const as = (commandId: string) => ({ principal: city, commandId, digest: 'd', at })
    const enlisted = await office.trainers.enlist(as('c0'), {
      ...{ idNumber: cellsOf(900)[1] ?? '', name: '钱老师', certificateNumber: 'S000000900' },
      ...{ occupation: '车工', level: '高级技师', document: '师资 1 号' },
      ...{ from: '2026-01-01', until: '2026-12-31' },
    })
    await office.providers.execute(as('c1'), 'provider-1', {
      type: 'DesignateProvider',
      data: {
        ...{ providerId: 'provider-1', name: '甲', creditCode: null, document: '文 1' },
        ...{ districts: ['330602'], occupations: [], from: '2026-01-01', until: '2026-12-31' },
      },
    })
    await office.trainings.execute(as('c2'), 'SX-2026-002', {
      type: 'PlanTraining',
      data: {
        ...{
          trainingId: 'SX-2026-002',
          providerId: 'provider-1',
          course: 'workshop-in-province',
          name: '班',
        },
        ...{ occupation: null, level: null, startsOn: '2026-09-01', endsOn: '2026-09-05', hours: 40 },
        ...{ place: '一号楼', trainerId: enlisted.state.trainerId, capacity: 10 },
        ...{ department: 'industry', district: '330602' },
      },
    })
    await office.trainings.execute(as('c3'), 'SX-2026-002', { type: 'OpenTraining', data: {} })

    const sheet = csvOf([
      cellsOf(1, { 培训类型: '职业技能培训' }),
      cellsOf(2),
      cellsOf(3, { 培训班编号: 'SX-2026-002' }),
    ])
    const told = async (importId: string) =>
      (await world.rows(importId)).map(({ verdict, faults, remarks = [] }) => [
        verdict,
        ...[...faults, ...remarks].map(({ code }) => code),
      ])
    const importId = await world.judge(sheet)
    const remarked = ['ok', 'training-unregistered']
    t.strictSame(await told(importId), [['wrong', 'training-unknown'], remarked, ['ok']])
    const { remarks } = await world.desk.report(importId).notes()
    const said = { code: 'training-unregistered', column: '培训班编号', count: 1, addresses: ['E3'] }
    t.match(remarks, [said], 'counted with its cell')
    const marked = await world.desk.mark(sheet, world.desk.report(importId), {})
    t.match(String(Buffer.from(marked.bytes)), /提示:没有登记过这个编号的培训班/, 'and said in its own file')
    await world.commit(importId)
    t.equal((await world.events()).TrainingCompleted, 2, 'it is recorded all the same')
    t.strictSame(await told(importId), [['wrong', 'training-unknown'], remarked, ['ok']])

    const again = await told(
      await world.judge(csvOf([cellsOf(2), cellsOf(3, { 培训班编号: 'SX-2026-002' })])),
    )
    t.strictSame(again, [['already-recorded', 'training-unregistered'], ['already-recorded']])
  },
)
