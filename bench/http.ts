import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { syntheticIdNumber } from '../src/domain/synthetic-id.ts'
import { median } from './timing.ts'

export interface HttpFigures {
  /** Whole commands over a Fastify + zod POST that stores nothing, 64 connections, in one run. */
  readonly ratio: number
  readonly perSecond: number
  readonly barePerSecond: number
}

const rounds = 5
const secondsEach = 4
const connections = 64
const people = 2_000

/** Real servers in processes of their own, driven from this one. `place`: an empty folder. */
export const benchHttp = async (place: string): Promise<HttpFigures> => {
  const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
  const data = ['--data', join(place, 'http'), '--port', '0', '--quiet', '--json']
  const ledger = await Server.start([here('../src/main.js'), 'serve', ...data])
  const bare = await Server.start([here('bare-http.js')])
  try {
    const { token, personIds } = await registerPeople(ledger.url)
    const ours: number[] = []
    const bares: number[] = []
    for (let round = 0; round < rounds; round++) {
      bares.push(await requestsPerSecond(bare.url, '', personIds))
      ours.push(await requestsPerSecond(ledger.url, token, personIds))
    }
    return {
      ratio: median(ours.map((perSecond, round) => perSecond / (bares[round] as number))),
      perSecond: Math.round(median(ours)),
      barePerSecond: Math.round(median(bares)),
    }
  } finally {
    await bare.stop()
    await ledger.stop()
  }
}

class Server {
  readonly url: string
  readonly #process: ChildProcess

  private constructor(url: string, process: ChildProcess) {
    this.url = url
    this.#process = process
  }

  /** Waits for the address that the program prints. */
  static async start(args: readonly string[]): Promise<Server> {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    for await (const chunk of child.stdout) {
      printed += String(chunk)
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
      if (url !== undefined) return new Server(url, child)
    }
    throw new Error(`the server said no address: ${printed}`)
  }

  async stop(): Promise<void> {
    const gone = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await gone
  }
}

let keys = 0
const headersOf = (token: string): Record<string, string> => ({
  'content-type': 'application/json',
  authorization: `Bearer ${token}`,
  'idempotency-key': `bench-${keys++}`,
})

const post = async (url: string, token: string, body: object): Promise<Record<string, string>> => {
  const answer = await fetch(url, { method: 'POST', headers: headersOf(token), body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, string>
}

const registerPeople = async (url: string) => {
  const { token = '' } = await post(`${url}/api/v1/session`, '', { persona: 'provider-1' })
  const personIds: string[] = []
  const register = async (no: number): Promise<void> => {
    const person = { idNumber: syntheticIdNumber(100_000 + no), name: '测试员', district: '330602' }
    const { personId = '' } = await post(`${url}/api/v1/people`, token, person)
    personIds.push(personId)
  }
  for (let from = 0; from < people; from += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, i) => register(from + i)))
  }
  return { token, personIds }
}

const requestsPerSecond = async (
  url: string,
  token: string,
  personIds: readonly string[],
): Promise<number> => {
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const no = keys
    const personId = personIds[no % personIds.length]
    const body = {
      course: 'workshop-in-province',
      trainingId: `SX-2024-${no}`,
      startsOn: '2024-05-06',
      endsOn: '2024-05-17',
      eligibleCostYuan: '3200.00',
    }
    const path = `/api/v1/people/${personId}/completions`
    return { ...request, path, headers: headersOf(token), body: JSON.stringify(body) }
  }
  const result = await autocannon({
    url,
    connections,
    duration: secondsEach,
    requests: [{ method: 'POST', setupRequest }],
  })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} requests were refused`)
  return result.requests.average
}
