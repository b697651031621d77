import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { endOf, jinlan, startJinlan } from '../support/run-jinlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'jinlan-usage-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const data = ['--data', join(folder, 'nothing-here')]
const esdb = 'esdb://admin:changeit@127.0.0.1:1'

const foreign = join(folder, 'foreign')
mkdirSync(foreign)
writeFileSync(join(foreign, 'thesis.docx'), 'mine')

/** What is asked, how it ends, what is said. */
const refused: readonly [args: readonly string[], code: number, says: RegExp][] = [
  [[], 2, /请给出一个动词/],
  [['verfy'], 2, /没有这个动词,可能是 verify。/],
  [['polcy'], 2, /没有这个动词,可能是 policy。/],
  [['checkpoint'], 2, /:没有这个动词。/],
  [['policy'], 2, /请给出一个动词/],
  [['verify', '--wrong'], 2, /有不认识的动词、选项或多出的参数/],
  [['verify', 'more'], 2, /多出的参数/],
  [['import', 'x.xlsx'], 2, /缺少选项 --provider。下一步:写法:jinlan import <文件>;用 jinlan import --help/],
  [['policy', 'publish'], 2, /下一步:写法:jinlan policy publish <文件>;/],
  [['claim'], 2, /参数不够.+jinlan claim <受理号>/],
  [['provider', 'list', '--status'], 2, /选项 --status 没有给值/],
  [['demo', '--no-serve', '--people'], 2, /选项 --people 没有给值/],
  [['serve', '--port', '1', '--port', '2'], 2, /--port 给了不止一次/],
  [['serve', '--port', 'eighty', ...data], 2, /--port 无效/],
  [['serve', '--auth', 'oidc', ...data], 2, /OIDC_ISSUER 无效:以 oidc 登录时必填/],
  [['serve', '--clock', 'tomorrow', ...data], 2, /--clock/],
  [['serve', '--host', '0.0.0.0', ...data], 4, /listen-beyond-loopback/],
  [['verify', '--store', 'postgres'], 2, /--store 无效/],
  [['verify', ...data], 2, /no-ledger/],
  [['replay', ...data], 2, /no-ledger/],
  [['fsck', ...data], 2, /no-ledger/],
  [['rebuild', ...data], 2, /no-ledger/],
  [['claim', 'x', ...data], 2, /no-ledger/],
  [['policy', 'show', 'no-such-policy', '--quiet', ...data], 1, /policy-unknown.+没有这份政策/],
  [['policy', 'show', 'plan-2024-2026', '--policy-version', '9', '--quiet', ...data], 1, /没有这一版/],
  [['demo', '--people', '0', ...data], 2, /--people/],
  [['demo', '--no-serve', '--data', foreign], 2, /不是演示数据/],
  [['serve', '--store', `${esdb}?throwOnAppendFailure=false`, '--port', '0', ...data], 2, /事件存储地址无效/],
  [['serve', '--store', `${esdb}?tls=false`, '--port', '0', ...data], 5, /log-unavailable/],
]

const inTwos = async (all: readonly (readonly string[])[]) => {
  const ends: Awaited<ReturnType<typeof jinlan>>[] = []
  for (let place = 0; place < all.length; place += 2) {
    ends.push(...(await Promise.all(all.slice(place, place + 2).map((args) => jinlan(args)))))
  }
  return ends
}

t.test('wrong usage is told in one sentence with a code and what to do next', async (t) => {
  const ends = await inTwos(refused.map(([args]) => args))
  for (const [place, [args, code, says]] of refused.entries()) {
    const end = ends[place]
    t.equal(end?.code, code, args.join(' '))
    t.match(end?.stderr, says)
    t.match(end?.stderr, /^错误\([a-z-]+\):.+。下一步:.+。\n$/s)
    t.equal(end?.stdout, '')
    t.notMatch(end?.stderr, /\n\s+at |changeit/, 'neither a stack nor a password')
  }
  t.same(readdirSync(foreign), ['thesis.docx'], 'a folder that is no demo is left alone')
})

