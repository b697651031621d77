import { test } from 'tap'
import type { DecideContext, PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import { initialProvider, type ProviderState } from '../../src/domain/provider/state.ts'
import { contextOf, folded, personId, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** A training without a class is held against the designation of who records it. */

const designated: ProviderState = {
  ...initialProvider,
  providerId: 'p1',
  designations: [
    {
      ...{ districts: ['330602'], occupations: ['焊工'], document: '文 1' },
      ...{ from: '2026-01-01', until: '2026-12-31' },
    },
  ],
}
const certificate = { occupation: '焊工', level: '高级工', numberDigest: 'd1', issuedOn: '2026-05-20' }
const details = {
  course: 'composite',
  trainingId: 'K-9',
  startsOn: '2026-05-11',
  endsOn: '2026-05-15',
  eligibleCostFen: 100_000,
}
const record = (over: object = {}): PersonCommand => ({
  type: 'RecordCompletion',
  data: { provider: 'p1', certificates: [], ...details, ...over },
})
const decided = (command: PersonCommand, provider: ProviderState | null = designated) => {
  const context: DecideContext = { ...contextOf(someone('provider'), { today: '2026-12-31' }), provider }
  const held = story.completed(`${personId}-t1`, { course: 'composite', trainingId: 'K-8', ...dates })
  return decidePerson(command, folded([story.registered(), held]), context)
}
const dates = { startsOn: '2026-04-06', endsOn: '2026-04-10' }

test('skill certificates are for what the provider is designated for, then and later', (t) => {
  const other = { ...certificate, occupation: '茶艺师', numberDigest: 'd2' }
  const refused = (command: PersonCommand) =>
    t.throws(() => decided(command), {
      code: 'provider-not-eligible',
      facts: { fault: 'provider-occupation' },
    })
  refused(record({ certificates: [certificate, other] }))
  const issue = (one: object): PersonCommand => ({
    type: 'IssueCertificates',
    data: { completionId: `${personId}-t1`, certificates: [{ ...certificate, ...one }] },
  })
  refused(issue({ occupation: '茶艺师' }))

  const title = { ...other, kind: 'title' as const }
  const types = (command: PersonCommand, provider?: ProviderState | null) =>
    decided(command, provider).map(({ type }) => type)
  t.strictSame(types(record({ certificates: [certificate, title] })), [
    'TrainingCompleted',
    'CertificateIssued',
    'CertificateIssued',
  ])
  t.strictSame(types(issue({})), ['CertificateIssued'])
  const elsewhere = { ...designated, providerId: 'p2', designations: [] }
  for (const none of [null, elsewhere]) {
    t.equal(types(record({ certificates: [other] }), none).length, 2, 'nothing to be held against')
  }
  t.equal(types(record({ certificates: [other], provider: null })).length, 2, 'an office')
  t.end()
})
