import t from 'tap'
import { batchAnswer, batchStepped } from '../../src/http/answers/batch.ts'
import { noticeAnswer, reconciliation, resultsTaken } from '../../src/http/answers/batch-lines.ts'
import { claimAnswer } from '../../src/http/answers/claim.ts'
import { fundAnswer } from '../../src/http/answers/fund.ts'
import { recoveryStepped } from '../../src/http/answers/recovery.ts'
import {
  bankFile,
  cardNumber,
  chief,
  district,
  fundId,
  officer,
  openOffice,
  planner,
} from './treasury-fixture.ts'

/** From claim to money by HTTP alone, with the refusals on the way; each answer is what its schema says. */

t.test(
  'from approved claims to money, one sent back and paid again, one paid back in two parts',
  async (t) => {
    const office = await openOffice()
    t.teardown(() => office.fixture.close())
    const { post, get, upload, moveClock } = office
    const [a = '', b = '', c = '', d = ''] = await office.approved(4)
    const fund = async () => (await get(planner, `/funds/${fundId}`)).body
    const claim = async (id: string) => (await get(officer, `/claims/${id}`)).body

    t.match(await post(planner, '/funds', { district: '330603', source: 'employment-subsidy', year: 2024 }), {
      status: 403,
      body: { code: 'district-out-of-scope' },
    })
    const opened = { district, source: 'employment-subsidy', year: 2024 }
    t.match(await post(planner, '/funds', opened), { status: 201, body: { fundId, availableYuan: '0.00' } })
    const paper = { amountYuan: '35000.00', document: '绍市财社〔2024〕12号' }
    t.match(await post(planner, `/funds/${fundId}/allot`, paper, 'allot'), {
      status: 200,
      body: { allottedYuan: '35000.00' },
    })
    t.match(await post(planner, `/funds/${fundId}/allot`, paper, 'allot'), {
      repeated: true,
      body: { allottedYuan: '35000.00' },
    })
    t.match((await post('finance-330603', `/funds/${fundId}/allot`, paper)).status, 404)

    const planned = await post(planner, '/batches', { district }, 'plan')
    t.same(batchStepped.parse(planned.body), planned.body)
    t.match(planned, { status: 201, body: { status: 'planned', statusText: '拟定', lines: 4, digest: null } })
    t.match(await post(planner, '/batches', { district }, 'plan'), { repeated: true, body: planned.body })
    const { batchId } = planned.body
    const url = `/batches/${batchId}`

    t.match(await post('finance-330603', `${url}/freeze`), { status: 404, body: { code: 'not-found' } })
    t.match(await post(planner, `${url}/freeze`, undefined, 'freeze'), {
      status: 409,
      body: { code: 'fund-insufficient', detail: /还差 5000\.00 元/ },
    })
    t.match(await claim(a), { status: 'approved', batchId: null }, 'nothing is held')
    await post(planner, `/funds/${fundId}/allot`, { amountYuan: '5000.00', document: '绍市财社〔2024〕13号' })
    t.match((await post(planner, `${url}/freeze`, undefined, 'freeze')).status, 409, 'the first answer stays')
    const frozen = await post(planner, `${url}/freeze`)
    t.match(frozen, { status: 200, body: { status: 'frozen', lines: 4, totalYuan: '40000.00' } })
    t.match(await fund(), { reservedYuan: '40000.00', availableYuan: '0.00' })
    const { items, next } = (await get(planner, `${url}/lines?limit=3`)).body
    t.match(items[0], { no: 1, claimId: a, statusText: '待放款', amountYuan: '10000.00' })
    t.match(items[0].sources, [{ fundId, fundName: '就业补助资金 2024', amountYuan: '10000.00' }])
    t.match((await get(planner, `${url}/lines?after=${next}`)).body, { items: [{ claimId: d }], next: null })

    t.match((await post(planner, `${url}/notice`, { workingDays: 3 })).body, { code: 'notice-too-short' })
    t.match((await post(planner, `${url}/notice`, {}, 'notice')).body, { status: 'noticed' })
    t.match(await post(planner, `${url}/notice`, {}, 'notice'), {
      repeated: true,
      body: { status: 'noticed' },
    })
    t.match(await post(planner, `${url}/notice`), { status: 409, body: { code: 'batch-noticed' } })
    const notice = (await get('auditor', `${url}/notice`)).body
    t.same(noticeAnswer.parse(notice), notice)
    t.match(notice, { opensOn: '2024-10-01', closesOn: '2024-10-12', unchanged: true }, 'after the holidays')
    t.match(notice.rows[0], { claimId: a, name: '钱**', idTail: /^.{4}$/ })
    t.match(await claim(a), { statusText: '公示中', holderText: '财政经办人', batchId })

    const objection = { claimId: d, ground: '钱多多的称号已被撤销' }
    t.match(await post('auditor', `${url}/objections`, objection, 'object'), { status: 201, body: { no: 1 } })
    t.match(await post('auditor', `${url}/objections`, objection, 'object'), {
      repeated: true,
      body: { no: 1 },
    })
    await moveClock('2024-10-14T09:00:00+08:00')
    t.match((await post(planner, `${url}/close-notice`)).body, { code: 'objections-open' })
    const words = async (persona: string) => (await get(persona, url)).body.objections[0].ground
    t.equal(await words(planner), objection.ground, 'who decides can read why')
    t.equal(await words('auditor'), objection.ground)
    t.equal(await words('admin'), null, 'who runs the machine cannot')
    const resolved = { upheld: true, reason: '查明属实' }
    t.match((await post(planner, `${url}/objections/2/resolve`, resolved)).status, 404)
    t.match((await post(planner, `${url}/objections/1/resolve`, resolved)).body, { lines: 3 })
    t.match(await claim(d), { statusText: '未通过' })
    t.match(await fund(), { reservedYuan: '30000.00', availableYuan: '10000.00' }, 'its money is free again')
    t.match((await post(planner, `${url}/close-notice`)).body, { status: 'notice-closed', lines: 3 })

    const stale = await post(chief, `${url}/approve`, { digest: frozen.body.digest })
    t.match(stale, { status: 409, body: { code: 'digest-changed', errors: [{ pointer: d }] } })
    const madeUp = await post(chief, `${url}/approve`, { digest: 'f'.repeat(64) })
    t.match(madeUp.body, { code: 'digest-changed', errors: [] })
    t.notMatch(madeUp.body.detail, /[::]。/, 'no list is begun that has nothing in it')
    const { digest } = (await get(planner, url)).body
    t.match(await post(planner, `${url}/approve`, { digest }), {
      status: 403,
      body: { code: 'separation-of-duties' },
    })
    t.match((await post(planner, `${url}/release`)).body, { code: 'batch-notice-closed' })
    t.match((await post(chief, `${url}/approve`, { digest }, 'approve')).body, { status: 'approved' })
    t.match(await post(chief, `${url}/approve`, { digest }, 'approve'), { repeated: true, status: 200 })
    t.match(await claim(a), { statusText: '待拨付', holderText: '银行' })
    t.match((await post(chief, `${url}/release`)).body, { code: 'separation-of-duties' })
    t.match((await get(planner, `${url}/pay-list`)).body, { code: 'batch-approved' })
    t.match((await post(planner, `${url}/release`, {}, 'release')).body, { status: 'released' })
    t.match(await post(planner, `${url}/release`, {}, 'release'), { repeated: true, status: 200 })

    const bank = bankFile([
      [1, a, '成功', '', '2024-10-14'],
      [2, b, '失败', '户名不符', '2024-10-14'],
      [3, c, '成功', '', '2024-10-15'],
      [9, a, '成功', '', '2024-10-14'],
    ])
    t.match(await upload(planner, `${url}/results`, '你好'), {
      status: 422,
      body: { code: 'results-unusable' },
    })
    const taken = await upload(planner, `${url}/results`, bank, 'results')
    t.same(resultsTaken.parse(taken.body), taken.body)
    t.match(taken.body, {
      confirmed: 0,
      returned: 1,
      unanswered: 2,
      faults: [{ line: 2, code: 'line-repeated' }, { code: 'date-future' }, { line: 5 }],
    })
    t.match(await upload(planner, `${url}/results`, bank, 'results'), { repeated: true, body: taken.body })
    t.match((await upload(planner, `${url}/results`, bank)).body, {
      repeated: true,
      confirmed: 0,
      returned: 0,
    })
    await moveClock('2024-10-15T09:00:00+08:00')
    const rest = bankFile([
      [1, a, '成功', '', '2024-10-14'],
      [3, c, '成功', '', '2024-10-15'],
    ])
    t.match((await upload(planner, `${url}/results`, rest)).body, { confirmed: 2, returned: 0, faults: [] })
    t.match(await claim(a), { statusText: '已拨付', paidYuan: '10000.00', holder: null })
    t.match((await claim(b)).payments, [{ outcomeText: '退汇', reasonText: '户名不符' }])
    t.match(await fund(), { reservedYuan: '10000.00', paidYuan: '20000.00' })
    t.match((await post(planner, `${url}/close`)).body, { code: 'lines-open' })

    await post(officer, `/people/${b.split('-')[0]}/details`, { bankAccount: cardNumber(99) })
    t.match((await post(planner, `${url}/reissue`, { claimIds: [a] })).body, { code: 'line-not-returned' })
    t.match((await post(planner, `${url}/reissue`, {}, 'reissue')).status, 200)
    t.match(await post(planner, `${url}/reissue`, {}, 'reissue'), { repeated: true, status: 200 })
    t.match((await post(planner, `${url}/reissue`)).body, { code: 'batch-empty' })
    const again = bankFile([[2, b, '成功', '', '2024-10-15']])
    t.match((await upload(planner, `${url}/results`, again)).body, { confirmed: 1 })
    t.match((await claim(b)).payments, [{ outcome: 'returned' }, { outcome: 'paid', replaces: 1 }])
    t.match((await post(planner, `${url}/close`)).body, { statusText: '已结清' })
    const sets = (await get('auditor', `${url}/reconciliation`)).body
    t.same(reconciliation.parse(sets), sets)
    t.match(sets, { equal: true, differences: [], confirmed: { digest, lines: 3, totalYuan: '30000.00' } })
    const whole = (await get(planner, url)).body
    t.same(batchAnswer.parse(whole), whole)
    t.match(whole, { files: [{ lines: 3 }, { lines: 1 }], results: { paid: { lines: 3 } }, signatures: [{}] })

    const proposal = { reason: '查明不实', amountYuan: '6000.00' }
    t.match((await post('reviewer-330603', `/claims/${c}/recoveries`, proposal)).status, 404)
    const proposed = await post('reviewer-330602', `/claims/${c}/recoveries`, proposal, 'propose')
    t.same(recoveryStepped.parse(proposed.body), proposed.body)
    t.match(proposed, { status: 201, body: { no: 1, recoveryStatusText: '待确认' } })
    const money = `/claims/${c}/recoveries/1`
    t.match((await post('reviewer-330602', `${money}/confirm`)).body, { code: 'separation-of-duties' })
    const part = { amountYuan: '4000.00', receivedOn: '2024-10-15' }
    t.match((await post(planner, `${money}/receive`, part)).body, { code: 'recovery-conflict' })
    t.match((await post(planner, `${money}/confirm`)).body, { recoveryStatusText: '待收回' })
    t.match((await post(planner, `${money}/receive`, part, 'part-1')).body, { receivedYuan: '4000.00' })
    t.match(await post(planner, `${money}/receive`, part, 'part-1'), { repeated: true })
    t.match(await fund(), { paidYuan: '26000.00', recoveredYuan: '4000.00' })
    t.match((await post(planner, `${money}/receive`, part)).body, { code: 'recovery-exceeds' })
    const last = { amountYuan: '2000.00', receivedOn: '2024-10-15' }
    t.match((await post(planner, `${money}/receive`, last)).body, { recoveryStatusText: '已收回' })
    const figures = await fund()
    t.same(fundAnswer.parse(figures), figures)
    t.match(figures, {
      allottedYuan: '40000.00',
      reservedYuan: '0.00',
      paidYuan: '24000.00',
      recoveredYuan: '6000.00',
      availableYuan: '16000.00',
    })
    const end = await claim(c)
    t.same(claimAnswer.parse(end), end)
    const paid = {
      grossPaidYuan: '10000.00',
      returnedYuan: '0.00',
      recoveredYuan: '6000.00',
      paidYuan: '4000.00',
    }
    const parts = [{ amountYuan: '4000.00' }, { amountYuan: '2000.00' }]
    t.match(end, { status: 'paid', ...paid, recoveries: [{ receivedYuan: '6000.00', parts }] })
    t.match((await get(officer, `/claims?q=${c}`)).body.items, [paid], 'the list says the same')
  },
)
