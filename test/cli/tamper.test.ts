import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { leafHash } from '../../src/evidence/leaf.ts'
import { jinlan } from '../support/run-jinlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'jinlan-tamper-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const sound = join(folder, 'sound')
const checks = ['verify', 'replay', 'fsck'] as const

t.before(async () => {
  const made = await jinlan(['demo', '--no-serve', '--quiet', '--people', '30', '--data', sound])
  if (made.code !== 0) throw new Error(made.stderr)
})

let copies = 0
const copied = (): string => {
  const copy = join(folder, `copy-${++copies}`)
  cpSync(sound, copy, { recursive: true })
  return copy
}

interface Row {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly id: string
  readonly type: string
  readonly data: string
  readonly metadata: string
}

/** Changes the last event of a type behind the program's back; the triggers are put back after. */
const alter = (
  data: string,
  type: string,
  change: (row: Row) => { readonly data: string; readonly leaf?: Uint8Array },
): Row => {
  const log = new Database(join(data, 'ledger.db'))
  const triggers = log.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as {
    name: string
    sql: string
  }[]
  for (const { name } of triggers) log.exec(`DROP TRIGGER ${name}`)
  const columns = 'position, stream, revision, lower(hex(event_id)) AS id, type, data, metadata'
  const row = log
    .prepare(`SELECT ${columns} FROM events WHERE type = ? ORDER BY position DESC LIMIT 1`)
    .get(type) as Row
  const { data: altered, leaf } = change(row)
  log.prepare('UPDATE events SET data = ? WHERE position = ?').run(altered, row.position)
  if (leaf !== undefined) log.prepare('UPDATE events SET leaf = ? WHERE position = ?').run(leaf, row.position)
  for (const { sql } of triggers) log.exec(sql)
  log.close()
  return { ...row, id: row.id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') }
}

const endsOf = (data: string) => Promise.all(checks.map((verb) => jinlan([verb, '--data', data])))

t.test('all well is silent and 0; for programs a small object', async (t) => {
  for (const end of await endsOf(sound)) t.same(end, { code: 0, stdout: '', stderr: '' })
  for (const verb of checks) {
    const { code, stdout } = await jinlan([verb, '--json', '--data', sound])
    t.equal(code, 0)
    t.match(JSON.parse(stdout), { ok: true }, verb)
  }
})

t.test('one altered byte is 3 from each check, and names the event', async (t) => {
  const data = copied()
  const { id } = alter(data, 'TrainingCompleted', ({ data: text }) => {
    return { data: text.replace(/"eligibleCostFen":(\d)/, (_, digit) => `"eligibleCostFen":${9 - digit}`) }
  })
  for (const [place, { code, stdout, stderr }] of (await endsOf(data)).entries()) {
    t.equal(code, 3, checks[place] ?? '')
    t.equal(stdout, '')
    t.match(stderr, id)
    t.match(stderr, /错误\(integrity-failure\)/)
  }
})

t.test(
  'an award raised together with its leaf is found by replay, and by the caps where it breaks one',
  async (t) => {
    const data = copied()
    const { id } = alter(data, 'ClaimApproved', (row) => {
      const altered = row.data.replace(/"amountFen":\d+/, '"amountFen":99999999')
      const { stream, revision, type, metadata } = row
      const leaf = leafHash({
        index: row.position - 1,
        stream,
        revision,
        eventId: row.id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
        type,
        data: altered,
        metadata,
      })
      return { data: altered, leaf }
    })
    const [verify, replay, fsck] = await endsOf(data)
    t.equal(verify?.code, 3, 'the figures were made of another award')
    t.match(replay, { code: 3, stderr: id })
    t.match(replay?.stderr, '/amountFen')
    t.match(fsck, { code: 3, stderr: id })
    t.match(fsck?.stderr, '上限')
  },
)

/** Takes the last events away behind the program's back, so that nothing in the log shows it. */
const cut = (data: string, count: number): void => {
  const log = new Database(join(data, 'ledger.db'))
  const triggers = log.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as {
    name: string
    sql: string
  }[]
  for (const { name } of triggers) log.exec(`DROP TRIGGER ${name}`)
  log.exec(`DELETE FROM events WHERE position > (SELECT max(position) FROM events) - ${count}`)
  for (const { sql } of triggers) log.exec(sql)
  log.close()
}

t.test('a log whose end was cut off is 3 while the figures remember it', async (t) => {
  const data = copied()
  cut(data, 1)
  for (const verb of ['fsck', 'verify'] as const) {
    const end = await jinlan([verb, '--data', data])
    t.match(end, { code: 3, stdout: '', stderr: /末尾被截掉/ }, verb)
    t.notMatch(end.stderr, /[a-z]+ [a-z]+ [a-z]+/, 'in Chinese')
  }
  const one = copied()
  rmSync(join(one, 'figures.db'))
  cut(one, 400)
  const end = await jinlan(['fsck', '--data', one])
  t.match(
    end,
    { code: 0, stderr: /保险库里有 \d+ 人在台账里没有事件/ },
    'the vault remembers, for what it is worth',
  )
})

t.test('a missing trigger is 3, whatever the events say', async (t) => {
  const data = copied()
  const log = new Database(join(data, 'ledger.db'))
  log.exec('DROP TRIGGER events_no_delete')
  log.close()
  for (const end of await endsOf(data)) t.match(end, { code: 3, stderr: /触发器/ })
})

t.test('a sealed value that was swapped is found by fsck', async (t) => {
  const data = copied()
  const vault = new Database(join(data, 'vault.db'))
  vault.exec('DROP TRIGGER sealed_is_never_changed')
  vault.exec("UPDATE sealed SET ciphertext = zeroblob(length(ciphertext)) WHERE field = 'name'")
  vault.close()
  t.match(await jinlan(['fsck', '--data', data]), { code: 3, stderr: /保险库/ })
})

t.test(
  'figures that cannot be read keep nobody from looking at the log, and rebuild cures them',
  async (t) => {
    const garbage = (file: string): void =>
      writeFileSync(file, 'not figures at all, but long enough for a file')
    const damage = (file: string): void => {
      const bytes = readFileSync(file)
      writeFileSync(file, bytes.fill(0xa5, 16_384))
    }
    for (const spoil of [garbage, damage]) {
      const data = copied()
      spoil(join(data, 'figures.db'))
      t.match(await jinlan(['verify', '--data', data]), {
        code: 3,
        stderr: /read-models-unfit.+jinlan rebuild/,
      })
      const balance = await jinlan(['balance', '--data', data])
      t.match(balance, { code: 3, stdout: '', stderr: /read-models-unfit.+jinlan rebuild/ })
      t.equal((await jinlan(['replay', '--data', data])).code, 0)
      t.equal((await jinlan(['fsck', '--data', data])).code, 0)
      t.equal((await jinlan(['rebuild', '--data', data])).code, 0)
      t.ok(existsSync(join(data, 'figures.db.unusable-1')), 'nothing is thrown away')
      t.same(await jinlan(['verify', '--data', data]), { code: 0, stdout: '', stderr: '' })
    }
  },
)

t.test('figures that differ are found by verify and made anew by rebuild', async (t) => {
  const data = copied()
  const figures = new Database(join(data, 'figures.db'))
  figures.exec(`UPDATE "claim-register" SET state = replace(state, '"paid"', '"rejected"')`)
  figures.close()
  t.match(await jinlan(['verify', '--data', data]), { code: 3, stdout: '', stderr: /claim-register/ })
  t.equal((await jinlan(['replay', '--data', data])).code, 0)
  t.equal((await jinlan(['rebuild', '--data', data])).code, 0)
  t.same(await jinlan(['verify', '--data', data]), { code: 0, stdout: '', stderr: '' })
})
