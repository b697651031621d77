import { test } from 'tap'
import { pastChanges } from '../../src/domain/policy/past-changes.ts'
import { noticeDaysOn, secondSignatureFrom, sourceOrderOn } from '../../src/domain/policy/payment.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import {
  type Draft,
  derivedDocument,
  derivedPolicy,
  type Edit,
  shippedDocument,
  shippedPolicy,
} from '../support/policies.ts'

/** How money reaches people is data too: days of notice, the second signature, the order of sources. */

const clause = '试行'
const today = '2025-06-01'
const paymentOf = (draft: Draft) => {
  if (draft.payment === undefined) throw new Error('the shipped policy rules payments')
  return draft.payment
}
const days = (workingDays: 3 | 5 | 7, from: string, until?: string) => ({
  workingDays,
  from,
  clause,
  ...(until === undefined ? {} : { until }),
})
const order = (from: string, ...ids: string[]) => ({ from, clause, order: ids })

test('what contradicts itself is no policy', (t) => {
  const edits: Record<string, Edit> = {
    'a source the policy does not list': (draft) =>
      paymentOf(draft).sourceOrder.values.push(order('2025-01-01', 'no-such')),
    'a source twice': (draft) =>
      paymentOf(draft).sourceOrder.values.push(order('2025-01-01', 'local-talent', 'local-talent')),
    'two values from one day': (draft) => paymentOf(draft).notice.values.push(days(3, '2024-01-01')),
    'a district twice': (draft) => {
      const district = { id: '330602', values: [] }
      paymentOf(draft).notice.districts.push(district, district)
    },
    'two values of a district from one day': (draft) =>
      paymentOf(draft).notice.districts.push({
        id: '330602',
        values: [days(3, '2025-01-01'), days(7, '2025-01-01')],
      }),
    'an unknown interpretation': (draft) =>
      Object.assign(paymentOf(draft).sourceOrder, { interpretation: 'I99' }),
    'two thresholds from one day': (draft) =>
      paymentOf(draft).secondSignature.values.push({ from: '2024-01-01', clause, yuan: '1.00' }),
    'four working days': (draft) =>
      Object.assign(paymentOf(draft).notice.values[0] ?? {}, { workingDays: 4 }),
    'an order of nothing': (draft) => paymentOf(draft).sourceOrder.values.push(order('2025-01-01')),
  }
  for (const [what, edit] of Object.entries(edits)) {
    t.throws(() => derivedPolicy(edit), { name: 'PolicyError' }, what)
  }
  t.end()
})

test('what is shipped: five working days, half a million, the order of the plan', (t) => {
  t.equal(noticeDaysOn(shippedPolicy, '330602', '2024-01-01'), 5)
  t.equal(secondSignatureFrom(shippedPolicy, today), 50_000_000)
  t.strictSame(
    sourceOrderOn(shippedPolicy, '330602', today),
    shippedPolicy.fundSources.order.map(({ id }) => id),
  )
  t.equal(noticeDaysOn(shippedPolicy, '330602', '2023-12-31'), undefined, 'nothing before the first day')
  const { payment, ...older } = shippedPolicy
  t.ok(payment)
  t.equal(noticeDaysOn(older, '330602', today), undefined)
  t.equal(secondSignatureFrom(older, today), undefined)
  t.equal(sourceOrderOn(older, '330602', today).length, 5, 'the plan lists them')
  t.end()
})

test('a district has its own value while it is in force, else the city’s', (t) => {
  const policy = derivedPolicy((draft) => {
    const { notice, sourceOrder, secondSignature } = paymentOf(draft)
    notice.values.push(days(7, '2026-01-01'))
    notice.districts.push({ id: '330602', values: [days(3, '2025-01-01', '2025-12-31')] })
    sourceOrder.districts.push({ id: '330602', values: [order('2025-01-01', 'local-talent')] })
    secondSignature.values.push({ from: '2025-07-01', clause, yuan: '100000.00' })
  })
  t.equal(noticeDaysOn(policy, '330602', '2024-12-31'), 5)
  t.equal(noticeDaysOn(policy, '330602', '2025-12-31'), 3)
  t.equal(noticeDaysOn(policy, '330602', '2026-01-01'), 7)
  t.equal(noticeDaysOn(policy, '330603', '2025-12-31'), 5)
  t.strictSame(sourceOrderOn(policy, '330602', today), ['local-talent'])
  t.equal(sourceOrderOn(policy, '330603', today).length, 5)
  t.equal(secondSignatureFrom(policy, '2025-06-30'), 50_000_000)
  t.equal(secondSignatureFrom(policy, '2025-07-01'), 10_000_000)
  t.end()
})

test('what applied until today stays: also a district’s first value edits what applied', (t) => {
  const before = derivedDocument((draft) => {
    paymentOf(draft).notice.districts.push({ id: '330602', values: [days(3, '2025-01-01')] })
  })
  const changed = (edit: Edit) => {
    const draft = structuredClone(before) as unknown as Draft
    edit(draft)
    return pastChanges(before, draft as PolicyDocument, today)
  }
  const ownOf = (draft: Draft) => paymentOf(draft).notice.districts[0]?.values ?? []
  const edits: Record<string, Edit> = {
    '/payment/notice/values/0/workingDays': (draft) =>
      Object.assign(paymentOf(draft).notice.values[0] ?? {}, { workingDays: 3 }),
    '/payment/sourceOrder/values/0/order': (draft) => paymentOf(draft).sourceOrder.values[0]?.order.reverse(),
    '/payment/notice/districts/0': (draft) => paymentOf(draft).notice.districts.splice(0),
    '/payment/notice/districts/0/values/1': (draft) => ownOf(draft).push(days(7, '2024-06-01')),
    '/payment/notice/districts/1/values/0': (draft) =>
      paymentOf(draft).notice.districts.push({ id: '330603', values: [days(3, '2025-05-01')] }),
    '/payment/secondSignature/values/1': (draft) =>
      paymentOf(draft).secondSignature.values.push({ from: today, clause, yuan: '1.00' }),
  }
  for (const [place, edit] of Object.entries(edits)) t.equal(changed(edit)[0], place)
  const coming: Edit = (draft) => {
    ownOf(draft).push(days(7, '2025-06-02'))
    paymentOf(draft).notice.districts.push({ id: '330603', values: [days(3, '2025-06-02')] })
  }
  t.strictSame(changed(coming), [])
  t.strictSame(
    changed(() => {}),
    [],
  )
  const older = shippedDocument()
  delete older.payment
  const added = (edit: Edit) => pastChanges(older as PolicyDocument, derivedDocument(edit), today)
  t.equal(added(() => {})[0], '/payment/notice/values/0', 'a policy without payments gets them from tomorrow')
  const fromTomorrow: Edit = (draft) => {
    const { notice, secondSignature, sourceOrder, handling = [] } = paymentOf(draft)
    for (const { values } of [notice, secondSignature, sourceOrder, ...handling]) {
      for (const value of values) value.from = '2025-06-02'
    }
  }
  t.strictSame(added(fromTomorrow), [])
  t.end()
})
