import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { jinlan } from '../support/run-jinlan.ts'

/** What the command line shows of providers and classes, and of the policy's section on training. */

const folder = mkdtempSync(join(tmpdir(), 'jinlan-office-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const data = ['--data', join(folder, 'data'), '--quiet']
const run = (...args: readonly string[]) => jinlan([...args, ...data])

t.before(async () => {
  t.match(await run('provider', 'list'), { code: 2, stderr: /no-ledger/ })
  const made = await jinlan(['demo', '--people', '10', '--no-serve', ...data])
  if (made.code !== 0) throw new Error(made.stderr)
})

t.test('providers', async (t) => {
  const nobody = await run('provider', 'show', 'nobody')
  t.match(nobody, { code: 1, stdout: '', stderr: /provider-unknown.+没有这家培训机构/ })
  t.match(nobody.stderr, /。下一步:请核对机构编号\(列表:jinlan provider list\)[^。]+。\n$/, 'one next step')
  t.match(await run('provider'), { code: 2, stderr: /请给出一个动词/ })
  const all = JSON.parse((await run('provider', 'list', '--json')).stdout)
  const ids = all.items.map(({ providerId }: { providerId: string }) => providerId)
  t.same(
    ids,
    Array.from({ length: 12 }, (_, place) => `provider-${place + 1}`),
    '2 before 10',
  )
  const some = await run('provider', 'list', '--district', '330603')
  t.match(some, { code: 0, stdout: /provider-1 .*已认定.*柯桥区/ })
  t.notMatch(some.stdout, 'provider-5 ')
  t.equal((await run('provider', 'list', '--district', '柯桥区')).stdout, some.stdout, 'by name too')
  const one = await run('provider', 'show', 'provider-1')
  t.match(one.stdout, /^越州技师学院.*已认定\n编号 provider-1 .*统一社会信用代码/)
  t.match(one.stdout, '反映到日志位置')
})

t.test('classes', async (t) => {
  t.match(await run('training', 'show', 'nothing'), { code: 1, stdout: '', stderr: /没有这个培训班/ })
  const status = await run('training', 'list', '--status', '已开班')
  t.match(status, { code: 0, stdout: /已开班/ })
  t.notMatch(status.stdout, /计划中|已办结/)
  t.same(await run('training', 'list', '--status', 'open'), status, 'in either language')
  t.match(await run('training', 'list', '--status', 'asleep'), { code: 2 })
  const mine = JSON.parse((await run('training', 'list', '--provider', 'provider-1', '--json')).stdout)
  t.ok(mine.items.every(({ providerId }: { providerId: string }) => providerId === 'provider-1'))
  const [{ trainingId }] = mine.items
  const listed = await run('training', 'list', '--provider', 'provider-1')
  t.match(listed.stdout, trainingId)
  const one = await run('training', 'show', trainingId)
  t.match(one, { code: 0, stdout: /编号 .*机构 provider-1/ })
  t.match(one.stdout, /行业主管部门 .*学员 \d+\/\d+/)
})

/** What is narrowed to, and what is said of those there are. */
const unknown: readonly [args: readonly string[], says: RegExp][] = [
  [['provider', 'list', '--district', '999999'], /没有这个区\(县、市\)。下一步:.+越城区\(330602\)、/],
  [['provider', 'list', '--status', 'asleep'], /下一步:.+已认定\(designated\)、已暂停\(suspended\)/],
  [['training', 'list', '--district', '330600'], /越城区\(330602\)/],
  [['training', 'list', '--department', '市某局'], /市经信局\(industry\)/],
  [['training', 'list', '--provider', 'nobody'], /没有这家培训机构.+jinlan provider list/],
  [['training', 'list', '--provider', 'no/body'], /没有这家培训机构/],
  [['training', 'list', '--findings', 'yes'], /有\(open\)、无\(none\)/],
  [['balance', '--district', 'nowhere'], /新昌县\(330624\)/],
  [['balance', '--instrument', 'none'], /国\(境\)外培训补助\(overseas-training\)/],
  [['balance', '--year', '20'], /--year 不是年度/],
  [['export', 'register', '-o', 'x.csv', '--of', 'none'], /结业\(completions\)/],
]

t.test('a filter for what there is none of is refused, naming those there are', async (t) => {
  for (const [args, says] of unknown) {
    t.match(await run(...args), { code: 2, stdout: '', stderr: says }, args.join(' '))
  }
  const named = await run('balance', '--instrument', '国(境)外培训补助', '--by', '月份')
  t.match(named, { code: 0, stdout: /│ 月份/ })
})

t.test('an account that does not exist is answered with those that may', async (t) => {
  const { code, stderr } = await run('import', 'README.md', '--provider', 'provider-1', '--by', 'nobody')
  t.equal(code, 2)
  t.match(stderr, /没有这个账号。下一步:换可以办理的账号:officer-330600、/)
})

t.test('the policy says what it rules on trainings, with dates and clauses', async (t) => {
  const { stdout } = await run('policy', 'show', 'plan-2024-2026')
  t.match(stdout, /培训规则\n {2}须有登记的培训班:职业技能培训;2024-01-01 起\(.+\)/)
  t.match(stdout, /技能等级,由低到高:学徒工、初级工.*\(二\(三\)4/)
  t.match(
    stdout,
    /疑点 开班时已到法定退休年龄\(retirement-age\):男 60 周岁 4 个月,女 55 周岁 4 个月;2026-01-01 起\(/,
  )
  t.match(stdout, /疑点 多人共用一个银行账号\(account-shared\):至多 1 人;/)
  t.match(stdout, /上传的名单留存 30 天;2024-01-01 起\(个人信息保护法第十九条/)
})
