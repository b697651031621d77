import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { parse } from 'csv-parse/sync'
import readXlsx from 'read-excel-file/node'
import t from 'tap'
import yargs, { type Argv } from 'yargs'
import { Rulebook } from '../../src/app/rulebook.ts'
import { failureOf, failureText, usageFailure } from '../../src/cli/failure.ts'
import type { Host, OpenLedger } from '../../src/cli/host.ts'
import { Terminal } from '../../src/cli/terminal.ts'
import type { Context, VerbEntry } from '../../src/cli/verb.ts'
import { verbs } from '../../src/cli/verbs.ts'
import type { BatchCommand } from '../../src/domain/batch/commands.ts'
import { createProjector } from '../../src/projector/projector.ts'
import { createQueries } from '../../src/projector/queries.ts'
import { createTemporaryReadModels } from '../../src/projector/sqlite-read-models.ts'
import { shippedDirectory } from '../../src/seeds.ts'
import { balancesOf, hledger } from '../support/hledger.ts'
import { listMade } from '../support/treasury-commands.ts'
import { district, TreasuryWorld } from '../support/treasury-world.ts'

/** What leaves the ledger as a file: whole or not at all, and never over another file unasked. */

const folder = mkdtempSync(join(tmpdir(), 'jinlan-export-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const inFolder = (name: string): string => join(folder, name)
const me = ['--by', 'chief']

const world = await TreasuryWorld.open()
await world.fund(50_000)
const claims = await world.approvedClaims(2)
const { batchId } = await world.treasury.plan(world.caller('finance'), district, claims)
const step = (command: BatchCommand, name = 'finance') =>
  world.treasury.step(world.caller('finance', name), batchId, command)
await world.treasury.freeze(world.caller('finance'), batchId, () => {})
await step({
  type: 'OpenNotice',
  data: { opensOn: '2026-03-02', workingDays: null, listDigest: 'l', policy: listMade.policy },
})
world.at = '2026-03-09T01:00:00.000Z'
await step({ type: 'CloseNotice', data: {} })
const { digest } = await world.batch(batchId)
await step({ type: 'ApproveBatch', data: { digest: digest ?? '' } }, 'chief')
const { bytes: released, ...made } = await world.files.make(await world.batch(batchId), {
  format: 'xlsx',
  nos: null,
  at: world.at,
})
await step({ type: 'ReleaseBatch', data: { ...made, format: 'xlsx' } })
const confirmed = [{ no: 1, amountFen: 1_000_000, paidOn: '2026-03-09' }]
await step({ type: 'RecordResults', data: { fileDigest: 'r', confirmed, returned: [], unused: 0 } })

const readModels = createTemporaryReadModels()
const projector = createProjector({ store: world.store, readModels })
await projector.catchUp()
t.teardown(async () => {
  await projector.stop()
  readModels.close()
})
const rulebook = new Rulebook(world.store, shippedDirectory().governingPolicy)
await rulebook.refresh()
const figures = {
  allottedYuan: '50000.00',
  grossPaidYuan: '12000.00',
  returnedYuan: '1500.00',
  recoveredYuan: '500.00',
  paidYuan: '10000.00',
}
const asked: string[] = []
const ledger = {
  ...{ store: world.store, rulebook, directory: shippedDirectory(), notices: [], now: () => world.at },
  ...{ batches: world.batches, bankFiles: world.files },
  personas: new Map(
    [
      world.caller('finance', 'chief').principal,
      world.caller('officer', 'clerk').principal,
      { ...world.caller('finance', 'elsewhere').principal, districts: ['330603'] },
    ].map((principal) => [principal.account, principal]),
  ),
  async *claims() {
    yield* createQueries(readModels).listClaims({ kind: 'all' }, {}, { limit: 100, after: null }).items
  },
  async read(path: string) {
    asked.push(path)
    const row = { ...figures, reservedYuan: '10000.00', availableYuan: '30000.00' }
    const items = [{ ...row, name: '越城区' }]
    return { status: 200, body: { by: 'district', items, total: row, asOf: { position: '9', at: null } } }
  },
  async close() {},
} as unknown as OpenLedger
const opened: unknown[] = []
const open = async (_: unknown, options: unknown) => {
  opened.push(options)
  return ledger
}
const host = { environment: {}, open } as unknown as Host

/** The verbs as the program parses and runs them; its own start needs the compiled package. */
const jinlan = async (...args: string[]) => {
  const said = { out: '', error: '' }
  const stream = (name: 'out' | 'error') =>
    new PassThrough().on('data', (part) => (said[name] += String(part))) as unknown as NodeJS.WriteStream
  const flags = { json: args.includes('--json'), quiet: args.includes('-q'), colour: false }
  const error = stream('error')
  const context = { terminal: new Terminal(stream('out'), error, flags), host, settings: () => ({}) }
  let code = -1
  const program = yargs(args)
    .locale('zh_CN')
    .option('json', { type: 'boolean' })
    .option('quiet', { type: 'boolean', alias: 'q' })
    .strict()
    .exitProcess(false)
    .fail((message, cause) => {
      throw cause ?? usageFailure(message)
    })
  const add = async (to: Argv, { command, about, load }: VerbEntry): Promise<void> => {
    const { options, run } = await load()
    to.command(command, about, options, async (given) => {
      code = await run(context as unknown as Context, given)
    })
  }
  for (const entry of verbs) {
    if (!('verbs' in entry)) await add(program, entry)
    else if (entry.command === 'export') {
      program.command('export', '', async (group) => {
        for (const inner of entry.verbs) await add(group, inner)
        return group
      })
    }
  }
  try {
    await program.parseAsync()
  } catch (cause) {
    const failure = failureOf(cause)
    error.write(failureText(failure))
    code = failure.exit
  }
  return { code, ...said }
}

const looks = async () => {
  const events = await world.store.readStream(`batch-${batchId}`)
  return events.flatMap(({ type, data, metadata }) =>
    type === 'PayListShown'
      ? [[data.fileNo, data.format, (metadata as { actor: { account: string } }).actor.account]]
      : [],
  )
}

t.test('what cannot be written is refused, and leaves nothing behind', async (t) => {
  const taken = inFolder('taken.csv')
  writeFileSync(taken, 'mine')
  const refused: readonly [args: readonly string[], says: RegExp][] = [
    [['export', 'journal'], /缺少.*output/],
    [['export', 'journal', '-o', taken], /已经存在/],
    [['export', 'register', '-o', taken], /已经存在/],
    [['export', 'register', '-o', inFolder('register.pdf')], /不是 \.csv 或 \.xlsx/],
    [['export', 'journal', '-o', join(folder, 'no', 'such', 'place')], /不能写入/],
    [['export', 'pay-list', batchId, ...me, '-o', inFolder('pay.csv')], /是 \.xlsx 文件.*-o .*pay\.xlsx/],
    [['export', 'pay-list', batchId, ...me, '--file-no', '2', '-o', inFolder('second.xlsx')], /没有第 2 份/],
  ]
  for (const [args, says] of refused) {
    const { code, error } = await jinlan(...args)
    t.equal(code, 2, args.join(' '))
    t.match(error, says)
  }
  const missing = await jinlan('export', 'pay-list', '330602-202603-aaaaaa', ...me, '-o', inFolder('x.csv'))
  t.match(missing, { code: 1, error: /batch-unknown/ })
  const unnamed = await jinlan('export', 'pay-list', batchId, '-o', inFolder('pay.xlsx'))
  t.match(unnamed, { code: 2, error: /缺少.*by/ })
  const others = [
    ['nobody', 2, /没有这个账号/],
    ['clerk', 4, /forbidden/],
    ['elsewhere', 1, /batch-unknown/],
  ] as const
  for (const [by, code, error] of others) {
    const args = ['export', 'pay-list', batchId, '--by', by, '-o', inFolder('pay.xlsx')]
    t.match(await jinlan(...args), { code, error }, by)
  }
  t.strictSame(await looks(), [], 'whoever got nothing is not on record')
  t.equal(readFileSync(taken, 'utf8'), 'mine')
  const locked = inFolder('locked')
  writeFileSync(locked, '')
  t.strictSame(readdirSync(folder).sort(), ['locked', 'taken.csv'])
})

t.test('the journal, as hledger reads it', async (t) => {
  const file = inFolder('ledger.journal')
  t.match(await jinlan('export', 'journal', '-o', file), { code: 0, out: '', error: /已写入/ })
  const text = readFileSync(file, 'utf8')
  t.match(hledger(text, 'check', '-s'), { status: 0, error: '' })
  const fund = '越城区:就业补助资金:2026'
  t.strictSame(balancesOf(text), {
    [`收入:预算安排:${fund}`]: -5_000_000,
    [`资产:可用资金:${fund}`]: 3_000_000,
    [`资产:已占用资金:${fund}`]: 1_000_000,
    [`支出:已拨付:${fund}`]: 1_000_000,
  })
  t.strictSame(balancesOf(text, `tag:claim=${claims[0]}`), {
    [`资产:已占用资金:${fund}`]: -1_000_000,
    [`支出:已拨付:${fund}`]: 1_000_000,
  })
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.match(await jinlan('export', 'journal', '-o', file), { code: 2 })
  chmodSync(file, 0o400)
  t.match(await jinlan('export', 'journal', '-o', file, '--force', '--json'), { code: 0, out: /"file"/ })
  t.equal(readFileSync(file, 'utf8'), text, 'the same again')
  t.notOk(readdirSync(folder).some((name) => name.endsWith('.part')))
})

t.test('the register, read back by other readers, without personal data', async (t) => {
  for (const name of ['register.csv', 'register.xlsx']) {
    t.match(await jinlan('export', 'register', '-o', inFolder(name), '-q'), { code: 0, out: '', error: '' })
  }
  const csv = readFileSync(inFolder('register.csv'), 'utf8')
  const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true })
  const paid = rows.find((row) => row.受理号 === claims[0])
  t.match(paid, {
    区县: '越城区',
    状态: '已拨付',
    '累计拨付(元)': '10000.00',
    '到账后退汇(元)': '0.00',
    '已追回(元)': '0.00',
    '净拨付(元)': '10000.00',
    到账日期: '2026-03-09',
    批次号: batchId,
  })
  t.equal(rows.length, 2)
  const [sheet] = await readXlsx(inFolder('register.xlsx'))
  const [heading = [], ...lines] = sheet?.data ?? []
  const amounts = lines.map((line) => line[heading.indexOf('净拨付(元)')])
  t.strictSame(amounts.sort(), [0, 10000])
  for (const personal of ['钱多多', '622202', '330699']) t.notOk(csv.includes(personal), personal)
})

