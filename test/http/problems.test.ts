import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { isProblemCode, problemCodes, problemDetail, problemText } from '../../src/app/problem-catalogue.ts'
import { problemOf } from '../../src/http/problem.ts'
import { openFixture } from './http-fixture.ts'

const sources = (folder: string): readonly string[] =>
  readdirSync(new URL(`../../${folder}/`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(`../../${folder}/${file}`, import.meta.url), 'utf8'))

t.test('every code that is thrown has its words', (t) => {
  // Domain, text and id codes are held complete by the compiler; ledger errors carry any text.
  const thrown = sources('src').flatMap((text) => [
    ...text.matchAll(/(?:LedgerError|super)\(\s*'([a-z-]+)'/g),
  ])
  t.ok(thrown.length >= 8)
  for (const [, code = ''] of thrown) t.ok(isProblemCode(code), code)
  t.equal(problemOf(new Error('anything')).code, 'internal-error')
  const damaged = Object.assign(new Error('malformed'), { name: 'SqliteError', code: 'SQLITE_CORRUPT' })
  t.equal(problemOf(damaged).code, 'read-models-unfit')
  t.equal(problemOf(Object.assign(damaged, { code: 'SQLITE_FULL' })).code, 'internal-error')
  t.equal(problemOf('no error at all').code, 'internal-error')
  t.end()
})

t.test('every problem says in whole sentences what happened and what to do', (t) => {
  for (const code of problemCodes) {
    const { title, detail, next, status, retryAfter } = problemText(code)
    for (const text of [title, detail, next]) t.match(text, /\p{Script=Han}/u, code)
    t.match(detail, /。$/, code)
    t.match(next, /。$/, code)
    t.ok(status >= 400 && status <= 503, code)
    t.equal(retryAfter !== undefined, status === 503 || code === 'request-in-progress', code)
    t.notMatch(problemDetail(code), /[{}]/, code)
  }
  t.match(problemDetail('date-future', { field: 'endsOn' }), /^结业日期晚于今天/)
  t.match(problemDetail('state-conflict', { status: 'approved' }), /“待拨付”/)
  t.end()
})

t.test('the type of every problem leads to its page', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const page = (url: string) => fixture.send(null, { method: 'GET', url })
  for (const code of problemCodes) {
    const answer = await page(`/problems/${code}`)
    t.equal(answer.statusCode, 200, code)
    t.ok(answer.payload.includes(problemText(code).title), code)
    const [, words = ''] = /<p>(.*?)<\/p>/.exec(answer.payload) ?? []
    t.notMatch(words, /“”|[{}]|[ ]{2}|^晚于|^早于|第 笔|:[。)]/u, code)
  }
  const list = await page('/problems')
  t.match(list.headers['content-type'], 'text/html')
  t.match(list.headers['content-security-policy'], /default-src 'self'/)
  t.equal((await page('/problems/nothing')).statusCode, 404)
})
