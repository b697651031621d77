import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type autocannon from 'autocannon'

/** A program of ours in a process of its own. */
export class Server {
  readonly url: string
  readonly #process: ChildProcess

  private constructor(url: string, process: ChildProcess) {
    this.url = url
    this.#process = process
  }

  /** Waits for the address that the program prints. @param args of Node: the program's file first */
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

  /** The ledger itself. @param data its folder */
  static serve(data: string): Promise<Server> {
    const main = fileURLToPath(new URL('../src/main.js', import.meta.url))
    return Server.start([main, 'serve', '--data', data, '--port', '0', '--quiet', '--json'])
  }

  get pid(): number {
    return this.#process.pid ?? 0
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

/** @throws {Error} with the answer, where it is no success. */
export const post = async (
  url: string,
  token: string,
  body: object,
): Promise<Readonly<Record<string, string>>> => {
  const answer = await fetch(url, { method: 'POST', headers: headersOf(token), body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, string>
}

/** Requests that each record one more completion of the next of these people. */
export const completions = (token: string, personIds: readonly string[]): autocannon.Request => ({
  method: 'POST',
  setupRequest: (request) => {
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
  },
})
