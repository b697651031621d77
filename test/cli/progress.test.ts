import { PassThrough } from 'node:stream'
import t from 'tap'
import { Terminal } from '../../src/cli/terminal.ts'

/** How long work is shown where nobody watches a terminal. */

const said = (total: number, quiet = false): string => {
  const stream = new PassThrough() as unknown as NodeJS.WriteStream & PassThrough
  const terminal = new Terminal(stream, stream, { json: false, quiet, colour: false })
  const progress = terminal.silentProgress('检查台账', total)
  for (let done = 0; done <= total; done += total / 1_000) progress.set(done)
  progress.finish()
  return String(stream.read() ?? '')
}

t.test('a check over a short log says nothing, over a long one ten lines, and none when quiet', (t) => {
  t.equal(said(99_999), '')
  t.equal(said(200_000, true), '')
  const lines = said(200_000).trimEnd().split('\n')
  t.equal(lines.length, 10)
  t.equal(lines[0], '检查台账 10%(20,000/200,000)')
  t.equal(lines.at(-1), '检查台账 100%(200,000/200,000)')
  t.end()
})
