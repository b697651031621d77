import { test } from 'tap'
import { parsePolicyDocument } from '../../src/app/policy-document.ts'
import { compilePolicy } from '../../src/domain/policy/compile-policy.ts'
import { handledByOn } from '../../src/domain/policy/payment.ts'
import { shippedCalendar, shippedPolicies } from '../../src/seeds.ts'

const [document] = shippedPolicies()
if (document === undefined) throw new Error('no policy is shipped')
const calendar = shippedCalendar()

const with15 = (from: string) => {
  const handling = [{ id: 'submitted', values: [{ from, clause: '试', workingDays: 15 }] }]
  const changed = { ...document, payment: { ...document.payment, handling } }
  return compilePolicy(parsePolicyDocument(changed), 'd')
}

test('the next step is due so many working days later', (t) => {
  const policy = with15('2026-01-01')
  const due = (sinceOn: string, status = 'submitted') => handledByOn(policy, calendar, { status, sinceOn })
  t.equal(due('2026-03-02'), '2026-03-23', 'counted from the day after')
  t.equal(due('2026-02-13'), '2026-03-12', 'the Spring Festival does not count, the days worked instead do')
  t.equal(due('2026-03-02', 'reviewed'), null, 'no time is set for that')
  t.equal(due('2025-12-31'), null, 'none was set by then')
  t.equal(due('2026-12-30'), null, 'a year whose holidays are not known is not guessed')
  t.end()
})

test('a status that no claim has is refused in a policy', (t) => {
  const handling = [{ id: 'sleeping', values: [] }]
  t.throws(() => parsePolicyDocument({ ...document, payment: { ...document.payment, handling } }))
  t.end()
})
