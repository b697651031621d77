import t from 'tap'
import { fieldsOfForm } from '../../src/http/form-file.ts'

const type = 'multipart/form-data; boundary=----x'
const part = (name: string, content: string): string =>
  [
    '------x',
    `Content-Disposition: form-data; name="${name}"; filename="a.csv"`,
    'Content-Type: text/csv',
    '',
    content,
    '',
  ].join('\r\n')
const end = '------x--\r\n'
const all = (body: string, as = type): readonly string[] =>
  fieldsOfForm(as, Buffer.from(body), 'file').map((found) => Buffer.from(found).toString())
const read = (body: string, as = type): string | undefined => {
  const [found] = all(body, as)
  return found
}

t.test('what is no form with the field gives nothing', (t) => {
  const whole = part('file', 'a,b') + end
  t.equal(read(whole, 'multipart/form-data'), undefined, 'no boundary')
  t.equal(read(whole, 'multipart/form-data; boundary=y'), undefined, 'another boundary')
  t.equal(read(''), undefined)
  t.equal(read(part('other', 'a,b') + end), undefined)
  t.equal(read(part('file', 'a,b')), undefined, 'cut off: nobody knows what is missing')
  t.equal(read(`${part('file', 'a,b')}------x\r\n`), undefined, 'and a second file may be')
  t.equal(read('------x\r\n\r\nname="file"\r\n------x--'), undefined)
  t.end()
})

t.test('the field is found to the byte, wherever it stands', (t) => {
  const contents = ['', 'a,b', '\r\n\r\n', '--\r\n-----x\r\n', '序号,受理号\r\n1,2\r\n']
  for (const content of contents) {
    t.equal(read(part('file', content) + end), content)
    t.equal(read(part('note', 'name="file"') + part('file', content) + part('z', 'z') + end), content)
    t.equal(read(`preamble\r\n${part('file', content)}${end}`, `${type}; charset=utf-8`), content)
  }
  t.equal(read(part('file', 'a') + end, 'multipart/form-data; boundary="----x"'), 'a')
  t.equal(
    read('------x\r\ncontent-disposition: form-data; filename="a"; name="file"\r\n\r\na\r\n------x--'),
    'a',
  )
  t.end()
})

t.test('every part of the name is found, so that two are not taken for one', (t) => {
  t.strictSame(all(part('file', 'a') + part('other', 'b') + part('file', 'c') + end), ['a', 'c'])
  const unquoted = part('file', 'c').replace('"file"', 'file')
  t.strictSame(all(part('file', 'a') + unquoted + end), ['a', 'c'])
  t.end()
})
