import { fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { Ledger } from '../src/app/ledger.ts'
import { publishShipped } from '../src/app/publish-shipped.ts'
import { Rulebook } from '../src/app/rulebook.ts'
import { createTrainingOffice } from '../src/app/training-office/create-training-office.ts'
import { BankFiles, type FileFormat } from '../src/app/treasury/bank-files.ts'
import { Batches } from '../src/app/treasury/batches.ts'
import { Funds } from '../src/app/treasury/funds.ts'
import { inParallel } from '../src/app/treasury/in-parallel.ts'
import { Treasury } from '../src/app/treasury/treasury.ts'
import type { Role } from '../src/domain/actor.ts'
import type { BatchCommand } from '../src/domain/batch/commands.ts'
import { syntheticIdNumber } from '../src/domain/synthetic-id.ts'
import { openSqliteEventStore } from '../src/event-store/sqlite-event-store.ts'
import { shippedCalendar, shippedDirectory, shippedPolicies } from '../src/seeds.ts'
import { loadOrCreateKeys } from '../src/vault/keys.ts'
import { openSqliteVault } from '../src/vault/sqlite-vault.ts'
import { nowUs } from './timing.ts'

export interface BatchFigures {
  readonly lines: number
  /** Seconds of each step, over a real log and a real vault. */
  readonly seconds: Readonly<Record<string, number>>
  readonly microsecondsPerLine: Readonly<Record<string, number>>
  /** How long anything else had to wait for the event loop meanwhile, ms, 99 in 100. */
  readonly waitP99Ms: number
  readonly longestWaitMs: number
  /** The process's memory at its largest, MB. */
  readonly memoryMb: number
}

const district = '330602'
const at = '2026-03-02T01:00:00.000Z'
const later = '2026-03-20T01:00:00.000Z'

/** The life of one batch of so many lines. `place`: an empty folder on the disk in question. */
export const benchBatch = async (place: string, lines: number): Promise<BatchFigures> => {
  const [code] = await once(fork(fileURLToPath(import.meta.url), ['--fill', place, String(lines)]), 'exit')
  if (code !== 0) throw new Error('the log could not be filled')
  const office = await Office.open(place)
  const claimIds = office.claimIds(lines)
  const seconds: Record<string, number> = {}
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = nowUs()
    const result = await work()
    seconds[name] = Number(((nowUs() - start) / 1_000_000).toFixed(2))
    return result
  }
  await office.pay(claimIds, timed)
  delay.disable()
  await office.close()
  const perLine = Object.entries(seconds).map(([name, s]) => [name, Math.round((s / lines) * 1_000_000)])
  return {
    lines,
    seconds,
    microsecondsPerLine: Object.fromEntries(perLine),
    waitP99Ms: Math.round(delay.percentile(99) / 1_000_000),
    longestWaitMs: Math.round(delay.max / 1_000_000),
    memoryMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  }
}

type Timed = <T>(name: string, work: () => Promise<T>) => Promise<T>

class Office {
  readonly #store
  readonly #vault
  readonly #ledger: Ledger
  readonly #funds: Funds
  readonly #batches: Batches
  readonly #treasury: Treasury
  readonly #files: BankFiles

  private constructor(place: string, rulebook: Rulebook, store: ReturnType<typeof openSqliteEventStore>) {
    const random = (bytes: number): Uint8Array => randomBytes(bytes)
    const keys = loadOrCreateKeys(join(place, 'keys.json'), random)
    const directory = shippedDirectory()
    const districts = new Set(directory.districts.map(({ code }) => code))
    const vault = openSqliteVault({ folder: place, keys, random })
    this.#store = store
    this.#vault = vault
    const office = createTrainingOffice({
      ...{ store, vault, keys, rulebook, directory },
      findElsewhere: async () => [],
    })
    const ledger = new Ledger({ store, vault, keys, rulebook, districts, trainings: office.trainings })
    const funds = new Funds({ store, rulebook, districts })
    const batches = new Batches({ store, rulebook, districts, calendar: shippedCalendar() })
    this.#ledger = ledger
    this.#funds = funds
    this.#batches = batches
    this.#treasury = new Treasury({ ledger, funds, batches, rulebook })
    this.#files = new BankFiles({ store, ledger, batches, rulebook, vault, directory })
  }

  static async open(place: string): Promise<Office> {
    const store = openSqliteEventStore(join(place, 'ledger.db'))
    const [policy] = shippedPolicies()
    if (policy === undefined) throw new Error('no policy is shipped')
    const rulebook = new Rulebook(store, policy.id)
    await publishShipped(rulebook, policy, '2026-01-01T01:00:00.000Z')
    await rulebook.refresh()
    return new Office(place, rulebook, store)
  }

