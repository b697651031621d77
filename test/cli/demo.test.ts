import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { makeDemo } from '../../src/compose-demo.ts'
import { readSettings } from '../../src/config.ts'
import { batchStatuses } from '../../src/domain/batch/status-text.ts'
import { claimStatusText } from '../../src/domain/person/claim-status-text.ts'
import { trainingStatuses } from '../../src/domain/training/status.ts'
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
  const years = ['2024', '2025', '2026'].map((year) => `${year} 年申领与拨付`)
  for (const label of [...years, '重放投影', '核验']) t.match(loud.stderr, `${label} 100%`)
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

t.test('the city has years of money behind it, and every step under way', async (t) => {
  const settings = readSettings({}, { store: 'memory' })
  const { node } = await makeDemo(settings, 1_200, () => ({ set() {}, finish() {} }))
  t.teardown(() => node.close())
  const { queries } = node.figures()
  const everything = { kind: 'all' } as const
  const page = { limit: 500, after: null }
  const words = Object.entries(claimStatusText).filter(
    ([status]) => queries.listClaims(everything, { status }, page).items.length > 0,
  )
  t.strictSame(new Set(words.map(([, word]) => word)), new Set(Object.values(claimStatusText)))
  const { items: funds } = queries.listFunds(everything, {}, page)
  t.equal(new Set(funds.map(({ district }) => district)).size, 6)
  t.strictSame(
    funds.filter((fund) => fund.reservedFen + fund.paidFen > fund.allottedFen),
    [],
  )
  t.ok(
    funds.some(({ recoveredFen }) => recoveredFen > 0),
    'money came back',
  )
  const { items: batches } = queries.listBatches(everything, {}, page)
  const steps = batches.flatMap(({ timeline }) => timeline.map(({ type }) => type))
  // A freeze is never left half done.
  const statuses = batchStatuses.filter((status) => status !== 'freezing')
  t.strictSame(new Set(batches.map(({ status }) => status)), new Set(statuses))
  for (const type of ['LinesReissued', 'LineGivenUp', 'ObjectionResolved']) {
    t.ok(steps.includes(type), type)
  }
  t.ok(batches.some(({ objections }) => objections.upheld > 0))
  t.ok(batches.some(({ objections }) => objections.dismissed > 0))
  await t.test('and who trained whom, with what was found about it', async (t) => {
    const { items: providers } = queries.listProviders(everything, { on: '2026-06-30' }, page)
    t.equal(providers.length, 12)
    t.ok(queries.listTrainers({}, page).items.length > 40)
    const { items: classes } = queries.listTrainings(everything, {}, page)
    t.equal(classes.length, 58)
    t.strictSame(new Set(classes.map(({ status }) => status)), new Set(trainingStatuses))
    t.strictSame(new Set(classes.map(({ district }) => district)).size, 6)
    t.ok(classes.every(({ enrolled, capacity }) => enrolled <= capacity))
    const held = classes.filter((one) => one.findings.some(({ upheld }) => upheld === null))
    t.equal(held.length, 1, 'one trainer in two places is not looked into yet')
    const { items: findings } = queries.listFindings(everything, {}, page)
    t.strictSame(new Set(findings.map(({ status }) => status)), new Set(['open', 'upheld', 'dismissed']))
    const rules = ['overlapping-trainings', 'certificate-twice']
    t.strictSame(new Set(findings.map(({ rule }) => rule)), new Set(rules))
    const paid = { instrument: 'differentiated-training', status: 'paid' }
    t.ok(queries.listClaims(everything, paid, page).items.length > 100, 'and what it was worth')
  })
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
  t.equal(published.code, 0)
  t.match(published.stderr, /^这是演示数据:时钟不按真实时间,.+\n$/, 'in the time of the demo')
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
