import { PassThrough } from 'node:stream'
import t from 'tap'
import { policyText, versionsTable } from '../../src/cli/policy-text.ts'
import { Terminal } from '../../src/cli/terminal.ts'
import type { Interpretation, PolicyDocument } from '../../src/domain/policy/policy.ts'
import { shippedPolicies } from '../../src/seeds.ts'

const stream = new PassThrough() as unknown as NodeJS.WriteStream
const terminal = new Terminal(stream, stream, { json: false, quiet: false, colour: false })
const [shipped] = shippedPolicies()
if (shipped === undefined) throw new Error('no policy is shipped')
const today = '2026-06-30'

const version = (no: number, inForceFrom: string | null, document: PolicyDocument = shipped) => {
  return { version: no, digest: `${no}`, document, draftedBy: 'a', inForceFrom }
}
const shown = (document: PolicyDocument, on = today): string =>
  policyText(terminal, version(1, '2024-01-01', document), on)

t.test('a version is in force, to come, or replaced', (t) => {
  const versions = [
    version(1, '2024-01-01'),
    version(2, '2025-01-01'),
    version(3, '2099-01-01'),
    version(4, null),
  ]
  const text = versionsTable(terminal, versions, { inForce: versions[1], today })
  for (const [no, status] of [
    [1, '已被替代'],
    [2, '生效'],
    [3, '已批准'],
    [4, '草案'],
  ]) {
    t.match(text, new RegExp(`第 ${no} 版\\s*\\S?\\s*${status}`))
  }
  t.notMatch(text, /I2|每个培训班至多/, 'readings that were not chosen are no standard')
  t.end()
})

/** Numbers of a policy that somebody may be judged by, as they are shown. */
const numberShown: Readonly<Record<string, (value: unknown) => string>> = {
  yuan: (value) => String(value).replace(/\B(?=(\d{3})+\.)/g, ','),
  atMost: (value) => ` ${value} `,
  days: (value) => ` ${value} 日`,
  workingDays: (value) => ` ${value} 个工作日`,
  keptDays: (value) => ` ${value} 天`,
  from: String,
  until: String,
  clause: String,
}

/** Every such number, first or last day and clause, wherever in the document. */
const toldIn = (part: unknown, found = new Set<string>()): ReadonlySet<string> => {
  if (typeof part !== 'object' || part === null) return found
  for (const [name, value] of Object.entries(part)) {
    const show = numberShown[name]
    if (show !== undefined && typeof value !== 'object') found.add(show(value))
    toldIn(value, found)
  }
  return found
}

t.test('every dated value is shown with its days, its number and its clause', (t) => {
  const text = shown(shipped)
  const told = toldIn(shipped)
  t.ok(told.size > 100)
  for (const words of told) t.ok(text.includes(words), words)
  t.match(text, /每年次数 每人每年至多 3 次\(.+\)\(二\(一\)4,口径 I10\)/)
  t.match(text, /申领期限 结业或认定之日后 365 日内申领/)
  t.match(text, /培训时长 不超过 1 个月\(二\(三\)4,口径 I7\)/)
  t.end()
})

t.test('the catalogue has a row for each occupation and level, and says whose data it is', (t) => {
  const text = shown(shipped)
  t.match(text, /按紧缺工种目录\(二\(一\)4,口径 I10;演示数据\(/)
  t.match(text, /│ 数控车工 +│ 初级工 +│ +700\.00 │ +750\.00 │ +800\.00 │\n│ +│ 中级工 +│ +1,200\.00 │/)
  t.match(text, '目录金额的条款:二(一)4;演示标准,待市级目录公布')
  t.end()
})

/** `I2` read otherwise from some day on. */
const changed = (readings: Interpretation['readings'][number]): PolicyDocument => ({
  ...shipped,
  interpretations: shipped.interpretations.map((one) =>
    one.id === 'I2' ? { ...one, readings: [...one.readings, readings] } : one,
  ),
})

/** What is said of one instrument. */
const sectionOf = (text: string, name: string): string =>
  new RegExp(`\n${name.replace(/[()]/g, '\\$&')}\n((?: .+\n)+)`).exec(text)?.[1] ?? ''

t.test('what holds is told apart from the readings that were not chosen', (t) => {
  const overseas = sectionOf(shown(shipped), '国(境)外培训补助')
  const [holds = '', not = ''] = overseas.split('没有采用的读法,现在不适用:\n')
  t.match(holds, /上限 方案期内至多 50,000\.00 元,2024-01-01 起\(二\(三\)4,口径 I2\)/)
  t.notMatch(holds, /每年至多|每个培训班至多|31 天/)
  t.match(not, /口径 I2 读作“按培训班每次”:上限 每个培训班至多 50,000\.00 元/)
  t.match(not, /口径 I7 读作“含首尾不超过 31 天”/)
  const text = shown(shipped)
  t.match(text, /\n {5}采用 方案期.+每人累计,按合规费用据实\(term-cumulative;2024-01-01 起;.+,暂定\)\n/)
  t.match(text, /\n {5}未采用 按培训班每次\(per-trip\)\n/)
  t.match(text, /上限 方案期内至多 20,000\.00 元.+\(与精英越匠省外研修补助合计\)/)

  const document = changed({
    chosen: 'per-trip',
    from: '2026-07-01',
    decidedBy: '市人力社保局',
    status: 'confirmed',
  })
  const before = sectionOf(shown(document, '2026-06-30'), '国(境)外培训补助').split('没有采用')
  t.match(before[1], /口径 I2 读作“按培训班每次”\(自 2026-07-01 起\):上限/)
  t.match(shown(document, '2026-06-30'), / 将采用 按培训班每次\(per-trip;2026-07-01 起;市人力社保局\)/)
  const after = sectionOf(shown(document, '2026-07-01'), '国(境)外培训补助').split('没有采用')
  t.match(after[0], /每个培训班至多 50,000/)
  t.match(shown(document, '2026-07-01'), / 曾采用 方案期.+\n {5}采用 按培训班每次/)
  t.end()
})