  #caller(role: Role, name: string, when = at) {
    const principal = { account: name, role, pid: name, districts: [district], provider: null }
    return { principal, commandId: randomUUID(), digest: 'bench', at: when }
  }

  claimIds(count: number): readonly string[] {
    const personIdOf = (no: number): string => this.#ledger.personIdOf(syntheticIdNumber(no + 1))
    return Array.from({ length: count }, (_, no) => `${personIdOf(no)}-c1`)
  }

  async approveClaims(count: number): Promise<void> {
    const people = Array.from({ length: count }, (_, no) => no)
    await inParallel(people, (no) => this.#approveClaim(no))
  }

  async #approveClaim(no: number): Promise<void> {
    const clerk = () => this.#caller('officer', 'clerk')
    const { state } = await this.#ledger.registerPerson(clerk(), {
      idNumber: syntheticIdNumber(no + 1),
      name: '钱多多',
      district,
      bankAccount: `622202${String(no).padStart(13, '0')}`,
      bankName: '绍兴银行',
    })
    const personId = state.personId ?? ''
    await this.#ledger.execute(clerk(), personId, {
      type: 'GrantRecognition',
      data: {
        title: 'technical-expert-provincial',
        grantedOn: '2026-01-15',
        document: '浙人社发〔2026〕1号',
      },
    })
    const claimId = `${personId}-c1`
    await this.#ledger.execute(clerk(), personId, {
      type: 'SubmitClaim',
      data: { instrument: 'technical-expert-provincial', basis: `${personId}-r1`, requestedFen: null },
    })
    const reviewer = this.#caller('officer', 'first')
    await this.#ledger.execute(reviewer, personId, { type: 'ReviewClaim', data: { claimId } })
    const approver = this.#caller('reviewer', 'second')
    await this.#ledger.execute(approver, personId, { type: 'ApproveClaim', data: { claimId } })
  }

  async pay(claimIds: readonly string[], timed: Timed): Promise<void> {
    const finance = (when = at) => this.#caller('finance', 'finance', when)
    const fund = { district, source: 'employment-subsidy', year: 2026 }
    const { state } = await this.#funds.open(finance(), fund)
    const amountFen = claimIds.length * 1_000_000
    const allot = { type: 'AllotFund', data: { amountFen, document: '绍财社〔2026〕1号' } } as const
    await this.#funds.execute(finance(), state.fundId ?? '', allot)
    const { batchId } = await timed('plan', () => this.#treasury.plan(finance(), district, claimIds))
    await timed('freeze', () => this.#treasury.freeze(finance(), batchId, () => {}))
    const step = (command: BatchCommand, name = 'finance', when = later) =>
      this.#treasury.step(this.#caller('finance', name, when), batchId, command)
    const batch = async () => {
      const found = await this.#batches.batch({ kind: 'all' }, batchId)
      if (found === undefined) throw new Error('no batch')
      return found
    }
    await timed('notice', async () => {
      const { listDigest, policy } = await this.#files.notice(await batch(), at)
      await step(
        { type: 'OpenNotice', data: { opensOn: '2026-03-02', workingDays: 5, listDigest, policy } },
        'finance',
        at,
      )
    })
    await step({ type: 'CloseNotice', data: {} })
    const { digest } = await batch()
    await timed('approve', async () => {
      for (const name of ['chief', 'head']) {
        const { state: after } = await step({ type: 'ApproveBatch', data: { digest: digest ?? '' } }, name)
        if (after.status === 'approved') break
      }
    })
    for (const format of ['csv', 'xlsx'] satisfies FileFormat[]) {
      const { bytes: _, ...made } = await timed(`pay list ${format}`, async () =>
        this.#files.make(await batch(), { format, nos: null, at: later }),
      )
      if (format === 'xlsx') await step({ type: 'ReleaseBatch', data: { ...made, format } })
    }
    const bytes = bankAnswer(claimIds)
    await timed('results', async () => {
      const { command } = await this.#files.readResults(await batch(), bytes, later)
      await step(command)
    })
  }

  async close(): Promise<void> {
    await this.#store.close()
    this.#vault.close()
  }
}

/** Every hundredth payment comes back. */
const bankAnswer = (claimIds: readonly string[]): Uint8Array => {
  const rows = claimIds.map((claimId, place) =>
    place % 100 === 99
      ? `${place + 1},${claimId},失败,户名不符,2026-03-20`
      : `${place + 1},${claimId},成功,,2026-03-20`,
  )
  return Buffer.from(['序号,受理号,结果,原因,入账日期', ...rows].join('\r\n'))
}

const [flag, place, count] = process.argv.slice(2)
if (flag === '--fill' && place !== undefined) {
  const office = await Office.open(place)
  await office.approveClaims(Number(count))
  await office.close()
}
