import createClient from 'openapi-fetch'
import type { paths } from './api.ts'

/**
 * A program of somebody else's: it knows the server by its description alone. `api.ts` is made from what
 * the server serves when the test runs, and this file is type-checked against it; it is not here otherwise.
 */

/** What the walk is given: nothing of it is known to the program. */
export interface WalkTerms {
  readonly baseUrl: string
  readonly idNumber: string
  readonly bankAccount: string
}

/** What it came to. */
export interface Walked {
  readonly statusText: string
  readonly paidYuan: string
  readonly headroom: number
  readonly equal: boolean
  readonly batchStatus: string
  readonly payList: string
  readonly requests: number
}

const district = '330602'

/** The answer, or what the server had against it. */
const got = async <Data>(asked: Promise<{ data?: Data; error?: { code: string; detail: string } }>) => {
  const { data, error } = await asked
  if (data === undefined) throw new Error(`${error?.code}: ${error?.detail}`)
  return data
}

const signIn = async (baseUrl: string, persona: string) => {
  const open = createClient<paths>({ baseUrl })
  const { token } = await got(open.POST('/api/v1/session', { body: { persona } }))
  return createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } })
}

let requests = 0
/** Every write has a key of its own. */
const once = () => ({ 'Idempotency-Key': `client-${++requests}` })
const on = <Path extends object>(path: Path) => ({ header: once(), path })

const claimed = async ({ baseUrl, idNumber, bankAccount }: WalkTerms) => {
  const officer = await signIn(baseUrl, 'officer-330602')
  const { personId } = await got(
    officer.POST('/api/v1/people', {
      params: { header: once() },
      body: { idNumber, name: '钱多多', district, bankAccount, bankName: '绍兴银行' },
    }),
  )
  const { recognitionId: basis } = await got(
    officer.POST('/api/v1/people/{personId}/recognitions', {
      params: on({ personId }),
      body: {
        title: 'technical-expert-provincial',
        grantedOn: '2024-05-01',
        document: '浙人社发〔2024〕1号',
      },
    }),
  )
  const { claimId } = await got(
    officer.POST('/api/v1/people/{personId}/claims', {
      params: on({ personId }),
      body: { instrument: 'technical-expert-provincial', basis },
    }),
  )
  const second = await signIn(baseUrl, 'officer-330600')
  await got(second.POST('/api/v1/claims/{claimId}/review', { params: on({ claimId }) }))
  const reviewer = await signIn(baseUrl, 'reviewer-330602')
  const approved = await got(reviewer.POST('/api/v1/claims/{claimId}/approve', { params: on({ claimId }) }))
  if (approved.status !== 'approved') throw new Error(approved.statusText)
  return { officer, personId, claimId }
}

type Client = Awaited<ReturnType<typeof signIn>>

const noticed = async (planner: Client, claimId: string): Promise<string> => {
  const { fundId } = await got(
    planner.POST('/api/v1/funds', {
      params: { header: once() },
      body: { district, source: 'employment-subsidy', year: 2024 },
    }),
  )
  await got(
    planner.POST('/api/v1/funds/{fundId}/allot', {
      params: on({ fundId }),
      body: { amountYuan: '50000.00', document: '绍市财社〔2024〕1号' },
    }),
  )
  const { batchId } = await got(
    planner.POST('/api/v1/batches', {
      params: { header: once() },
      body: { district, claimIds: [claimId] },
    }),
  )
  await got(planner.POST('/api/v1/batches/{batchId}/freeze', { params: on({ batchId }) }))
  await got(planner.POST('/api/v1/batches/{batchId}/notice', { params: on({ batchId }), body: {} }))
  await got(planner.POST('/api/v1/demo/clock', { body: { now: '2024-10-14T09:00:00+08:00' } }))
  await got(planner.POST('/api/v1/batches/{batchId}/close-notice', { params: on({ batchId }) }))
  return batchId
}

const paid = async (planner: Client, baseUrl: string, batchId: string): Promise<string> => {
  const chief = await signIn(baseUrl, 'finance-330600')
  const { digest } = await got(chief.GET('/api/v1/batches/{batchId}', { params: { path: { batchId } } }))
  if (digest === null) throw new Error('no list to approve')
  await got(chief.POST('/api/v1/batches/{batchId}/approve', { params: on({ batchId }), body: { digest } }))
  await got(planner.POST('/api/v1/batches/{batchId}/release', { params: on({ batchId }) }))
  const payList = await got(
    planner.GET('/api/v1/batches/{batchId}/pay-list', {
      params: { path: { batchId }, query: { format: 'csv' } },
      parseAs: 'text',
    }),
  )
  const lines = await got(
    planner.GET('/api/v1/batches/{batchId}/lines', {
      params: { path: { batchId }, query: { limit: '100' } },
    }),
  )
  const rows = lines.items.map(({ no, claimId }) => `${no},${claimId},成功,,2024-10-14`)
  await got(
    planner.POST('/api/v1/batches/{batchId}/results', {
      params: on({ batchId }),
      body: ['序号,受理号,结果,原因,入账日期', ...rows].join('\n'),
      bodySerializer: (file) => file,
      headers: { 'content-type': 'text/csv' },
    }),
  )
  await got(planner.POST('/api/v1/batches/{batchId}/close', { params: on({ batchId }) }))
  return payList
}

/** From the registration of a person to their money. */
export const walk = async (terms: WalkTerms): Promise<Walked> => {
  const { baseUrl } = terms
  const { officer, personId, claimId } = await claimed(terms)
  const planner = await signIn(baseUrl, 'finance-330602')
  const batchId = await noticed(planner, claimId)
  const payList = await paid(planner, baseUrl, batchId)
  const { position } = await got(
    officer.POST('/api/v1/people/{personId}/details', {
      params: on({ personId }),
      body: { phone: '13800000000' },
    }),
  )
  const query = { atLeast: position }
  const claim = await got(officer.GET('/api/v1/claims/{claimId}', { params: { path: { claimId }, query } }))
  const { buckets } = await got(
    officer.GET('/api/v1/people/{personId}/entitlement', { params: { path: { personId }, query } }),
  )
  const sets = await got(
    planner.GET('/api/v1/batches/{batchId}/reconciliation', { params: { path: { batchId }, query } }),
  )
  const batch = await got(planner.GET('/api/v1/batches/{batchId}', { params: { path: { batchId }, query } }))
  return {
    statusText: claim.statusText,
    paidYuan: claim.payments.map(({ amountYuan }) => amountYuan).join(),
    headroom: buckets.length,
    equal: sets.equal,
    batchStatus: batch.statusText,
    payList,
    requests,
  }
}

/** What the description forbids does not compile: each of these lines is wrong in one way. */
export const mistakes = (client: Client, claimId: string): readonly unknown[] => [
  // @ts-expect-error no such path
  client.GET('/api/v1/claim'),
  // @ts-expect-error no key
  client.POST('/api/v1/claims/{claimId}/review', { params: { path: { claimId } } }),
  client.POST('/api/v1/claims/{claimId}/recoveries', {
    params: on({ claimId }),
    // @ts-expect-error money is text
    body: { reason: '查明不实', amountYuan: 1 },
  }),
  // @ts-expect-error a field that is missing
  client.POST('/api/v1/claims/{claimId}/return', { params: on({ claimId }), body: {} }),
  // @ts-expect-error a field that is unknown
  got(client.GET('/api/v1/policies', {})).then(({ total }) => total),
]
