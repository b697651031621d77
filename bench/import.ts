import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Caller } from '../src/app/ledger.ts'
import { clockFrom, type Node, openNode } from '../src/compose.ts'
import { readSettings } from '../src/config.ts'
import { bareCpuSeconds } from './bare-import.ts'
import { floorSecondsOf, secondsOf } from './sheets.ts'
import { nowUs } from './timing.ts'
import { workbookFrom } from './workbook.ts'

export interface ImportFigures {
  readonly rows: number
  /** The spreadsheet library alone reading the file: nothing can be faster. */
  readonly floorSeconds: number
  readonly judgeSeconds: number
  readonly commitSeconds: number
  /** From the last row recorded until the figures show it. */
  readonly figuresSeconds: number
  readonly totalSeconds: number
  readonly microsecondsPerRow: number
  /** Of the whole process, threads included: what it took of both cores. */
  readonly cpuSeconds: number
  /** What all rows in the node's databases cost ready made: half of it is the least wall time on two cores. */
  readonly bareCpuSeconds: number
  readonly memoryGrowthMb: number
  /** How long anything else had to wait for the event loop, ms, 99 in 100. */
  readonly waitP99Ms: number
  readonly longestWaitMs: number
  /** Reading one person meanwhile, as a request would, ms, 99 in 100. */
  readonly otherP99Ms: number
}

const provider = 'provider-1'

/**
 * One sheet of so many people × 15 columns through the whole of a node, figures running: read, judged,
 * recorded with certificate and claim, and folded.
 *
 * @param before rows of another sheet that the node imported first: a server seldom has its first
 */
export const benchImport = async (place: string, rows: number, before = 0): Promise<ImportFigures> => {
  const bytes = workbookFrom(place, rows)
  const settings = readSettings({}, { data: join(place, 'data') })
  const clock = clockFrom('2026-11-24T09:00:00+08:00')
  const random = (count: number): Uint8Array => randomBytes(count)
  const node = await openNode(settings, { random, clock, threads: true })
  await node.figures().catchUp()
  node.figures().start()
  if (before > 0) await imported(node, workbookFrom(place, before, rows), before)
  const meter = new Meter(node)
  const seconds = await imported(node, bytes, rows)
  const measured = await meter.end()
  await node.close()
  const { judgeSeconds, commitSeconds, figuresSeconds } = seconds
  const total = judgeSeconds + commitSeconds + figuresSeconds
  return {
    rows,
    floorSeconds: await floorSecondsOf(bytes),
    ...seconds,
    totalSeconds: Number(total.toFixed(2)),
    microsecondsPerRow: Math.round((total / rows) * 1_000_000),
    ...measured,
    bareCpuSeconds: bareCpuSeconds(join(place, 'data'), rows + before),
  }
}

const imported = async (
  node: Node,
  bytes: Uint8Array,
  rows: number,
): Promise<Pick<ImportFigures, 'judgeSeconds' | 'commitSeconds' | 'figuresSeconds'>> => {
  const { importId } = await node.imports.receive(callerOn(node), provider, bytes)
  const judgeSeconds = await secondsOf(() => node.imports.judge(callerOn(node), importId, () => {}))
  let position = 0n
  const commitSeconds = await secondsOf(async () => {
    const answer = await node.imports.commit(callerOn(node), importId, 'good', () => {})
    position = answer.position
    if (answer.state.committed?.recorded !== rows) throw new Error('not every row was recorded')
  })
  const figuresSeconds = await secondsOf(async () => {
    if (!(await node.figures().projector.waitFor(position, 600_000))) throw new Error('the figures lag')
  })
  return { judgeSeconds, commitSeconds, figuresSeconds }
}

const callerOn = ({ personas, clock }: Node): Caller => {
  const principal = personas.get(provider)
  if (principal === undefined) throw new Error('no provider')
  return { principal, commandId: randomUUID(), digest: 'bench', at: clock.now() }
}

const everyMs = 20

/** What the process takes, and what others feel of it, until it is ended. */
class Meter {
  readonly #delay = monitorEventLoopDelay({ resolution: 5 })
  readonly #before = process.memoryUsage.rss()
  readonly #cpu = process.cpuUsage()
  readonly #waits: number[] = []
  #most = this.#before
  #isOver = false
  readonly #looking: Promise<void>

  constructor(node: Node) {
    this.#delay.enable()
    this.#looking = this.#look(node)
  }

  async #look(node: Node): Promise<void> {
    const nobody = 'a'.repeat(26)
    while (!this.#isOver) {
      const start = nowUs()
      await pause(0)
      await node.ledger.person({ kind: 'all' }, nobody)
      this.#waits.push((nowUs() - start) / 1_000)
      this.#most = Math.max(this.#most, process.memoryUsage.rss())
      await pause(everyMs)
    }
  }

  async end() {
    this.#isOver = true
    await this.#looking
    this.#delay.disable()
    const { user, system } = process.cpuUsage(this.#cpu)
    const waits = this.#waits.sort((a, b) => a - b)
    return {
      cpuSeconds: Number(((user + system) / 1_000_000).toFixed(1)),
      memoryGrowthMb: Math.round((this.#most - this.#before) / 1_048_576),
      waitP99Ms: Math.round(this.#delay.percentile(99) / 1_000_000),
      longestWaitMs: Math.round(this.#delay.max / 1_000_000),
      otherP99Ms: Math.round(waits[Math.floor(waits.length * 0.99)] ?? 0),
    }
  }
}
