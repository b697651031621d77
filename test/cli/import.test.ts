import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { keepDemoClock } from '../../src/demo/demo-folder.ts'
import { cellsOf, csvOf, headings } from '../support/import-world.ts'
import { jinlan } from '../support/run-jinlan.ts'

/** What `jinlan import` says: which column, which row, why, what to do, and what is true at the end. */

const folder = mkdtempSync(join(tmpdir(), 'jinlan-import-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const data = ['--data', join(folder, 'data'), '--quiet']

const fileOf = (name: string, bytes: Uint8Array | string): string => {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

const imported = (file: string, ...more: readonly string[]) =>
  jinlan(['import', file, '--provider', 'provider-1', ...data, ...more])

t.before(async () => {
  const made = await jinlan(['demo', '--people', '10', '--no-serve', ...data])
  if (made.code !== 0) throw new Error(made.stderr)
  // The rows below ended after the city's last day.
  keepDemoClock(join(folder, 'data'), '2026-11-24T01:00:00.000Z')
})

t.test('a file that cannot be used says which column and which row', async (t) => {
  const without = headings.map((heading) => (heading === '证件号码' ? '幸运数字' : heading))
  const renamed = await imported(fileOf('renamed.csv', csvOf([cellsOf(1)], without)))
  t.equal(renamed.code, 2)
  t.match(renamed.stdout, '缺少“证件号码”这一列。')
  t.match(renamed.stdout, 'B1 B 列的表头“幸运数字”无法识别。')

  const numbered = headings.map((heading) => (heading === '证件号码' ? '1380 0000 000' : heading))
  const hidden = await imported(fileOf('numbered.csv', csvOf([cellsOf(1)], numbered)))
  t.match(hidden.stdout, 'B 列的表头无法识别。')
  t.notMatch(hidden.stdout, '1380', 'what may be a number is not said again')

  const broken = await imported(fileOf('broken.csv', `${headings.join(',')}\n张"三,1\n`))
  t.match(broken.stdout, '从第 2 行起无法读取。')
})

t.test('a provider that is not there is said to be missing, and where to look', async (t) => {
  const none = await jinlan([
    'import',
    fileOf('one.csv', csvOf([cellsOf(1)])),
    '--provider',
    'provider-99',
    ...data,
  ])
  t.equal(none.code, 2)
  t.match(none.stderr, /^错误\(provider-unknown\):没有这家机构。下一步:.*jinlan provider list。\n$/u)
})

t.test('reasons say by what rule and what to do; the last lines are true', async (t) => {
  const wrong = Array.from({ length: 5 }, (_, n) => cellsOf(500_001 + n, { 姓名: '' }))
  const file = fileOf('some.csv', csvOf([cellsOf(500_000), ...wrong]))
  const first = await imported(file)
  t.equal(first.code, 1)
  t.match(first.stdout, /通过 +│ +1 │/)
  t.match(first.stdout, '怎么办:请补填。')
  t.match(first.stdout, 'A3、A4、A5 等 5 处')
  t.match(first.stdout, /已记录 1 行,提交申领 1 笔;5 行没有记录\n改好后再导入一次.*\n$/u)

  const again = await imported(file)
  t.equal(again.code, 1)
  t.match(again.stdout, /通过 +│ +0 │/, 'nothing is left that would be recorded')
  t.match(again.stdout, /已有记录 +│ +1 │/)
  t.match(again.stdout, /导入:记录 1 行,提交申领 1 笔,没有记录 5 行;再次导入,无新增\n改好后再导入一次.*\n$/u)

  const sound = fileOf('sound.csv', csvOf([cellsOf(500_000)]))
  t.match(await imported(sound), { code: 0, stdout: /无新增;1 行原已有记录\n$/ })
  const whole = await imported(sound)
  t.equal(whole.code, 0)
  t.match(
    whole.stdout,
    /\n此文件已于 .{16} 导入:原已有记录 1 行;再次导入,无新增\n$/u,
    'no verdict that is not of now',
  )
})

t.test('a marked file that cannot be written is refused before anything is recorded', async (t) => {
  const file = fileOf('marked.csv', csvOf([cellsOf(500_100), cellsOf(500_101, { 姓名: '' })]))
  const there = fileOf('there.csv', '')
  for (const marked of [join(folder, 'marked.txt'), there]) {
    t.match(await imported(file, '--marked', marked), { code: 2, stdout: '' })
  }
  const now = await imported(file, '--marked', there, '--force')
  t.match(now, { code: 1, stdout: /已记录 1 行/ }, 'nothing was recorded before')
})

t.test('rows without a claim, and what differs from the register, are told with their reasons', async (t) => {
  const long = { 培训类型: '国(境)外培训', 开始日期: '2026-05-01', 结业日期: '2026-08-01' }
  const file = fileOf(
    'long.csv',
    csvOf([cellsOf(500_200, long), cellsOf(500_000, { 手机号: '13912345678' })]),
  )
  const marked = join(folder, 'long-marked.csv')
  const first = await imported(file, '--marked', marked)
  t.equal(first.code, 0)
  t.match(first.stdout, /照记、没有申领的原因/)
  t.match(first.stdout, '培训时间超过该项目允许的最长时间。')
  t.match(first.stdout, /与登记不同,没有改动登记/)
  t.match(first.stdout, '手机号与登记的不同,以登记的为准,没有改动。')
  t.match(first.stdout, /已记录 1 行,提交申领 0 笔;1 行原已有记录\n标注后的原表:.*,末列写着各行的说明\n$/u)
  t.match(readFileSync(marked, 'utf8'), '照记,没有申领:培训时间超过该项目允许的最长时间。')
  const told = JSON.parse((await imported(file, '--json')).stdout)
  t.match(told, { repeated: true, note: /无新增$/, unfiled: [{ code: 'duration-exceeded', count: 1 }] })
  t.match(told.rows[0], { verdict: 'ok', claims: [], unfiled: [{ code: 'duration-exceeded' }] })
})

t.test('what another import recorded is known to the next, in a process of its own', async (t) => {
  const number = { 证书编号: 'ZJ2026900001' }
  t.match(await imported(fileOf('first.csv', csvOf([cellsOf(901, number)]))), { code: 0 })
  t.match(await imported(fileOf('second.csv', csvOf([cellsOf(902, number)]))), { code: 0 })
  const log = new Database(join(folder, 'data', 'ledger.db'), { readonly: true })
  t.teardown(() => log.close())
  const raised = log.prepare("SELECT data FROM events WHERE type = 'FindingRaised'").pluck().all() as string[]
  t.equal(raised.filter((text) => text.includes('certificate-twice')).length, 1)
})
