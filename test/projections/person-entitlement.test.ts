import { type Test, test } from 'tap'
import { type PersonEntitlement, personEntitlement } from '../../projections/person-entitlement.ts'
import type { PersonEvent } from '../../src/domain/person/events.ts'
import { evolvePerson } from '../../src/domain/person/evolve.ts'
import { initialPerson, type PersonState } from '../../src/domain/person/state.ts'
import type { BucketUse } from '../../src/domain/policy/assessment.ts'
import {
  approved,
  assessed,
  assessment,
  bucketUse,
  claimId,
  event,
  personId,
  registered,
  secondClaimId,
  specify,
  step,
  submitted,
} from '../support/given-events.ts'
import { cityLog } from '../support/person-log.ts'
import { policyReading } from '../support/policies.ts'

const stream = `person-${personId}`
const bucket = {
  bucket: 'workshop-in-province',
  window: 'term',
  capFen: 1_000_000,
  reservedFen: 0,
  paidFen: 0,
  headroomFen: 1_000_000,
  pendingFen: 0,
  clause: '二(三)4',
  interpretations: ['I3'],
}
const note = { noteCommitment: 'note' }
const onePending = [registered, submitted(), assessed()]
const oneApproved = [...onePending, assessed({}, 'approval'), approved(800_000)]

test('what a person may still be awarded', (t) => {
  const shows = specify(t, personEntitlement, stream)
  shows('nobody asked for anything: no bucket is touched', [registered], { buckets: [], claims: [] })
  shows(
    'a refused trial is pending with nothing',
    [registered, submitted(), assessed({ outcome: 'refused', amountFen: 0 })],
    {
      buckets: [bucket],
    },
  )
  shows('a claim under way is shown, not counted', onePending, {
    buckets: [{ ...bucket, pendingFen: 800_000 }],
  })
  shows('returned, it is still under way', [...onePending, event('ClaimReturned', { claimId, ...note })], {
    buckets: [{ ...bucket, pendingFen: 800_000 }],
  })
  shows('rejected, it is gone', [...onePending, event('ClaimRejected', { claimId, reasons: [], ...note })], {
    buckets: [bucket],
    claims: [],
  })
  shows('approved counts as reserved', oneApproved, {
    buckets: [{ ...bucket, reservedFen: 800_000, headroomFen: 200_000 }],
    claims: [
      {
        claimId,
        approvedBy: 'e5',
        paid: false,
        amountFen: 800_000,
        places: [{ bucket: 'workshop-in-province', window: 'term' }],
      },
    ],
  })
  shows('withdrawn, the limit comes back', [...oneApproved, event('ClaimWithdrawn', { claimId, ...note })], {
    buckets: [bucket],
    claims: [],
  })
  t.end()
})

const award = { claimId, instrument: 'workshop-in-province', district: '330602', amountFen: 800_000 }
const inBatch = { ...award, batchId: 'b-1' }
const paid = [
  ...oneApproved,
  event('ClaimPaid', { ...inBatch, paymentNo: 1, paidOn: '2025-06-06', replaces: null }),
]
const recovery = { claimId, no: 1 }
const proposed = (buckets: readonly BucketUse[]) =>
  event('RecoveryProposed', {
    ...recovery,
    amountFen: 300_000,
    cause: 'late-fact',
    noteCommitment: null,
    assessment: assessment({ amountFen: 500_000, buckets }),
  })
const part = (amountFen: number) =>
  event('RecoveryReceived', { ...award, ...recovery, amountFen, receivedOn: '2025-06-08' })

test('reserved and paid are two balances', (t) => {
  const shows = specify(t, personEntitlement, stream)
  const balances = (reservedFen: number, paidFen: number) => ({
    buckets: [{ ...bucket, reservedFen, paidFen, headroomFen: 1_000_000 - reservedFen - paidFen }],
  })
  const upheld = event('ClaimObjectionUpheld', { ...inBatch, no: 1, ...note })
  const reduced = (amountFen: number) => event('AwardReduced', { ...recovery, amountFen })
  const back = event('PaymentReturned', {
    ...inBatch,
    paymentNo: 1,
    reason: '账号不存在',
    returnedOn: '2025-06-07',
    late: true,
  })
  shows(
    'in a batch it stays reserved',
    [...oneApproved, event('ClaimBatched', inBatch)],
    balances(800_000, 0),
  )
  shows('an objection upheld frees it', [...oneApproved, upheld], balances(0, 0))
  shows('the bank confirmed it', paid, balances(0, 800_000))
  shows('the bank returned it', [...paid, back], balances(800_000, 0))
  shows('asked back is not back', [...paid, proposed([bucketUse()])], balances(0, 800_000))
  shows('a part is back', [...paid, part(100_000)], balances(0, 700_000))
  shows('all of it is back', [...paid, part(100_000), part(700_000)], { ...balances(0, 0), claims: [] })
  shows('less before payment', [...oneApproved, reduced(300_000)], balances(300_000, 0))
  shows('nothing before payment', [...oneApproved, reduced(0)], { ...balances(0, 0), claims: [] })
  const moved = bucketUse({ window: '2025' })
  shows('a late fact shows where the award counts now', [...paid, proposed([moved])], {
    buckets: [bucket, { ...bucket, window: '2025', paidFen: 800_000, headroomFen: 200_000 }],
  })
  t.end()
})

