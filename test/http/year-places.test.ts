import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { cellsOf, csvOf } from '../support/import-world.ts'
import { openClasses } from './open-classes.ts'
import { district, openOffice } from './treasury-fixture.ts'

/** A year holds three awards by the catalogue; what is undecided takes no place of it. */

const provider = 'provider-1'
const second = 'officer-330600'
const days = { startsOn: '2024-06-03', endsOn: '2024-06-07' }
const occupations = ['焊工', '钳工', '电工', '数控车工', '印染工']

/** Somebody's row for the n-th class: each of another occupation. */
const rowOf = (n: number) =>
  cellsOf(21, {
    ...{ 培训类型: '职业技能培训', 培训班编号: `T-${n}`, 等级: '高级工', '费用(元)': '900.00' },
    ...{ 开始日期: `2024-0${n}-03`, 结业日期: `2024-0${n}-07`, 发证日期: `2024-0${n}-08` },
    ...{ '职业(工种)': occupations[n - 1] ?? '', 证书编号: `S33069902400${n}` },
  })

t.test('an import files while fewer than three of the year are approved, and not after that', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get, upload, fixture } = office
  const classes = occupations.map((_, at) => ({
    ...{ trainingId: `T-${at + 1}`, course: 'vocational', ...days },
    ...{ startsOn: `2024-0${at + 1}-03`, endsOn: `2024-0${at + 1}-07` },
  }))
  await openClasses(office, { provider, district }, classes)
  const imported = async (...numbers: readonly number[]) => {
    const { importId } = (await upload(provider, '/imports', csvOf(numbers.map(rowOf)).toString())).body
    await fixture.parts.jobs.settle()
    await post(provider, `/imports/${importId}/commit`)
    await fixture.parts.jobs.settle()
    return (await get(provider, `/imports/${importId}/rows`)).body.items
  }
  const filed = await imported(1, 2, 3, 4)
  const claim = { claims: [{ instrument: 'differentiated-training' }], unfiled: [] }
  t.match(filed, [claim, claim, claim, claim], 'four that nobody has decided on')

  const person = fixture.parts.ledger.personIdOf(syntheticIdNumber(21))
  const decide = async (no: number) => {
    await post(second, `/claims/${person}-c${no}/review`)
    return (await post('reviewer-330602', `/claims/${person}-c${no}/approve`)).body
  }
  t.match(await decide(1), { status: 'approved' })
  t.match(await decide(2), { status: 'approved' })
  t.match(await decide(4), { status: 'approved' }, 'whichever is decided on first')
  const reason = { code: 'yearly-count-reached', clause: '二(一)4', next: '下一年度可以再申领。' }
  t.match(await imported(5), [{ verdict: 'ok', completionId: /-t5$/, claims: [], unfiled: [reason] }])
  const fourth = await decide(3)
  t.match(fourth, { status: 'rejected', assessment: { reasons: ['yearly-count-reached'] } })
})
