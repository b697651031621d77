import t from 'tap'
import { at, cellsOf, csvOf, openImportWorld } from '../../support/import-world.ts'

/** Who is in the trainers' pool has the name they have there, in a sheet too. */

t.test(
  'a row with another name than the trainer has is refused, also when they enlist after it was judged',
  async (t) => {
    const world = await openImportWorld()
    const city = { account: 'city', role: 'admin', pid: 'city', districts: [], provider: null } as const
    const enlist = (n: number, name: string) =>
      world.office.trainers.enlist(
        { principal: city, commandId: `e${n}`, digest: 'd', at },
        {
          ...{ idNumber: cellsOf(n)[1] ?? '', name, certificateNumber: `S00000090${n}` },
          ...{ occupation: '车工', level: '高级技师', document: '师资 1 号' },
          ...{ from: '2026-01-01', until: '2026-12-31' },
        },
      )
    await enlist(1, '钱老师')
    await enlist(2, cellsOf(2)[0] ?? '')
    const sheet = csvOf([cellsOf(1), cellsOf(2), cellsOf(3)])
    const told = async (id: string) =>
      (await world.rows(id)).map(({ verdict, faults }) => [
        verdict,
        ...faults.map(({ code, column }) => `${code} ${column}`),
      ])
    const refused = ['wrong', 'identity-mismatch 姓名']
    const importId = await world.judge(sheet)
    t.strictSame(await told(importId), [refused, ['ok'], ['ok']])

    await enlist(3, '赵老师')
    await world.commit(importId)
    t.strictSame(await told(importId), [refused, ['ok'], refused])
    t.equal((await world.events()).PersonRegistered, 1)
    await world.commit(await world.judge(sheet))
    t.equal((await world.events()).PersonRegistered, 1, 'nothing twice')
  },
)
