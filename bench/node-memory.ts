import { fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import type { Caller } from '../src/app/ledger.ts'
import { inParallel } from '../src/app/treasury/in-parallel.ts'
import { clockFrom, type Node, openNode } from '../src/compose.ts'
import { readSettings } from '../src/config.ts'
import { syntheticIdNumber } from '../src/domain/synthetic-id.ts'
import { derivePid, loadOrCreateKeys } from '../src/vault/keys.ts'
import { completions, post, Server } from './server.ts'
import { nowUs } from './timing.ts'

export interface NodeMemoryFigures {
  readonly people: number
  readonly logMb: number
  readonly fillSeconds: number
  /** The first start, which folds every figure before it listens. */
  readonly foldSeconds: number
  readonly foldPeakMb: number
  /** Started again, before it was asked anything. */
  readonly startedMb: number
  readonly commandsPerSecond: number
  /** The most that process ever held, and what it held after the last command. */
  readonly peakMb: number
  readonly afterMb: number
}

const commands = 5_000
const connections = 64
const district = '330602'
const title = 'technical-expert-provincial'

/**
 * What a whole node holds in memory, as Linux counts it: log, vault, figures and interface of the real
 * `serve`. `place`: an empty folder on the disk in question.
 */
export const benchNodeMemory = async (place: string, people: number): Promise<NodeMemoryFigures> => {
  const fillSeconds = await seconds(async () => {
    const fill = fork(fileURLToPath(import.meta.url), ['--fill', place, String(people)])
    const [code] = await once(fill, 'exit')
    if (code !== 0) throw new Error('the ledger could not be filled')
  })
  let folding: Server | undefined
  const foldSeconds = await seconds(async () => {
    folding = await Server.serve(place)
  })
  const folded = memoryOf(folding?.pid ?? 0)
  await folding?.stop()
  const server = await Server.serve(place)
  try {
    const started = memoryOf(server.pid)
    const commandsPerSecond = await sendCommands(server.url, personIdsOf(place, people))
    const after = memoryOf(server.pid)
    return {
      people,
      logMb: Math.round(statSync(join(place, 'ledger.db')).size / 1_048_576),
      fillSeconds,
      foldSeconds,
      foldPeakMb: folded.peakMb,
      startedMb: started.nowMb,
      commandsPerSecond,
      peakMb: after.peakMb,
      afterMb: after.nowMb,
    }
  } finally {
    await server.stop()
  }
}

const seconds = async (work: () => Promise<void>): Promise<number> => {
  const start = nowUs()
  await work()
  return Math.round((nowUs() - start) / 100_000) / 10
}

/** Of a process of this machine, in MiB. */
const memoryOf = (pid: number): { readonly peakMb: number; readonly nowMb: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1_024)
  return { peakMb: mb('VmHWM'), nowMb: mb('VmRSS') }
}

/** As many people as there are commands, from everywhere in the log. */
const personIdsOf = (place: string, people: number): readonly string[] => {
  const { pidKey } = loadOrCreateKeys(join(place, 'keys.json'), (bytes) => randomBytes(bytes))
  const count = Math.min(commands, people)
  const step = Math.floor(people / count)
  return Array.from({ length: count }, (_, no) => derivePid(pidKey, syntheticIdNumber(no * step + 1)))
}

const sendCommands = async (url: string, personIds: readonly string[]): Promise<number> => {
  const { token = '' } = await post(`${url}/api/v1/session`, '', { persona: `officer-${district}` })
  const requests = [completions(token, personIds)]
  const result = await autocannon({ url, connections, amount: commands, requests })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} requests were refused`)
  return Math.round(commands / result.duration)
}

const fill = async (place: string, people: number): Promise<void> => {
  const clock = clockFrom('2026-03-02T09:00:00+08:00')
  const settings = readSettings({}, { data: place })
  const node = await openNode(settings, { random: (bytes) => randomBytes(bytes), clock })
  const numbers = Array.from({ length: people }, (_, no) => no + 1)
  const part = Math.ceil(people / 10)
  await inParallel(
    numbers,
    (no) => addPerson(node, no),
    (done) => {
      if (done % part === 0) console.error(`filled: ${done} of ${people} people`)
    },
  )
  await node.close()
}

/** Three commands: registered, recognised, a claim filed and tried. */
const addPerson = async ({ ledger, personas, clock }: Node, no: number): Promise<void> => {
  const principal = personas.get(`officer-${district}`)
  if (principal === undefined) throw new Error('no officer')
  const caller = (): Caller => ({ principal, commandId: randomUUID(), digest: 'bench', at: clock.now() })
  const { state } = await ledger.registerPerson(caller(), {
    idNumber: syntheticIdNumber(no),
    name: '测试员',
    district,
    bankAccount: `622202${String(no).padStart(13, '0')}`,
    bankName: '绍兴银行',
  })
  const personId = state.personId ?? ''
  await ledger.execute(caller(), personId, {
    type: 'GrantRecognition',
    data: { title, grantedOn: '2026-01-15', document: '浙人社发〔2026〕1号' },
  })
  await ledger.execute(caller(), personId, {
    type: 'SubmitClaim',
    data: { instrument: title, basis: `${personId}-r1`, requestedFen: null },
  })
}

const [flag, place, count] = process.argv.slice(2)
if (flag === '--fill' && place !== undefined) await fill(place, Number(count))
