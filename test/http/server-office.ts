import type { ChildProcess } from 'node:child_process'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { type Ended, endOf, startJinlan, urlOf } from '../support/run-jinlan.ts'
import { cardNumber, district, fundId, officer, planner, type Said } from './treasury-fixture.ts'

/** A finance office at a real server on SQLite, reached over a socket. */
export interface ServerOffice {
  readonly post: (persona: string, path: string, body?: object, key?: string) => Promise<Said>
  /** Once the figures show everything that was answered so far. */
  readonly get: (persona: string, path: string) => Promise<Said>
  readonly upload: (persona: string, path: string, file: string, key: string) => Promise<Said>
  readonly moveClock: (now: string) => Promise<Said>
  readonly child: ChildProcess
  readonly stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<Ended>
}

let keys = 0
let people = 0

const said = async (answer: Response): Promise<Said> => ({
  status: answer.status,
  body: await answer.json(),
  repeated: answer.headers.get('idempotent-replayed') === 'true',
})

/** The same again while the server has no time for it, as on a machine that does much else. */
const patiently = async (ask: () => Promise<Said>): Promise<Said> => {
  for (let tries = 1; ; tries++) {
    const answer = await ask()
    if (answer.status !== 503 || tries === 100) return answer
    await new Promise((resume) => setTimeout(resume, 100))
  }
}

/** Starts a server on the folder, with its clock at an instant. */
export const startOffice = async (data: string, clock: string): Promise<ServerOffice> => {
  const child = startJinlan(['serve', '--port', '0', '--json', '--quiet', '--data', data, '--clock', clock])
  const ended = endOf(child)
  const url = `${await urlOf(child)}/api/v1`
  const tokens = new Map<string, Promise<string>>()
  let seen = 0n
  const signedIn = async (persona: string): Promise<string> => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ persona })
    const ask = () => fetch(`${url}/session`, { method: 'POST', headers, body }).then(said)
    return (await patiently(ask)).body.token
  }
  const send = async (persona: string, path: string, init: RequestInit): Promise<Said> => {
    const token = tokens.get(persona) ?? signedIn(persona)
    tokens.set(persona, token)
    const headers = { ...init.headers, authorization: `Bearer ${await token}` }
    const answer = await patiently(() => fetch(`${url}${path}`, { ...init, headers }).then(said))
    const position = BigInt(answer.body.position ?? 0)
    if (position > seen) seen = position
    return answer
  }
  const post: ServerOffice['post'] = (persona, path, body = {}, key = `server-${keys++}`) =>
    send(persona, path, {
      method: 'POST',
      headers: { 'idempotency-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    post,
    get: (persona, path) => send(persona, `${path}${path.includes('?') ? '&' : '?'}atLeast=${seen}`, {}),
    upload: (persona, path, file, key) =>
      send(persona, path, {
        method: 'POST',
        headers: { 'idempotency-key': key, 'content-type': 'text/csv' },
        body: file,
      }),
    moveClock: (now) => post(officer, '/demo/clock', { now }),
    child,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

export const newPerson = async ({ post }: ServerOffice): Promise<string> => {
  const no = ++people
  const idNumber = syntheticIdNumber(5_000 + no)
  const person = { idNumber, name: '钱多多', district, bankAccount: cardNumber(no), bankName: '绍兴银行' }
  return (await post(officer, '/people', person)).body.personId
}

/** An approved claim of 10,000 yuan. */
const approvedClaim = async (office: ServerOffice): Promise<string> => {
  const { post } = office
  const personId = await newPerson(office)
  const instrument = 'technical-expert-provincial'
  const title = { title: instrument, grantedOn: '2024-05-01', document: '浙人社发〔2024〕1号' }
  const { recognitionId } = (await post(officer, `/people/${personId}/recognitions`, title)).body
  const claim = { instrument, basis: recognitionId }
  const { claimId } = (await post(officer, `/people/${personId}/claims`, claim)).body
  await post('officer-330600', `/claims/${claimId}/review`)
  await post('reviewer-330602', `/claims/${claimId}/approve`)
  return claimId
}

export const approvedClaims = (office: ServerOffice, count: number): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, () => approvedClaim(office)))

export const openFund = async ({ post }: ServerOffice, amountYuan: string): Promise<void> => {
  await post(planner, '/funds', { district, source: 'employment-subsidy', year: 2024 })
  await post(planner, `/funds/${fundId}/allot`, { amountYuan, document: '绍市财社〔2024〕1号' })
}

/** A planned batch of the claims. */
export const plannedBatch = async (
  { post }: ServerOffice,
  claimIds: readonly string[],
  persona = planner,
): Promise<string> => (await post(persona, '/batches', { district, claimIds })).body.batchId