const typed = '33069919970813050X'
/** An id number where a verb, an option or its value was due. */
const misplaced: readonly (readonly string[])[] = [
  [typed],
  [`--${typed}`],
  ['claim', 'x', typed],
  ['verify', `--phone=${typed}`],
  ['verify', `--${typed}`],
  ['policy', typed],
  ['policy', 'show', typed, '--quiet', ...data],
  ['balance', '--by', typed],
  ['serve', '--port', typed, ...data],
  ['serve', '--auth', typed, ...data],
  ['verify', '--store', typed, ...data],
  ['entitlement', typed, ...data],
  ['export', 'register', '-o', typed, ...data],
  ['demo', '--people', typed],
]

t.test('what was typed in the wrong place is not said again', async (t) => {
  const ends = await inTwos(misplaced)
  for (const [place, { code, stdout, stderr }] of ends.entries()) {
    const args = misplaced[place]?.join(' ') ?? ''
    t.equal(code, args.startsWith('policy show') ? 1 : 2, args)
    t.notMatch(stdout + stderr, /0813050/, args)
    t.match(stderr, /^错误\([a-z-]+\):.+。下一步:.+。\n$/s, args)
  }
  const { stderr } = await jinlan(['balance', '--by', 'colour', ...data])
  t.match(stderr, /改为其中之一:区\(县、市\)\(district\)、资金\(fund\)/, 'what may stand there is said')
})

t.test('a port in use is found before anything is made', async (t) => {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()))
  t.teardown(() => server.close())
  const { port } = server.address() as { port: number }
  const made = join(folder, 'made')
  const { code, stderr } = await jinlan(['demo', '--port', String(port), '--data', made])
  t.equal(code, 2)
  t.match(stderr, /port-in-use.+--port/)
  t.notOk(readdirSync(folder).includes('made'))
})

t.test('help is Chinese, lists the settings, and goes to stdout', async (t) => {
  const [all, serve] = await inTwos([['--help'], ['serve', '--help']])
  t.same([all?.code, all?.stderr, serve?.code], [0, '', 0])
  t.match(all?.stdout, /命令：[\s\S]+fsck[\s\S]+--no-color/)
  for (const name of ['DATA', 'STORE', 'PORT', 'HOST', 'AUTH', 'KEY_FILE']) {
    t.match(serve?.stdout, `JINLAN_${name}`)
  }
})

t.test('settings come from flags, then the environment', async (t) => {
  const env = { JINLAN_STORE: 'postgres', JINLAN_DATA: join(folder, 'elsewhere') }
  t.match((await jinlan(['verify'], { env })).stderr, /JINLAN_STORE 无效/)
  const flag = await jinlan(['verify', '--store', 'sqlite'], { env })
  t.match(flag.stderr, /elsewhere 里没有台账/)
})

t.test('a reader that has seen enough is no error', async (t) => {
  const child = startJinlan(['policy', 'show', 'plan-2024-2026', ...data])
  child.stdout?.destroy()
  let said = ''
  child.stderr?.on('data', (part) => {
    said += String(part)
  })
  t.equal(await new Promise((ended) => child.once('close', ended)), 0)
  t.notMatch(said, /EPIPE|错误/)
})

t.test(
  'a full disk under the output is told in one sentence',
  { skip: !existsSync('/dev/full') },
  async (t) => {
    const program = `node dist/src/main.js policy show plan-2024-2026 --quiet --data ${data[1]}`
    const child = spawn('env', ['-u', 'NODE_OPTIONS', 'bash', '-c', `${program} > /dev/full`])
    t.same(await endOf(child), {
      code: 5,
      stdout: '',
      stderr: '错误(output-failed):结果没有写完(ENOSPC)。下一步:检查磁盘空间后重试。\n',
    })
  },
)

t.test('before there is a ledger, the shipped policy is shown', async (t) => {
  const { code, stdout, stderr } = await jinlan(['policy', 'list', ...data])
  t.equal(code, 0)
  t.match(stdout, /国\(境\)外培训补助[\s\S]+50,000\.00 元/)
  t.match(stderr, /还没有台账/)
})
