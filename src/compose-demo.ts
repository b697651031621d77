import { createHash, hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { createDemoClock } from './app/demo-clock.ts'
import { pagesOf } from './app/log-walk.ts'
import { fourSets } from './app/treasury/four-sets.ts'
import { exitCodes, Failure, integrityFailure } from './cli/failure.ts'
import type { Progress } from './cli/progress.ts'
import { auditLog, isLogEmpty, type Node, openNode } from './compose.ts'
import type { Settings } from './config.ts'
import { DemoCallers } from './demo/callers.ts'
import type { City } from './demo/city.ts'
import { freshDemoFolder, NotADemoFolder, writeDemoKeys } from './demo/demo-folder.ts'
import { seededBytes } from './demo/dice.ts'
import { DemoFinance } from './demo/finance-office.ts'
import { Performer } from './demo/performer.ts'
import { personaStories } from './demo/persona-lives.ts'
import { demoPrincipals } from './demo/principals.ts'
import { dueOf, scheduleOf } from './demo/schedule.ts'
import { createStoreInStep, type StoreInStep } from './demo/store-in-step.ts'
import { DemoTraining } from './demo/training-office.ts'
import { canonicalJson } from './domain/canonical-json.ts'
import { clampDay, daysBetween, yearOf } from './domain/dates.ts'
import type { EventStore } from './event-store/event-store.ts'
import { isLogInUse } from './event-store/sqlite-log.ts'
import type { Queries } from './http/read-side.ts'
import { shippedCalendar, shippedCity } from './seeds.ts'

export interface Demo {
  readonly node: Node
  readonly people: number
  readonly events: number
  readonly digest: string
  readonly seconds: number
  readonly stories: readonly string[]
  readonly data: string
}

const minutesPerDay = 1_440

type Bars = (label: string, total: number) => Progress

/**
 * A fresh ledger with the synthetic city in it: one seed for keys, salts and lives, so the same
 * number of people gives the same bytes each time.
 *
 * @throws {Failure} the folder, or the log elsewhere, holds something else.
 */
export const makeDemo = async (settings: Settings, wanted: number | undefined, bars: Bars): Promise<Demo> => {
  const began = performance.now()
  const city = shippedCity()
  const people = wanted ?? city.people
  const random = seededBytes(city.seed)
  const elsewhere = settings.store !== 'memory' && settings.store !== 'sqlite'
  if (elsewhere) await needEmptyLog(settings)
  const end = `${city.until}T17:00:00+08:00`
  if (settings.store !== 'memory') makeFolder(settings, { seed: city.seed, people, clock: end }, random)
  // It stands still while the data is made: not even the time that takes may show in them.
  let madeAtMs: number | undefined
  const elapsedMs = () => (madeAtMs === undefined ? 0 : performance.now() - madeAtMs)
  const clock = createDemoClock(`${city.from}T08:00:00+08:00`, elapsedMs)
  let inStep: StoreInStep | undefined
  const wrapStore = (store: EventStore): EventStore => {
    inStep = createStoreInStep(store)
    return inStep
  }
  const node = await openNode(settings, { random, clock, wrapStore })
  try {
    await fill(node, city, people, bars)
    inStep?.free()
    const { events, digest } = await fingerprint(node)
    await refigure(node, events, bars)
    madeAtMs = performance.now()
    clock.advance(end)
    const seconds = Math.round((performance.now() - began) / 100) / 10
    const data = dataOption(settings)
    return { node, people, events, digest, seconds, stories: personaStories.slice(0, people), data }
  } catch (error) {
    await node.close()
    throw error
  }
}

const makeFolder = (
  { data, keyFile }: Settings,
  facts: Readonly<Record<string, string | number>>,
  random: Parameters<typeof writeDemoKeys>[1],
): void => {
  if (relative(data, keyFile) !== 'keys.json') {
    const next = '取消 JINLAN_KEY_FILE 后重试'
    throw new Failure('demo-key-file', exitCodes.usage, '演示数据用公开的密钥,不能放进指定的密钥文件', next)
  }
  const log = join(data, 'ledger.db')
  if (existsSync(log) && isLogInUse(log)) {
    const next = '先停掉正在运行的服务,或用 --data 换一个文件夹'
    throw new Failure('ledger-in-use', exitCodes.usage, `另一个程序正在使用 ${data} 里的台账`, next)
  }
  try {
    freshDemoFolder(data, facts)
  } catch (error) {
    if (!(error instanceof NotADemoFolder)) throw error
    const next = '用 --data 换一个文件夹,例如 --data ./demo-data'
    throw new Failure(
      'not-a-demo-folder',
      exitCodes.usage,
      `${data} 里有数据,而且不是演示数据,不会覆盖`,
      next,
    )
  }
  writeDemoKeys(keyFile, random)
}

/** Before anything of a demo that may belong to that log is removed. */
const needEmptyLog = async (settings: Settings): Promise<void> => {
  if (await isLogEmpty(settings)) return
  const next = '换一个空的事件存储后重试'
  throw new Failure('log-not-empty', exitCodes.usage, '事件存储里已有台账,不会把演示数据写进去', next)
}

const fill = async (node: Node, city: City, people: number, bars: Bars): Promise<void> => {
  const schedule = scheduleOf(city, people)
  const callers = new DemoCallers(city, node.keys)
  const calendar = shippedCalendar()
  const personas = demoPrincipals(city, node.personas, (idNumber) => node.ledger.personIdOf(idNumber))
  const finance = new DemoFinance({ city, node, personas, callers, calendar, people })
  const training = new DemoTraining(finance.office, node)
  training.begin()
  const performer = new Performer({ city, ...node, personas, callers, finance })
  let from = 0
  for (let year = yearOf(city.from); year <= yearOf(city.until); year++) {
    const end = (daysBetween(city.from, clampDay(`${year}-12-31`, city.from, city.until)) + 1) * minutesPerDay
    const after = schedule.findIndex((due) => dueOf(due).at >= end)
    const steps = schedule.subarray(from, after < 0 ? schedule.length : after)
    const bar = bars(`${year} 年申领与拨付`, steps.length)
    await performer.perform(steps, (done) => bar.set(done))
    await finance.runBefore(end)
    bar.finish()
    from += steps.length
  }
}

const refigure = async (node: Node, events: number, bars: Bars): Promise<void> => {
  const folding = bars('重放投影', events)
  await node.figures().rebuild((done) => folding.set(done))
  folding.finish()
  const checking = bars('核验', events)
  const { findings } = auditLog(node.settings, () => {})
  const differences = await node.figures().verify((done) => checking.set(done))
  checking.finish()
  await checkBatches(node, bars)
  if (findings.length + differences.length > 0) throw integrityFailure('演示数据核验未通过')
}

/** What was approved, noticed, sent and confirmed of each batch is the same to the fen. */
const checkBatches = async ({ figures, batches, ledger }: Node, bars: Bars): Promise<void> => {
  const ids = batchIdsOf(figures().queries)
  const bar = bars('核对批次', ids.length)
  for (const [done, batchId] of ids.entries()) {
    const history = await batches.history(batchId)
    const sets = await fourSets(ledger, history, (text) => hash('sha256', text))
    if (history.events.length === 0 || !sets.equal)
      throw integrityFailure(`演示数据的批次 ${batchId} 四个摘要不一致`)
    bar.set(done)
  }
  bar.finish()
}

const batchIdsOf = (queries: Queries): readonly string[] => {
  const ids: string[] = []
  let after: string | null = null
  do {
    const page = queries.listBatches({ kind: 'all' }, {}, { limit: 200, after })
    ids.push(...page.items.map(({ batchId }) => batchId))
    after = page.next
  } while (after !== null)
  return ids
}

const fingerprint = async ({
  store,
}: Node): Promise<{ readonly events: number; readonly digest: string }> => {
  const all = createHash('sha256')
  let events = 0
  for await (const page of pagesOf(store)) {
    events += page.length
    for (const { id, type, stream, revision, data, metadata } of page) {
      all.update(canonicalJson([id, type, stream, String(revision), data, metadata]))
    }
  }
  return { events, digest: all.digest('hex') }
}

const dataOption = ({ data }: Settings): string => {
  const folder = relative('.', data)
  return folder === 'data' ? '' : ` --data ${folder}`
}
