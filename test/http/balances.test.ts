import t from 'tap'
import { balancesAnswer } from '../../src/http/answers/balance.ts'
import { bankFile, chief, district, fundId, openOffice, planner } from './treasury-fixture.ts'

/** Every balance leads to the list it is made of, and each cut comes to the same total. */

// biome-ignore lint/suspicious/noExplicitAny: the body is what the test looks into
type Body = any
const fenOf = (yuan: string): number => Number(yuan.replace('.', ''))

t.test('balances by every cut, each with the list behind it', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get, upload, moveClock } = office
  const [a = '', b = '', c = ''] = await office.approved(3)
  await post(planner, '/funds', { district, source: 'employment-subsidy', year: 2024 })
  await post(planner, `/funds/${fundId}/allot`, { amountYuan: '50000.00', document: '绍市财社〔2024〕12号' })
  const { batchId } = (await post(planner, '/batches', { district })).body
  const url = `/batches/${batchId}`
  await post(planner, `${url}/freeze`)
  await post(planner, `${url}/notice`, {})
  await moveClock('2024-10-14T09:00:00+08:00')
  await post(planner, `${url}/close-notice`)
  const { digest } = (await get(planner, url)).body
  await post(chief, `${url}/approve`, { digest })
  await post(planner, `${url}/release`)
  const answers = bankFile([
    [1, a, '成功', '', '2024-10-14'],
    [2, b, '失败', '销户', '2024-10-14'],
  ])
  t.match(await upload(planner, `${url}/results`, answers), { status: 200 })

  for (const persona of ['officer-330602', 'reviewer-330602', 'provider-1', 'applicant-1']) {
    t.equal((await get(persona, '/balances')).status, 403, persona)
  }
  t.match(await get(planner, '/balances?by=fund&instrument=x'), {
    status: 422,
    body: { errors: [{ pointer: 'query/instrument', code: 'unknown-parameter' }] },
  })
  t.match((await get(planner, '/balances?by=month&colour=x')).status, 422)
  for (const [asked, code] of [
    ['district=330699', 'district-unknown'],
    ['by=month&instrument=no-such', 'instrument-unknown'],
    ['by=month&instrument=NO', 'instrument-unknown'],
    ['year=26', 'value-unknown'],
  ]) {
    const errors = [{ pointer: /^query\//, code }]
    t.match(await get(planner, `/balances?${asked}`), { status: 422, body: { code, errors } }, `${asked}`)
  }
  const nothing = (await get('finance-330603', `/balances?by=fund&district=${district}`)).body
  t.match(nothing, { items: [], total: { allottedYuan: '0.00', paidYuan: '0.00' } }, 'nobody else sees it')

  const found: Record<string, Body> = {}
  for (const by of ['district', 'fund', 'instrument', 'year', 'month']) {
    const { status, body } = await get('auditor', `/balances?by=${by}`)
    t.equal(status, 200)
    t.same(balancesAnswer.parse(body), body)
    t.match(body.total, { reservedYuan: '20000.00', paidYuan: '10000.00', recoveredYuan: '0.00' }, by)
    t.equal(body.items.length, 1)
    found[by] = body.items[0]
  }
  const whole = { allottedYuan: '50000.00', availableYuan: '20000.00', reservedYuan: '20000.00' }
  t.match(found.district, { key: district, name: '越城区', ...whole })
  t.match(found.fund, { key: fundId, name: '越城区 就业补助资金 2024', ...whole })
  t.match(found.year, { key: '2024', ...whole })
  t.match(found.instrument, { key: 'technical-expert-provincial', allottedYuan: null, availableYuan: null })
  t.match(found.instrument.reservedYuan, '20000.00')
  t.match(found.month, { key: '2024-10', reservedYuan: null, paidYuan: '10000.00', returnedYuan: '0.00' })

  const behind = async (path: string) => (await get('auditor', path)).body
  t.same((await behind(found.fund.list.reserved)).reservations[0].openYuan, '20000.00')
  for (const figure of ['allotted', 'available']) {
    t.match((await behind(found.district.list[figure])).items, [{ fundId, ...whole }])
  }
  for (const by of ['district', 'instrument', 'month']) {
    const paid = await behind(found[by].list.paid)
    t.strictSame(
      paid.items.map((claim: Body) => claim.claimId),
      [a],
      `${by}: ${found[by].list.paid}`,
    )
    if (by === 'month') t.equal(found.month.list.recovered, null, 'no list is of one month alone')
    else t.strictSame((await behind(found[by].list.recovered)).items, [])
    if (found[by].list.reserved === null) continue
    const held = (await behind(found[by].list.reserved)).items
    t.strictSame(held.map((claim: Body) => claim.claimId).sort(), [b, c].sort())
    const sum = held.reduce((fen: number, claim: Body) => fen + fenOf(claim.amountYuan), 0)
    t.equal(sum, fenOf(found[by].reservedYuan))
  }
  t.equal(found.month.list.returned, null)
  const ofDistrict = await behind(found.district.list.returned)
  t.equal(ofDistrict.total.returnedYuan, found.district.returnedYuan)
  const months = await behind(found.instrument.list.returned)
  t.match(months.items, [{ key: '2024-10', grossPaidYuan: '10000.00', returnedYuan: '0.00' }])
  t.equal(months.total.returnedYuan, found.instrument.returnedYuan)
  const ofYear = (await behind('/balances?by=instrument&year=2024')).items[0]
  t.match(ofYear, { reservedYuan: null, paidYuan: '10000.00' })
  t.match((await behind(ofYear.list.paid)).items, [{ key: '2024-10', paidYuan: '10000.00' }])
  t.strictSame((await behind('/balances?by=instrument&year=2023')).items, [])
})