t.test('the pay list is the file that was released, to the byte', async (t) => {
  const file = inFolder('pay.xlsx')
  t.match(await jinlan('export', 'pay-list', batchId, ...me, '-o', file), {
    code: 0,
    error: /个人|身份|证件/,
  })
  t.ok(readFileSync(file).equals(released))
  t.ok(existsSync(file))

  const returned = [{ no: 2, amountFen: 1_000_000, reason: 'name-mismatch', on: '2026-03-09' }] as const
  await step({ type: 'RecordResults', data: { fileDigest: 's', confirmed: [], returned, unused: 0 } })
  const terms = { format: 'csv', nos: [2], at: world.at } as const
  const { bytes, ...again } = await world.files.make(await world.batch(batchId), terms)
  await step({ type: 'Reissue', data: { ...again, format: 'csv', nos: [2] } })
  t.match(await jinlan('export', 'pay-list', batchId, ...me, '-o', inFolder('again.csv')), { code: 0 })
  t.ok(readFileSync(inFolder('again.csv')).equals(bytes), 'the newest')
  const first = ['--file-no', '1', '-o', inFolder('first.xlsx')]
  t.match(await jinlan('export', 'pay-list', batchId, ...me, ...first), { code: 0 })
  t.ok(readFileSync(inFolder('first.xlsx')).equals(released))
  t.strictSame(await looks(), [
    [1, 'xlsx', 'chief'],
    [2, 'csv', 'chief'],
    [1, 'xlsx', 'chief'],
  ])
  t.strictSame(opened.at(-1), { readOnly: false, existing: true }, 'never a new ledger')
})

t.test('balances as a table whose words add up', async (t) => {
  const { code, out } = await jinlan('balance', '--by', 'fund', '--year', '2026')
  t.equal(code, 0)
  t.match(out, /越城区.*50,000\.00.*10,000\.00/)
  t.match(out, /累计拨付.*到账后退汇.*已追回.*净拨付/)
  t.match(out, /合计.*12,000\.00.*1,500\.00.*500\.00.*10,000\.00/)
  t.equal(asked.at(-1), '/balances?by=fund&year=2026')
  t.match((await jinlan('balance', '--by', 'colour')).code, 2)
})
