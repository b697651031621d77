import t from 'tap'
import { api, given, idNumber, json, person, raw, refused } from './bad-requests.ts'
import { openFixture } from './http-fixture.ts'

/**
 * Every bad request is answered with its own code, in the one form, and leaves the log as it was.
 * Numbers in the names are rows of the catalogue of bad inputs that the ledger answers to.
 */

t.test('JSON and HTTP', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
  const gbk = Buffer.from([...Buffer.from('{"name":"'), 0xd5, 0xc5, 0xc8, 0xfd, ...Buffer.from('"}')])
  const text = JSON.stringify(person)
  await refused(t, fixture, [
    ['1 truncated', raw(text.slice(0, -1)), 400, 'malformed-json'],
    ['2 empty', raw(''), 400, 'malformed-json'],
    ['3 a key twice', raw(`{"name":"a",${text.slice(1)}`), 400, 'duplicate-json-key'],
    ['3 a key twice, once escaped', raw(`{"n\\u0061me":"a",${text.slice(1)}`), 400, 'duplicate-json-key'],
    ['4 __proto__', raw('{"__proto__":{"a":"1"}}'), 400, 'malformed-json'],
    ['4 constructor.prototype', raw('{"constructor":{"prototype":{}}}'), 400, 'malformed-json'],
    [
      '5 a number too large to be exact',
      raw(text.replace('"330602"', '9007199254740993')),
      422,
      'number-not-allowed',
      '#/district',
    ],
    ['6 1e400', raw(text.replace('"330602"', '1e400')), 422, 'number-not-allowed'],
    ['6 -0', raw(text.replace('"330602"', '-0')), 422, 'number-not-allowed'],
    ['6 NaN', raw(text.replace('"330602"', 'NaN')), 400, 'malformed-json'],
    ['7 no UTF-8', raw(Buffer.from([0x22, 0xff, 0x22])), 400, 'invalid-encoding'],
    ['8 GBK', raw(gbk), 400, 'invalid-encoding'],
    [
      '9 charset=gbk',
      raw(text, { 'content-type': 'application/json; charset=gbk' }),
      415,
      'unsupported-charset',
    ],
    [
      '9 charset=utf-16',
      raw(text, { 'content-type': 'application/json;charset="utf-16"' }),
      415,
      'unsupported-charset',
    ],
    ['10 lone surrogate', raw(text.replace('张三', '张\\ud800')), 422, 'invalid-text', '#/name'],
    ['10 lone surrogate in a code', raw(text.replace('330602', '\\ud800')), 422, 'invalid-text'],
    ['11 NUL', given({ name: '张\u0000三' }), 422, 'invalid-text'],
    ['11 C1 control', given({ name: '张\u0085三' }), 422, 'invalid-text'],
    ['12 byte order mark', raw(`\ufeff${text}`), 400, 'malformed-json'],
    ['13 right-to-left override', given({ name: '张\u202e三' }), 422, 'invalid-text'],
    ['13 zero width', given({ name: '张\u200b三' }), 422, 'invalid-text'],
    ['14 33 levels', raw(deep(33)), 400, 'too-deep'],
    ['14 60,000 levels', raw(deep(30_000)), 400, 'too-deep'],
    ['14 32 levels are only no object', raw(deep(32)), 422, 'validation-failed'],
    ['15 too long', given({ bankName: '行'.repeat(101) }), 422, 'too-long', '#/bankName'],
    ['16 null', raw('null'), 422, 'validation-failed'],
    ['16 list', raw('[]'), 422, 'validation-failed'],
    ['16 string', raw('"x"'), 422, 'validation-failed'],
    ['17 unknown field', given({ nickname: 'x' }), 422, 'unknown-field', '#/nickname'],
    ['17 unknown field with an unspeakable name', given({ [idNumber]: 'x' }), 422, 'unknown-field', '#'],
    ['18 too large', raw(`"${'x'.repeat(65_536)}"`), 413, 'body-too-large'],
    ['19 text/plain', raw(text, { 'content-type': 'text/plain' }), 415, 'unsupported-media-type'],
    [
      '19 form',
      raw('a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported-media-type',
    ],
    ['19 no type', raw(text, {}), 415, 'unsupported-media-type'],
    ['20 gzip', raw(text, { ...json, 'content-encoding': 'gzip' }), 415, 'unsupported-content-encoding'],
    ['22 bad percent', { url: `${api}/people/%zz`, method: 'GET' }, 400, 'bad-url'],
    ['22 overlong', { url: `${api}/people/%c0%af`, method: 'GET' }, 400, 'bad-url'],
    ['23 long path', { url: `${api}/people/${'a'.repeat(101)}`, method: 'GET' }, 414, 'url-too-long'],
    [
      '24 wrong method',
      { method: 'PUT', ...raw('{', { 'content-type': 'text/plain' }) },
      405,
      'method-not-allowed',
    ],
    [
      '25 parameter twice',
      { url: `${api}/claims?district=a&district=b`, method: 'GET' },
      400,
      'duplicate-parameter',
      'query/district',
    ],
    [
      'unknown parameter',
      { url: `${api}/claims?colour=red`, method: 'GET' },
      422,
      'unknown-parameter',
      'query/colour',
    ],
    ['limit 0', { url: `${api}/claims?limit=0`, method: 'GET' }, 422, 'limit-range', 'query/limit'],
    ['limit 101', { url: `${api}/claims?limit=101`, method: 'GET' }, 422, 'limit-range'],
    ['atLeast is no position', { url: `${api}/claims?atLeast=x`, method: 'GET' }, 422, 'position-format'],
    ['34 id in the address', { url: `${api}/people/${idNumber}`, method: 'GET' }, 404, 'not-found'],
    ['34 id in a query', { url: `${api}/claims?q=${idNumber}`, method: 'GET' }, 422, 'personal-data-in-text'],
    ['no such route', { url: `${api}/peoples`, ...raw('{') }, 404, 'not-found'],
    ['406', { url: `${api}/claims`, method: 'GET', headers: { accept: 'text/html' } }, 406, 'not-acceptable'],
    ['missing', given({ name: undefined }), 422, 'required', '#/name'],
    ['null for text', given({ name: null }), 422, 'type-mismatch'],
  ])
  const several = await fixture.post('officer-330602', `${api}/people`, { idNumber: '1', name: 2, x: 3 })
  t.match(several.json(), { code: 'validation-failed', status: 422 })
  t.same(
    several.json().errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`),
    ['#/idNumber id-length', '#/name number-not-allowed', '#/district required', '#/x unknown-field'],
  )
  const put = await fixture.send(null, { method: 'PUT', url: `${api}/people` })
  t.equal(put.headers.allow, 'POST')
})
