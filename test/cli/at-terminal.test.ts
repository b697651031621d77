import t from 'tap'
import { LedgerError } from '../../src/app/errors.ts'
import { type ProblemCode, problemCodes } from '../../src/app/problem-catalogue.ts'
import { inputProblems } from '../../src/app/problem-texts/input-problems.ts'
import { requestProblems } from '../../src/app/problem-texts/request-problems.ts'
import { readAnswer } from '../../src/cli/answers.ts'
import { atTerminal } from '../../src/cli/at-terminal.ts'
import { failureOf, failureText } from '../../src/cli/failure.ts'
import type { OpenLedger } from '../../src/cli/host.ts'
import { shippedPolicies } from '../../src/seeds.ts'

/** What only somebody who sends requests can use. */
const request = /(?:GET|POST) \/|\/api\/|\/docs|Idempotency|请求头|响应头|X-Request/

/** About the form of a request, which nobody at a terminal writes. */
const ofRequests = new Set<string>([...Object.keys(requestProblems), ...Object.keys(inputProblems)])

/** Something for every place that a sentence leaves open. */
const facts = new Proxy({}, { get: () => '某' })

t.test('no error at a terminal talks of requests', (t) => {
  const codes = problemCodes.filter((code) => !ofRequests.has(code))
  t.ok(codes.length > 100)
  for (const code of codes) {
    const said = failureText(failureOf(new LedgerError(code, facts)))
    t.notMatch(said, request, code)
    t.match(said, /^错误\([a-z-]+\):.+。下一步:.+。$/s, code)
    t.notMatch(said, /[(:;,、](?:\)|。)/, code)
  }
  for (const { reasons } of shippedPolicies()) {
    for (const { next } of reasons) t.notMatch(atTerminal(next), request)
  }
  t.end()
})

t.test('what can be typed in place of a request is said', (t) => {
  const next = (code: ProblemCode): string => failureOf(new LedgerError(code)).next
  t.equal(next('outcome-unknown'), '请用同一命令重试,会得到确定的结果,不会重复办理。')
  t.equal(next('training-closed'), '请核对培训班的进度(jinlan training show 培训班编号)。')
  t.equal(next('recognition-unknown'), '请核对认定编号。')
  t.end()
})

/** A ledger whose interface answers just this. */
const answering = (status: number, body: object): OpenLedger =>
  ({ read: async () => ({ status, body }) }) as unknown as OpenLedger

t.test('what is not found is named by its own code, with one next step', async (t) => {
  const next = '请核对机构编号(列表:GET /api/v1/providers);新机构请先认定。'
  const body = {
    code: 'not-found',
    detail: `没有这家培训机构,或者不在您的管辖范围内。${next}`,
    errors: [{ pointer: '', code: 'provider-unknown' }],
  }
  await t.rejects(readAnswer(answering(404, body), '/providers/x'), {
    code: 'provider-unknown',
    message: '没有这家培训机构,或者不在您的管辖范围内。',
    next: '请核对机构编号(列表:jinlan provider list);新机构请先认定。',
    exit: 1,
  })
})
