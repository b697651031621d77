import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { syntheticIdNumber } from '../src/domain/synthetic-id.ts'
import { completions, post, Server } from './server.ts'
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
  const ledger = await Server.serve(join(place, 'http'))
  const bare = await Server.start([fileURLToPath(new URL('bare-http.js', import.meta.url))])
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
  const result = await autocannon({
    url,
    connections,
    duration: secondsEach,
    requests: [completions(token, personIds)],
  })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} requests were refused`)
  return result.requests.average
}
