import { test } from 'tap'
import { duplicateKeys } from '../../src/app/duplicate-keys.ts'
import { parsePolicyFile } from '../../src/app/policy-file.ts'
import { shippedDocument } from '../support/policies.ts'

/** A file says one thing to everybody who reads it, or it is no policy. */

const sound = JSON.stringify(shippedDocument(), null, 2)
const bytes = (text: string): Uint8Array => Buffer.from(text)
const changed = (change: (draft: ReturnType<typeof JSON.parse>) => void): Uint8Array => {
  const draft = JSON.parse(sound)
  change(draft)
  return bytes(JSON.stringify(draft))
}

test('what is no policy is refused in Chinese, with the place', (t) => {
  const refused: readonly (readonly [what: string, file: Uint8Array, says: RegExp])[] = [
    ['bytes of another encoding', Buffer.from([0x22, 0xbd, 0xf0, 0x22]), /^不是 UTF-8 文本/],
    [
      'a broken line',
      bytes(sound.replace('"version":', '"version"')),
      /^不是合法的 JSON,第 3 行第 \d+ 列附近$/,
    ],
    ['half a file', bytes(sound.slice(0, 500)), /^不是合法的 JSON/],
    [
      'a key given twice',
      bytes(sound.replace('"amount": {', '"amount": {"kind": "fixed", "kind": "fixed", ')),
      /^\/instruments\/0\/amount\/kind:字段 kind 出现两次$/,
    ],
    ['a list', bytes('[]'), /^全文:应为对象$/],
    ['no title', changed((draft) => delete draft.title), /^\/title:缺少$/],
    [
      'a version that is text',
      changed((draft) => Object.assign(draft, { version: '2' })),
      /^\/version:应为数字$/,
    ],
    [
      'a field of no meaning',
      changed((draft) => Object.assign(draft, { extra: 1 })),
      /^全文:未知的字段 extra$/,
    ],
    [
      'a day that does not exist',
      changed((draft) => Object.assign(draft.term, { until: '2026-02-30' })),
      /^\/term\/until:应为存在的日期 YYYY-MM-DD$/,
    ],
    [
      'a rule of no kind',
      changed((draft) => Object.assign(draft.rules[0], { kind: 'whim' })),
      /^\/rules\/0(?:\/kind)?:未知的 kind$/,
    ],
    [
      'an amount with one place',
      changed((draft) => Object.assign(draft.instruments[0].amount.values[0], { yuan: '1.5' })),
      /^\/instruments\/0\/amount\/values\/0\/yuan:格式不对$/,
    ],
  ]
  for (const [what, file, says] of refused) {
    t.throws(() => parsePolicyFile(file), { name: 'PolicyError', message: says }, what)
  }
  t.same(parsePolicyFile(bytes(sound)), JSON.parse(sound))
  t.same(parsePolicyFile(bytes(`\ufeff${sound}`)), JSON.parse(sound), 'a byte order mark is no content')
  t.end()
})

test('a key given twice is found wherever it is', (t) => {
  const pointers = (text: string) => duplicateKeys(text).map(({ pointer }) => pointer)
  t.same(pointers('[{"a":{"a":[{"b":1},{"b":2}]}},{"b":"a\\":{"}]'), [])
  t.same(pointers('{"a":[1,{"x/y":1,"\\u0078/y":2}],"b":{},"a":3}'), ['/a/1/x~1y', '/a'])
  t.same(
    duplicateKeys('[{"a":1},{"a":{"b":1,"b":2}}]').map(({ entry, key }) => [entry, key]),
    [[1, 'b']],
  )
  t.end()
})
