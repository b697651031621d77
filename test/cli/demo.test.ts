import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { endOf, jinlan, startJinlan } from '../support/run-jinlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'jinlan-demo-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const data = join(folder, 'demo')

interface Made {
  readonly people: number
  readonly events: number
  readonly digest: string
}
const demo = async (...args: readonly string[]): Promise<Made> => {
  const { code, stdout, stderr } = await jinlan(['demo', '--no-serve', '--json', ...args])
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Made
}

t.test('the same seed gives the same ledger, byte for byte', async (t) => {
  const people = ['--people', '60']
  const first = await demo('--data', data, ...people)
  t.match(first, { people: 60, digest: /^[0-9a-f]{64}$/ })
  const again = await demo('--data', data, ...people)
  t.same([again.events, again.digest], [first.events, first.digest], 'made anew over an older demo')
  const memory = await demo('--store', 'memory', ...people)
  t.equal(memory.events, first.events, 'the same lives, whatever the store')
  t.not((await demo('--store', 'memory', '--people', '59')).digest, memory.digest)
})

t.test('the folder and its keys say that they are a demo', async (t) => {
  t.match(readFileSync(join(data, 'demo.json'), 'utf8'), '演示数据')
  const keys = join(data, 'keys.json')
  t.match(readFileSync(keys, 'utf8'), '演示数据')
  t.equal(statSync(keys).mode & 0o777, 0o600)
})

t.test('progress is lines off a terminal, and nothing when quiet', async (t) => {
  const args = ['demo', '--no-serve', '--store', 'memory', '--people', '9']
  const [loud, quiet] = await Promise.all([jinlan(args), jinlan([...args, '--quiet'])])
  for (const label of ['写入事件', '重放投影', '核验']) t.match(loud.stderr, `${label} 100%`)
  t.equal(quiet.stderr, '')
  t.match(quiet.stdout, /9 人/)
})

t.test('Ctrl-C while the data are made is 130, and they can be made again', async (t) => {
  const again = ['demo', '--no-serve', '--data', join(folder, 'cut-short'), '--people']
  const child = startJinlan([...again, '2000'])
  child.stderr?.once('data', () => child.kill('SIGINT'))
  const { code, stdout } = await endOf(child)
  t.same([code, stdout], [130, ''])
  t.equal((await jinlan([...again, '3', '--quiet'])).code, 0)
})

interface Entitlement {
  readonly buckets: readonly { readonly bucket: string; readonly headroomYuan: string }[]
  readonly asOf: { readonly position: string }
}

t.test('the personas have lives that show the rules', async (t) => {
  const register = await jinlan(['policy', 'list', '--json', '--data', data])
  t.match(JSON.parse(register.stdout), [{ id: 'plan-2024-2026', version: 1, inForce: true }])
  const first = '6hcfspnb2g46wnchobnkrshtue'
  const entitlement = await jinlan(['entitlement', first, '--json', '--data', data])
  const { buckets, asOf } = JSON.parse(entitlement.stdout) as Entitlement
  t.match(asOf.position, /^\d+$/)
  t.equal(buckets.find(({ bucket }) => bucket === 'overseas-training')?.headroomYuan, '0.00')
  const trimmed = await jinlan(['claim', `${first}-c2`, '--data', data])
  t.match(trimmed.stdout, /26,000\.00 │ 18,000\.00/)
  t.match(trimmed.stdout, /反映到日志位置 \d+/)
  const missing = await jinlan(['claim', `${first}-c9`, '--data', data])
  t.same([missing.code, missing.stdout], [1, ''])
  t.match(missing.stderr, /claim-unknown|not-found/)
})

t.test('a policy is published by two people, once, and not into the past', async (t) => {
  const shipped = readFileSync(new URL('../../seeds/policies/plan-2024-2026.json', import.meta.url), 'utf8')
  const file = join(folder, 'v2.json')
  writeFileSync(file, shipped.replace('"version": 1', '"version": 2'))
  const publish = (...args: readonly string[]) => jinlan(['policy', 'publish', file, '--data', data, ...args])
  const both = ['--drafted-by', 'policy-officer', '--approved-by', 'policy-reviewer']
  t.equal((await publish('--drafted-by', 'policy-officer', '--approved-by', 'policy-officer')).code, 4)
  t.equal((await publish('--drafted-by', 'auditor', '--approved-by', 'policy-reviewer')).code, 4)
  t.equal((await publish('--drafted-by', 'nobody', '--approved-by', 'policy-reviewer')).code, 2)
  t.equal((await publish(...both, '--from', '2024-01-01')).code, 2)
  t.equal((await publish(...both, '--from', '2026-02-30')).code, 2)
  const published = await publish(...both, '--from', '2099-01-01')
  t.same([published.code, published.stderr], [0, ''])
  t.match(published.stdout, /第 2 版已发布,自 2099-01-01 起生效/)
  t.equal((await publish(...both, '--from', '2099-01-01')).code, 0, 'the repeat')
  t.match(await publish(...both, '--from', '2099-01-02'), { code: 1, stderr: /自 2099-01-01 起生效/ })
  writeFileSync(file, shipped.replace('"version": 1', '"version": 4'))
  t.match(await publish(...both), { code: 1, stderr: /policy-version/ })
  const { stdout } = await jinlan(['policy', 'list', '--json', '--data', data])
  t.match(JSON.parse(stdout), [
    { version: 1, inForce: true },
    { version: 2, inForceFrom: '2099-01-01' },
  ])
})
