import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { startJinlan } from '../support/run-jinlan.ts'

/** What the README tells a newcomer to type, typed: in one shell, beside a running demo. */

const data = mkdtempSync(join(tmpdir(), 'jinlan-readme-'))
t.teardown(() => rmSync(data, { recursive: true }))

const readme = readFileSync('README.md', 'utf8')
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script]) => script ?? '')
const walk = blocks.filter((script) => /curl|\$(?:ME|CLAIM|D|LARGE|P)\b/.test(script))

/** The demo's address; the demo itself must have printed it, or nobody could follow. */
const startDemo = async (): Promise<{ url: string; stop: () => Promise<unknown> }> => {
  const child = startJinlan(['demo', '--people', '60', '--port', '0', '--data', data])
  const ended = new Promise((done) => child.once('exit', done))
  let printed = ''
  for (const output of [child.stdout, child.stderr]) output?.on('data', (part) => (printed += String(part)))
  while (true) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
    const stop = (): Promise<unknown> => {
      child.kill('SIGTERM')
      return ended
    }
    if (url !== undefined) return { url, stop }
    await new Promise((again) => setTimeout(again, 50))
  }
}

const run = (script: string): Promise<{ code: number | null; output: string }> =>
  new Promise((done) => {
    const program = `node ${resolve('dist/src/main.js')}`
    const child = spawn('bash', ['-euo', 'pipefail', '-c', script.replaceAll('npx jinlan', program)], {
      env: { ...process.env, JINLAN_DATA: data },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)))
    child.once('exit', (code) => done({ code, output }))
  })

t.test('the commands of the README do what it says', async (t) => {
  t.equal(
    walk.length,
    10,
    'a glance, the figures again, a claim to its award, to the bank and back, three sheets',
  )
  const { url, stop } = await startDemo()
  const script = walk.join('\n').replaceAll('http://127.0.0.1:8080', url)
  const { code, output } = await run(script)
  await stop()
  t.equal(code, 0, output.slice(-2_000))
  t.match(output, '"headroomYuan"', 'the applicant sees what is left')
  t.match(output, '全部一致')
  t.match(output, '"status":"approved"')
  t.match(output, '"amountYuan":"50000.00"')
  t.match(output, '"becauseOf"')
  t.match(output, '50,000.00', 'the command line shows the same award')
  t.match(output, '上限核对:62,000.00 → 50,000.00 元,减少 12,000.00 元', 'and what cut it')
  t.match(output, '"statusText":"公示中"')
  t.match(output, '"grossPaidYuan":"50000.00"', 'paid at the second try')
  t.match(output, '"recoveredYuan":"6000.00","paidYuan":"44000.00"', 'and what stays of it')
  t.match(output, '"outcomeText":"退汇"')
  t.match(output, '"recoveredYuan":"6000.00"')
  t.match(output, '"equal":true', 'the four lists are one')
  t.match(output, '已记录 300 行,提交申领 300 笔')
  t.match(output, '"judged":{"rows":60,"ok":18,"already":0,"changed":0,"wrong":42}')
  t.match(output, '已记录 6 行,提交申领 6 笔;18 行原已有记录;36 行没有记录', 'what was corrected is recorded')
  t.match(output, '"committed":{"recorded":3000,"corrected":0,"claims":3000,"already":0,"left":0}')
  t.match(
    output,
    /"jobId":null,"note":"此文件已于 .{16} 导入:记录 3,000 行,提交申领 3,000 笔;再次上传,无新增"/,
    'the same file again',
  )
  t.match(output, '{"items":[],', 'another provider sees no import')
  t.match(output, '名单都已入账')
  t.notMatch(output, '/problems/', 'nothing was refused')
})
