import t from 'tap'
import { failureOf, failureText } from '../../src/cli/failure.ts'
import { harmless } from '../../src/cli/terminal.ts'

t.test('what a terminal would obey is written out', (t) => {
  t.equal(
    harmless('a\u001b[2Jb\u0007\r\u009b1m\u202e\t', false),
    'a\\u001b[2Jb\\u0007\\u000d\\u009b1m\\u202e\\u0009',
  )
  t.equal(harmless('两行\n第二行 é', false), '两行\n第二行 é')
  t.equal(harmless('\u001b[1m粗\u001b[22m\u001b[2J', true), '\u001b[1m粗\u001b[22m\\u001b[2J')
  t.equal(harmless('\u001b[1m粗', false), '\\u001b[1m粗')
  const json = JSON.stringify({ text: 'x\u009by' })
  t.same(JSON.parse(harmless(json, false)), JSON.parse(json), 'JSON stays what it was')
  t.end()
})

t.test('a failure is told in Chinese, with what it names', (t) => {
  const id = '80136f96-f1fa-5a14-b412-71c36f0fa9d3'
  const failed = (name: string, message: string): string =>
    failureText(failureOf(Object.assign(new Error(message), { name })))
  const event = failed('IntegrityFailure', `event ${id} at position 7: data is not a JSON object`)
  t.match(event, `台账自检未通过:事件 ${id},位置 7。`)
  t.match(failed('StoreUnavailable', 'nothing was written (SQLITE_FULL)'), '没有写入:SQLITE_FULL。')
  for (const text of [event, failed('StoreUnavailable', 'no connection to the server')]) {
    t.notMatch(text, /[a-z]+ [a-z]+/)
  }
  t.match(failed('PolicyError', '/title:缺少'), '/title:缺少')
  t.end()
})