test('several claims and several buckets', (t) => {
  const shows = specify(t, personEntitlement, stream)
  const second = [
    submitted(secondClaimId, '330681'),
    assessed({ amountFen: 200_000, buckets: [bucketUse({ awards: ['e5'] })] }, 'submission', secondClaimId),
  ]
  shows(
    'the second is trimmed to what is left',
    [...oneApproved, ...second, approved(200_000, secondClaimId)],
    {
      buckets: [{ ...bucket, reservedFen: 1_000_000, headroomFen: 0 }],
    },
  )
  const shared = bucketUse({ bucket: 'workshops', capFen: 2_000_000, interpretation: null })
  shows(
    'each bucket that a claim touches counts it',
    [registered, submitted(), assessed({ buckets: [bucketUse(), shared] })],
    {
      buckets: [
        { ...bucket, pendingFen: 800_000 },
        {
          ...bucket,
          bucket: 'workshops',
          capFen: 2_000_000,
          headroomFen: 2_000_000,
          pendingFen: 800_000,
          interpretations: [],
        },
      ],
    },
  )
  const lower = assessed(
    {
      outcome: 'refused',
      amountFen: 0,
      steps: [step({ outFen: 0 })],
      buckets: [bucketUse({ capFen: 500_000, awards: ['e5'] })],
    },
    'submission',
    secondClaimId,
  )
  shows(
    'a cap that came down leaves nothing, and never less',
    [...oneApproved, submitted(secondClaimId), lower],
    {
      buckets: [{ ...bucket, capFen: 500_000, reservedFen: 800_000, headroomFen: 0 }],
    },
  )
  const recounted = (use: Partial<BucketUse>) => [
    ...oneApproved,
    submitted(secondClaimId),
    assessed({ amountFen: 100_000, buckets: [bucketUse(use)] }, 'submission', secondClaimId),
  ]
  shows('an award counts where the rulebook counts it now', recounted({ window: '2025', awards: ['e5'] }), {
    buckets: [
      bucket,
      { ...bucket, window: '2025', reservedFen: 800_000, headroomFen: 200_000, pendingFen: 100_000 },
    ],
  })
  shows('in another window of its bucket it counts as before', recounted({ window: '2024' }), {
    buckets: [
      { ...bucket, reservedFen: 800_000, headroomFen: 200_000 },
      { ...bucket, window: '2024', pendingFen: 100_000 },
    ],
  })
  shows('and no longer where the rulebook leaves it out', recounted({}), {
    buckets: [{ ...bucket, pendingFen: 100_000 }],
  })
  t.end()
})

test('who may see the person', (t) => {
  const shows = specify(t, personEntitlement, stream)
  const moved = event('PersonMoved', { personId, district: '330681', movedOn: '2025-06-02' } as never)
  shows(
    'the district moved to, those that pay, the providers',
    [
      registered,
      submitted(claimId, '330602'),
      moved,
      submitted(secondClaimId, '330602'),
      event('PersonRegisteredAgain', { personId, provider: 'p-2' }),
      event('PersonRegisteredAgain', { personId, provider: 'p-2' }),
    ],
    { personId, district: '330681', payingDistricts: ['330602'], providers: ['p-1', 'p-2'] },
  )
  shows(
    'a claim that went elsewhere shows the person to its old district no more',
    [
      registered,
      submitted(claimId, '330602'),
      submitted(secondClaimId, '330604'),
      event('ClaimTransferred', { claimId, district: '330604' }),
    ],
    { payingDistricts: ['330604'] },
  )
  shows(
    'registered by an office: no provider',
    [event('PersonRegistered', { personId, district: '330602', provider: null, commitments: {} })],
    { district: '330602', providers: [] },
  )
  t.end()
})

/** What the rulebook counted at an approval is what the figure showed just before it. */
const agreesWithTheRulebook = (t: Test, readings: Readonly<Record<string, string>>): void => {
  const states = new Map<string, PersonEntitlement>()
  const people = new Map<string, PersonState>()
  let compared = 0
  for (const { stream: streamId, events } of cityLog(
    { seed: 7, people: 150, steps: 60, atOnce: 20 },
    policyReading(readings),
  )) {
    for (const recorded of events as unknown as PersonEvent[]) {
      const before = states.get(streamId) ?? personEntitlement.init()
      const handler = personEntitlement.when[recorded.type] as
        | ((state: PersonEntitlement, event: PersonEvent & { streamId: string }) => PersonEntitlement)
        | undefined
      const after = handler?.(before, { ...recorded, streamId }) ?? before
      states.set(streamId, after)
      people.set(streamId, evolvePerson(people.get(streamId) ?? initialPerson, recorded))
      if (recorded.type !== 'ClaimAssessed') continue
      for (const { bucket: name, window, usedFen, capFen } of recorded.data.assessment.buckets) {
        const figure = after.buckets.find((one) => one.bucket === name && one.window === window)
        const countedFen = (figure?.reservedFen ?? 0) + (figure?.paidFen ?? 0)
        if (countedFen === usedFen && figure?.capFen === capFen) compared++
        else t.fail(`${name} ${window}: ${countedFen} reserved or paid, the rulebook counts ${usedFen}`)
      }
    }
  }
  const sum = (list: readonly { amountFen: number }[]) =>
    list.reduce((total, { amountFen }) => total + amountFen, 0)
  for (const [streamId, { claims }] of states) {
    const awarded = sum(claims.filter(({ approvedBy }) => approvedBy !== null))
    const stands = sum(people.get(streamId)?.awards ?? [])
    if (awarded !== stands) t.fail(`${awarded} awarded, ${stands} stands in the person's own state`)
  }
  t.ok(compared > 500, `${compared} buckets compared`)
}

test('the figure and the rulebook count the same', (t) => {
  agreesWithTheRulebook(t, {})
  agreesWithTheRulebook(t, {
    I1: 'once-per-training',
    I2: 'per-calendar-year',
    I3: 'shared-bucket',
    I4: 'higher-only',
  })
  agreesWithTheRulebook(t, { I2: 'per-trip' })
  t.end()
})
