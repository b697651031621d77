import { test } from 'tap'
import { decodeBatchEvent } from '../../src/app/codecs/batch-events.ts'
import { decodeFundEvent } from '../../src/app/codecs/fund-events.ts'
import type { BatchEventData, BatchEventType } from '../../src/domain/batch/events.ts'
import type { FundEventData, FundEventType } from '../../src/domain/fund/events.ts'
import type { JsonObject, RecordedEvent } from '../../src/event-store/event-store.ts'
import { damaged } from '../support/damaged.ts'

/** What the program reads of funds and batches in its own log: the known forms, and nothing else. */

const part = { reservationId: 'b1/1', partId: 'p1', amountFen: 100 }
/** One of each, so that a new type does not compile until it has its place here. */
const fundSamples: { readonly [T in FundEventType]: FundEventData<T> } = {
  FundOpened: { fundId: '330602-local-talent-2025', district: '330602', source: 'local-talent', year: 2025 },
  FundAllotted: { amountFen: 100, document: '财社〔2025〕1号' },
  FundReserved: { reservationId: 'b1/1', amountFen: 100 },
  FundSettled: part,
  FundReleased: part,
  FundUnsettled: part,
  FundRecovered: { recoveryId: 'c1/1', partId: 'p1', amountFen: 100 },
}

const digest = 'd'.repeat(64)
const sources = [{ fundId: 'f1', amountFen: 100 }]
const policy = { id: 'plan', version: 1, digest }
const file = { fileNo: 1, fileDigest: digest, format: 'csv', totalFen: 100, asOf: '17', policy }
const some = { fileDigest: digest, nos: [1], amountFen: 100 }
const noteCommitment = 'n'
const batchSamples: { readonly [T in BatchEventType]: BatchEventData<T> } = {
  BatchPlanned: { batchId: 'b1', district: '330602', claims: 1, plannedOn: '2025-06-03' },
  BatchClaimsListed: { claimIds: ['c1'] },
  BatchCancelled: { noteCommitment: null },
  BatchFreezeStarted: { attempt: 1 },
  BatchFreezeAbandoned: { attempt: 1, reason: 'fund-insufficient', facts: {} },
  BatchLinesAdded: {
    attempt: 1,
    lines: [
      { no: 1, claimId: 'c1', personId: 'p1', instrument: 'overseas-training', amountFen: 100, sources },
    ],
  },
  BatchFrozen: { attempt: 1, lines: 1, totalFen: 100, digest, reservations: sources, decidedBy: ['p2'] },
  LineRemoved: {
    no: 1,
    claimId: 'c1',
    amountFen: 1,
    reason: 'r',
    noteCommitment,
    digest,
    lines: 0,
    totalFen: 0,
  },
  NoticeOpened: {
    opensOn: '2025-06-03',
    workingDays: 5,
    closesOn: '2025-06-09',
    digest,
    listDigest: digest,
    policy,
  },
  LineObjected: { no: 1, claimId: 'c1', noteCommitment },
  ObjectionResolved: { no: 1, upheld: true, noteCommitment },
  NoticeClosed: { digest },
  BatchSigned: { digest },
  BatchApproved: { digest, lines: 1, totalFen: 100, signedBy: ['p3'] },
  BatchReleased: { ...file, digest, lines: 1 },
  LinesReissued: { ...file, nos: [1] },
  LinesConfirmed: { ...some, paidOn: '2025-06-12' },
  LinesReturned: { ...some, reason: 'account-closed', on: '2025-06-12', late: false },
  ResultsRecorded: { fileDigest: digest, confirmed: 1, returned: 0 },
  PayListShown: { fileNo: 1, format: 'csv', fileDigest: digest },
  LineGivenUp: { no: 1, claimId: 'c1', amountFen: 100, noteCommitment },
  EffectsCarried: { through: 3 },
  BatchClosed: { paid: 1, paidFen: 100, givenUp: 0, givenUpFen: 0, confirmedDigest: digest },
}

const actor = { account: 'finance-330602', role: 'finance', pid: 'p9' }
const metadata = { commandId: 'k1', digest: 'd', at: '2025-06-12T00:00:00.000Z', actor }
const recorded = (type: string, data: unknown, over: Partial<RecordedEvent> = {}): RecordedEvent => ({
  id: '00000000-0000-4000-8000-000000000001',
  stream: 'batch-b1',
  revision: 3n,
  position: 17n,
  type,
  data: data as JsonObject,
  metadata,
  ...over,
})
const refused = (place: string) => ({
  name: 'IntegrityFailure',
  message: new RegExp(`^schema-unsupported: event .*position 17, .* at ${place}`),
})

const kinds = [
  ['fund', fundSamples, decodeFundEvent],
  ['batch', batchSamples, decodeBatchEvent],
] as const

test('a recorded event of each kind is read; one field amiss, and it is not', (t) => {
  for (const [category, samples, decode] of kinds) {
    let cases = 0
    for (const [type, data] of Object.entries(samples)) {
      t.equal(decode(recorded(type, data)).type, type)
      t.doesNotThrow(() => decode(recorded(type, { ...data, addedLater: true })), `${type} may be added to`)
      for (const [what, wrong] of damaged(data, type)) {
        cases += 1
        t.throws(() => decode(recorded(type, wrong)), refused('data'), what)
      }
    }
    t.ok(cases > 50, `${cases} damaged events of ${category}`)
  }
  t.end()
})

test('money that moves is more than nothing, and a page is no longer than it may be', (t) => {
  const bad = [
    ['FundReserved', { ...fundSamples.FundReserved, amountFen: 0 }, decodeFundEvent],
    ['FundOpened', { ...fundSamples.FundOpened, year: 25 }, decodeFundEvent],
    ['LinesReturned', { ...batchSamples.LinesReturned, reason: '户名不符(张三)' }, decodeBatchEvent],
    ['LinesReturned', { ...batchSamples.LinesReturned, on: '2025-02-30' }, decodeBatchEvent],
    ['LinesConfirmed', { ...batchSamples.LinesConfirmed, nos: [] }, decodeBatchEvent],
    ['ResultsRecorded', { ...batchSamples.ResultsRecorded, unused: -1 }, decodeBatchEvent],
    ['BatchClaimsListed', { claimIds: Array(501).fill('c1') }, decodeBatchEvent],
  ] as const
  for (const [type, data, decode] of bad) t.throws(() => decode(recorded(type, data)), refused('data'), type)
  t.end()
})

test('unknown types and missing metadata stop the stream, without quoting it', (t) => {
  for (const [, , decode] of kinds) {
    for (const type of ['Postponed', 'constructor', '__proto__']) {
      t.throws(() => decode(recorded(type, {})), refused('type'), type)
    }
    const type = decode === decodeFundEvent ? 'FundSettled' : 'NoticeClosed'
    const data = decode === decodeFundEvent ? part : { digest }
    const nobody = recorded(type, data, { metadata: {} })
    t.throws(() => decode(nobody), refused('metadata/commandId'))
  }
  t.end()
})
