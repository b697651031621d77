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
  t.match(await run('provider', 'show', 'nobody'), { code: 1, stdout: '', stderr: /没有这家培训机构/ })
  t.match(await run('provider'), { code: 2, stderr: /请给出一个动词/ })
  const all = JSON.parse((await run('provider', 'list', '--json')).stdout)
  t.equal(all.items.length, 12)
  const some = await run('provider', 'list', '--district', '330603')
  t.match(some, { code: 0, stdout: /provider-1 .*已认定.*柯桥区/ })
  t.notMatch(some.stdout, 'provider-5 ')
  const one = await run('provider', 'show', 'provider-1')
  t.match(one.stdout, /^越州技师学院.*已认定\n编号 provider-1 .*统一社会信用代码/)
  t.match(one.stdout, '反映到日志位置')
})

t.test('classes', async (t) => {
  t.match(await run('training', 'show', 'nothing'), { code: 1, stdout: '', stderr: /没有这个培训班/ })
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
