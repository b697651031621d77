import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import t from 'tap'
import {
  approvedClaims,
  openFund,
  plannedBatch,
  type ServerOffice,
  startOffice,
} from '../http/server-office.ts'
import { bankFile, chief, fundId, planner, type Said } from '../http/treasury-fixture.ts'
import { jinlan } from '../support/run-jinlan.ts'

/**
 * The server is killed in the middle of a release and of a bank's results, and started again; the same
 * requests with the same keys are answered as if nothing had been, and the money ties.
 */

const folder = mkdtempSync(join(tmpdir(), 'jinlan-crash-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const start = '2024-10-01T09:00:00+08:00'
const later = '2024-10-14T09:00:00+08:00'
const lines = 24
const killPoints = 6

/** A batch that waits for its release, in a folder of its own. */
const prepare = async (data: string) => {
  const office = await startOffice(data, start)
  const { post, get, moveClock } = office
  const claims = await approvedClaims(office, lines)
  await openFund(office, '300000.00')
  const batchId = await plannedBatch(office, claims)
  const url = `/batches/${batchId}`
  await post(planner, `${url}/freeze`)
  await post(planner, `${url}/notice`)
  await moveClock(later)
  await post(planner, `${url}/close-notice`)
  const { digest } = (await get(planner, url)).body
  const approved = await post(chief, `${url}/approve`, { digest })
  await office.stop()
  return { url, claims, approved }
}

type Ask = (office: ServerOffice) => Promise<Said>

/** But for the place in the log, which differs with the order of what is done at once. */
const answerOf = ({ status, body: { position: _, ...body } }: Said): object => ({ status, ...body })

/** How many events the log holds. */
const lengthOf = (data: string): number => {
  const log = new Database(join(data, 'ledger.db'), { readonly: true })
  const count = log.prepare('SELECT count(*) FROM events').pluck().get() as number
  log.close()
  return count
}

interface Killed {
  readonly office: ServerOffice
  /** The answer, if there was one. */
  readonly first: Said | undefined
  /** By how many events the log had grown. */
  readonly grown: number
}

/** Asks, kills the server once the log has grown by so many events, and starts it again. */
const killedWhile = async (data: string, ask: Ask, events: number): Promise<Killed> => {
  const office = await startOffice(data, later)
  // Signed in already, so that nothing comes before the step.
  await office.get(planner, '/funds')
  const log = new Database(join(data, 'ledger.db'), { readonly: true })
  const count = log.prepare('SELECT count(*) FROM events').pluck()
  const before = count.get() as number
  let isDone = false
  const asked = ask(office)
    .catch(() => undefined)
    .finally(() => {
      isDone = true
    })
  while (!isDone && (count.get() as number) < before + events) await pause(1)
  office.child.kill('SIGKILL')
  log.close()
  await office.stop('SIGKILL')
  const first = await asked
  return { first, grown: lengthOf(data) - before, office: await startOffice(data, later) }
}

t.test('killed while it releases, and while it takes in what the bank says', async (t) => {
  const base = join(folder, 'base')
  const { url, claims, approved } = await prepare(base)
  t.match(approved, { status: 200, body: { status: 'approved', lines } })
  const release: Ask = ({ post }) => post(planner, `${url}/release`, {}, 'release')
  const rows = claims.map((claimId, at) => {
    const isBack = at % 5 === 0
    return [at + 1, claimId, isBack ? '失败' : '成功', isBack ? '户名不符' : '', '2024-10-14'] as const
  })
  const results: Ask = ({ upload }) => upload(planner, `${url}/results`, bankFile(rows), 'results')

  const calm = join(folder, 'calm')
  cpSync(base, calm, { recursive: true })
  const undisturbed = await startOffice(calm, later)
  await undisturbed.get(planner, '/funds')
  const expected: object[] = []
  const grew: number[] = []
  for (const ask of [release, results]) {
    const before = lengthOf(calm)
    expected.push(answerOf(await ask(undisturbed)))
    grew.push(lengthOf(calm) - before)
  }
  await undisturbed.stop()
  t.match(expected, [{ status: 'released' }, { confirmed: 19, returned: 5, faults: [] }])

  let answered = 0
  let half = 0
  const seen: number[] = []
  for (let point = 0; point < killPoints; point++) {
    const data = join(folder, `kill-${point}`)
    cpSync(base, data, { recursive: true })
    for (const [step, ask] of [release, results].entries()) {
      const whole = grew[step] ?? 0
      const { first, grown, office } = await killedWhile(
        data,
        ask,
        Math.round((whole * point) / (killPoints - 1)),
      )
      const name = `step ${step}, killed after ${grown} of ${whole} events`
      half += grown > 0 && grown < whole ? 1 : 0
      seen.push(grown)
      const again = await ask(office)
      t.same(answerOf(again), expected[step], name)
      const repeat = await ask(office)
      t.match(repeat, { repeated: true }, name)
      t.same(repeat.body, again.body, name)
      if (first !== undefined) {
        answered += 1
        t.same(first.body, again.body, `${name}, after its answer`)
      }
      if (step === 1) {
        t.match((await office.get('auditor', `${url}/reconciliation`)).body, { equal: true, differences: [] })
        const fund = (await office.get(planner, `/funds/${fundId}`)).body
        t.match(fund, { reservedYuan: '50000.00', paidYuan: '190000.00', availableYuan: '60000.00' }, name)
      }
      await office.stop()
      for (const verb of ['fsck', 'verify']) {
        t.same(await jinlan([verb, '--data', data]), { code: 0, stdout: '', stderr: '' }, `${name}: ${verb}`)
      }
    }
    rmSync(data, { recursive: true })
  }
  t.comment(`killed after ${seen} of ${grew} events; ${answered} were answered`)
  t.ok(half >= 2, 'some were killed half way')
})
