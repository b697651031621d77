import { test } from 'tap'
import { capCheck } from '../../projections/cap-check.ts'
import {
  approved,
  assessed,
  assessment,
  claimId,
  event,
  personId,
  specify,
  statesOf,
  step,
  submitted,
} from '../support/given-events.ts'

const cap = step({
  rule: 'cap',
  bucket: 'workshop-in-province',
  interpretation: 'I3',
  inFen: 800_000,
  outFen: 200_000,
  reason: 'trimmed-to-headroom',
  becauseOf: ['e7'],
})

test('what cut a claim, by how much, and why', (t) => {
  const shows = specify(t, capCheck, claimId)
  const barred = step({
    rule: 'once',
    inFen: 800_000,
    outFen: 0,
    reason: 'paid-once-only',
    becauseOf: ['e7'],
  })
  shows(
    'refused: everything is cut, and the rule is named',
    [
      submitted(),
      assessed({ outcome: 'refused', amountFen: 0, steps: [barred], reasons: ['paid-once-only'] }),
    ],
    {
      askedFen: 800_000,
      amountFen: 0,
      cutFen: 800_000,
      outcome: 'refused',
      reasons: ['paid-once-only'],
      steps: [barred],
    },
  )
  shows(
    'trimmed: the step that cut it, with its grounds',
    [submitted(), assessed({ amountFen: 200_000, steps: [step(), cap], reasons: ['trimmed-to-headroom'] })],
    {
      claimId,
      personId,
      district: '330602',
      provider: 'p-1',
      instrument: 'workshop-in-province',
      basis: `${personId}-t1`,
      requestedFen: null,
      askedFen: 800_000,
      amountFen: 200_000,
      cutFen: 600_000,
      outcome: 'approved',
      stage: 'submission',
      policy: { id: 'plan', version: 1, digest: 'f'.repeat(64) },
      interpretations: [{ id: 'I3', chosen: 'two-buckets' }],
      steps: [step(), cap],
    },
  )
  shows(
    'the binding assessment stands, the trials before it are remembered',
    [
      submitted(),
      assessed({ amountFen: 800_000 }),
      assessed({ amountFen: 800_000 }, 'review'),
      assessed(
        { amountFen: 200_000, policy: { id: 'plan', version: 2, digest: 'e'.repeat(64) } },
        'approval',
      ),
      approved(200_000),
    ],
    {
      stage: 'approval',
      amountFen: 200_000,
      policy: { id: 'plan', version: 2, digest: 'e'.repeat(64) },
      at: '2025-06-04T08:00:00.000Z',
      earlier: [
        {
          at: '2025-06-02T08:00:00.000Z',
          stage: 'submission',
          outcome: 'approved',
          amountFen: 800_000,
          policyVersion: 1,
        },
        {
          at: '2025-06-03T08:00:00.000Z',
          stage: 'review',
          outcome: 'approved',
          amountFen: 800_000,
          policyVersion: 1,
        },
      ],
    },
  )
  shows(
    'a basis that is missing was never asked for',
    [
      submitted(),
      assessed({
        outcome: 'refused',
        amountFen: 0,
        relevantOn: null,
        steps: [],
        buckets: [],
        reasons: ['basis-missing'],
      }),
    ],
    { askedFen: 0, cutFen: 0, steps: [] },
  )
  t.end()
})

test('what late facts make of it stands beside the decision', (t) => {
  const late = { ...assessment({ amountFen: 200_000, steps: [step(), cap] }) }
  const propose = (no: number, of: typeof late | null) =>
    event('RecoveryProposed', {
      claimId,
      no,
      amountFen: 600_000,
      cause: of === null ? 'person' : 'late-fact',
      noteCommitment: null,
      assessment: of,
    })
  const given = [submitted(), assessed({}, 'approval'), approved(800_000), propose(1, null), propose(2, late)]
  specify(t, capCheck, claimId)('the decision and the late finding', given, {
    amountFen: 800_000,
    stage: 'approval',
    late: [
      {
        at: '2025-06-05T08:00:00.000Z',
        recoveryNo: 2,
        outcome: 'approved',
        amountFen: 200_000,
        reasons: [],
        policyVersion: 1,
        steps: [step(), cap],
      },
    ],
  })
  t.end()
})

test('a claim goes to the district that pays it now', (t) => {
  const moved = event('ClaimTransferred', { claimId, district: '330681' })
  specify(t, capCheck, claimId)('transferred', [submitted(), assessed(), moved], { district: '330681' })
  t.end()
})

test('steps of a claim that assess nothing leave it as it is', (t) => {
  const given = [submitted(), assessed()]
  const more = [...given, event('ClaimReturned', { claimId, noteCommitment: 'n' }), approved(1)]
  t.strictSame(statesOf(capCheck, more), statesOf(capCheck, given))
  t.end()
})
