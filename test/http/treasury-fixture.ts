import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { luhnDigit } from '../../src/domain/text.ts'
import { type Fixture, openFixture } from './http-fixture.ts'

export const api = '/api/v1'
export const district = '330602'
export const officer = 'officer-330602'
export const planner = 'finance-330602'
export const chief = 'finance-330600'
export const fundId = `${district}-employment-subsidy-2024`

export const cardNumber = (no: number): string => {
  const digits = `622202${String(no).padStart(12, '0')}`
  return digits + luhnDigit(digits)
}

/** The answer, with its body and whether it is a repeat. */
export interface Said {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the body is what the test looks into
  readonly body: any
  readonly repeated: boolean
}

/** A finance office that is reached by HTTP alone, with the clock in the test's hand. */
export interface Office {
  readonly fixture: Fixture
  readonly post: (persona: string, path: string, body?: object, key?: string) => Promise<Said>
  readonly get: (persona: string, path: string) => Promise<Said>
  /** As the body of a request of its own type. */
  readonly upload: (persona: string, path: string, file: string, key?: string) => Promise<Said>
  readonly moveClock: (now: string) => Promise<void>
  /** So many approved claims of 10,000 yuan, each with an account. */
  readonly approved: (count: number) => Promise<readonly string[]>
  /** One of them, for the person of this id number. */
  readonly approvedFor: (idNumber: string) => Promise<string>
}

export const openOffice = async (): Promise<Office> => {
  const fixture = await openFixture()
  const said = ({ statusCode, payload, headers }: Awaited<ReturnType<Fixture['post']>>): Said => ({
    status: statusCode,
    body: payload === '' ? undefined : JSON.parse(payload),
    repeated: headers['idempotent-replayed'] === 'true',
  })
  let keys = 0
  let people = 0
  const post: Office['post'] = async (persona, path, body, key = `office-${keys++}`) =>
    said(await fixture.post(persona, `${api}${path}`, body, key))
  const approvedFor = async (idNumber: string): Promise<string> => {
    const no = ++people
    const person = {
      idNumber,
      name: '钱多多',
      district,
      bankAccount: cardNumber(no),
      bankName: '绍兴银行',
    }
    const { personId } = (await post(officer, '/people', person)).body
    const title = {
      title: 'technical-expert-provincial',
      grantedOn: '2024-05-01',
      document: '浙人社发〔2024〕1号',
    }
    const { recognitionId } = (await post(officer, `/people/${personId}/recognitions`, title)).body
    const claim = { instrument: 'technical-expert-provincial', basis: recognitionId }
    const { claimId } = (await post(officer, `/people/${personId}/claims`, claim)).body
    await post('officer-330600', `/claims/${claimId}/review`)
    await post('reviewer-330602', `/claims/${claimId}/approve`)
    return claimId
  }
  return {
    fixture,
    post,
    get: async (persona, path) => said(await fixture.get(persona, `${api}${path}`)),
    upload: async (persona, path, file, key = `office-${keys++}`) =>
      said(
        await fixture.send(persona, {
          method: 'POST',
          url: `${api}${path}`,
          headers: { 'idempotency-key': key, 'content-type': 'text/csv' },
          payload: Buffer.from(file),
        }),
      ),
    moveClock: async (now) => {
      await fixture.post(officer, `${api}/demo/clock`, { now })
    },
    approvedFor,
    approved: async (count) => {
      const claims: string[] = []
      while (claims.length < count) claims.push(await approvedFor(syntheticIdNumber(601 + people)))
      return claims
    },
  }
}

/** The bank's return file. */
export const bankFile = (
  rows: readonly (readonly [no: number, claimId: string, outcome: string, reason: string, on: string])[],
): string => ['序号,受理号,结果,原因,入账日期', ...rows.map((row) => row.join(','))].join('\n')

/** A fund of 100,000 yuan, and a batch of the claims as far as the bank: released, with every step taken. */
export const releasedBatch = async (office: Office, claimIds: readonly string[]): Promise<string> => {
  const { post, get } = office
  await post(planner, '/funds', { district, source: 'employment-subsidy', year: 2024 })
  await post(planner, `/funds/${fundId}/allot`, { amountYuan: '100000.00', document: '绍市财社〔2024〕1号' })
  const { batchId } = (await post(planner, '/batches', { district, claimIds })).body
  await post(planner, `/batches/${batchId}/freeze`)
  await post(planner, `/batches/${batchId}/notice`)
  await office.moveClock('2024-10-14T09:00:00+08:00')
  await post(planner, `/batches/${batchId}/close-notice`)
  const { digest } = (await get(planner, `/batches/${batchId}`)).body
  await post(chief, `/batches/${batchId}/approve`, { digest })
  await post(planner, `/batches/${batchId}/release`)
  return batchId
}
