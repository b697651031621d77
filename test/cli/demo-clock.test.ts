import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { demoClockIn, freshDemoFolder, keepDemoClock } from '../../src/demo/demo-folder.ts'
import { endOf, jinlan, startJinlan, urlOf } from '../support/run-jinlan.ts'

/** A demo is of 2026; what is done to it later goes on from there, whatever the day is outside. */

const folder = mkdtempSync(join(tmpdir(), 'jinlan-demo-clock-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const data = join(folder, 'data')
const uploads = (): readonly string[] => readdirSync(join(data, 'imports')).sort()

const served = async (
  work: (move: (now: string) => Promise<number>) => Promise<void>,
  signal: NodeJS.Signals,
) => {
  const server = startJinlan(['serve', '--port', '0', '--json', '--data', data])
  const ended = endOf(server)
  const url = await urlOf(server)
  await work(async (now) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    return (await fetch(`${url}/api/v1/demo/clock`, { ...init, body: JSON.stringify({ now }) })).status
  })
  server.kill(signal)
  return ended
}

t.test('the noted clock never goes back, and only a demo has one', (t) => {
  const other = join(folder, 'other')
  freshDemoFolder(other, { seed: 'x', clock: '2026-06-30T17:00:00+08:00' })
  keepDemoClock(other, '2026-06-30T08:59:59.000Z')
  t.equal(demoClockIn(other), '2026-06-30T17:00:00+08:00')
  keepDemoClock(other, '2026-06-30T09:00:01.000Z')
  t.equal(demoClockIn(other), '2026-06-30T09:00:01.000Z')
  t.match(JSON.parse(readFileSync(join(other, 'demo.json'), 'utf8')), { kind: '演示数据', seed: 'x' })
  for (const text of [
    '{"kind":"mine","clock":"2026-06-30T09:00:00Z"}',
    '{"kind":"演示数据","clock":"noon"}',
    '[',
  ]) {
    writeFileSync(join(other, 'demo.json'), text)
    keepDemoClock(other, '2027-01-01T00:00:00Z')
    t.equal(readFileSync(join(other, 'demo.json'), 'utf8'), text)
    t.equal(demoClockIn(other), undefined)
  }
  t.end()
})

t.test('a demo served later goes on from its own time, and keeps its uploads', async (t) => {
  const made = await jinlan(['demo', '--people', '9', '--no-serve', '--quiet', '--data', data])
  t.equal(made.code, 0, made.stderr)
  t.equal(demoClockIn(data), '2026-06-30T17:00:00+08:00')
  const sheet = 'seeds/demo/clean-300.xlsx'
  const imported = await jinlan(['import', sheet, '--provider', 'provider-1', '--data', data])
  t.match(imported, { code: 0, stderr: /这是演示数据:.+从 2026-06-30 17:00\(北京时间\)接着走/ })
  const kept = uploads()
  t.ok(kept.length > 0)

  const first = await served(async (move) => {
    t.equal(await move('2026-06-30T16:59:00+08:00'), 409, 'it is later than that')
    t.equal(await move('2026-07-07T09:00:00+08:00'), 200)
  }, 'SIGKILL')
  t.match(first.stderr, /从 2026-06-30 17:00\(北京时间\)接着走/)
  t.same(uploads(), kept, 'nothing is thirty days old')
  t.equal(demoClockIn(data), '2026-07-07T01:00:00.000Z', 'noted when it is moved')

  const second = await served(async (move) => {
    t.equal(await move('2026-07-07T08:59:00+08:00'), 409)
    t.equal(await move('2026-08-07T09:00:00+08:00'), 200)
  }, 'SIGINT')
  t.match(second, { code: 130, stderr: /从 2026-07-07 09:00/ })
  t.ok((demoClockIn(data) ?? '') > '2026-08-07T01:00:00.000Z', 'noted when it stops')

  await served(async () => {}, 'SIGINT')
  t.not(uploads().length, kept.length, 'thirty days of its own destroy them')
  t.equal((await jinlan(['fsck', '--data', data])).stderr, '')
  const anew = await jinlan(['demo', '--people', '9', '--no-serve', '--quiet', '--data', data])
  t.equal(anew.code, 0, anew.stderr)
  t.notOk(existsSync(join(data, 'imports')), 'a demo made anew has no uploads of the old one')
})
