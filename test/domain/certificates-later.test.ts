import { test } from 'tap'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { givenIn, past, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** Certificates that come after the record of their training change what is paid, and who may decide. */

const certificate = { occupation: '焊工', level: '高级工', numberDigest: 'd1', issuedOn: '2025-03-07' }
const issue: PersonCommand = {
  type: 'IssueCertificates',
  data: { completionId: 't1', certificates: [certificate] },
}
const recorded = [story.registered(), story.completed('t1', { course: 'vocational' })]
const claimed = [...recorded, story.submitted('c1', 'differentiated-training', 't1')]
const clerk = someone('officer', 'clerk')
const issuedByClerk = past({ type: 'CertificateIssued', data: { completionId: 't1', certificate } }, clerk)

test('a claim that was reviewed is reviewed again once a certificate was added', (t) => {
  const given = givenIn(t)
  given(...claimed, story.reviewed('c1'))
    .when(issue, someone('provider'))
    .happens(
      { type: 'CertificateIssued', data: { completionId: 't1', certificate } },
      { type: 'ClaimResubmitted', data: { claimId: 'c1' } },
      { type: 'ClaimAssessed', data: { claimId: 'c1', stage: 'submission' } },
    )
  given(...claimed, story.reviewed('c1'), issuedByClerk)
    .when(issue, someone('provider'))
    .happens()
  t.end()
})

test('once a claim was approved on it, only an office changes the certificates of a training', (t) => {
  const given = givenIn(t)
  const title: PersonCommand = {
    type: 'CorrectCompletion',
    data: {
      ...{ completionId: 't1', noteCommitment: 'n', change: {} },
      certificates: [{ ...certificate, kind: 'title', numberDigest: 'd9' }],
    },
  }
  const renumber: PersonCommand = {
    type: 'IssueCertificates',
    data: { completionId: 't1', certificates: [{ ...certificate, numberDigest: 'd2' }] },
  }
  const awards = story.awarded('c1', 'differentiated-training', 't1', 100)
  const history = [...recorded, issuedByClerk, ...awards]
  for (const command of [title, renumber]) {
    const voided = command === renumber ? [{ type: 'CertificateVoided' } as const] : []
    for (const after of [[], [story.batched], [story.batched, story.noticed, story.cleared, story.paid()]]) {
      given(...history, ...after)
        .when(command, someone('provider'))
        .refused('certificates-awarded', { id: 't1' })
    }
    given(...recorded, issuedByClerk, ...awards.slice(0, 2))
      .when(command, someone('provider'), 'while it is only reviewed')
      .happens(
        ...voided,
        { type: 'CertificateIssued' },
        { type: 'ClaimResubmitted' },
        { type: 'ClaimAssessed' },
      )
    given(...history, story.withdrawn('c1'))
      .when(command, someone('provider'), 'the award ended')
      .happens(...voided, { type: 'CertificateIssued' })
  }
  given(...history)
    .when(title, clerk)
    .happens({ type: 'CertificateIssued' })
  given(...history)
    .when(renumber, clerk)
    .happens({ type: 'CertificateVoided' }, { type: 'CertificateIssued' })
  given(...history)
    .when(issue, someone('provider'), 'what is known already')
    .happens()
  t.end()
})

test('whoever added a certificate neither reviews the claim nor decides what was found', (t) => {
  const given = givenIn(t)
  const finding = past({
    type: 'FindingRaised',
    data: {
      ...{ no: 1, rule: 'account-shared', clause: 'c', completionId: 't1', becauseOf: ['t1'] },
      ...{ provider: 'p1', district: '330602' },
    },
  })
  given(...claimed, issuedByClerk)
    .when({ type: 'ReviewClaim', data: { claimId: 'c1' } }, clerk)
    .refused('separation-of-duties')
  given(...claimed, issuedByClerk, finding)
    .when({ type: 'ResolveFinding', data: { no: 1, upheld: false, noteCommitment: 'n' } }, clerk)
    .refused('separation-of-duties')
  t.end()
})

test('what was found after the approval keeps the claim out of batches', (t) => {
  const given = givenIn(t)
  const awarded = [...recorded, ...story.awarded('c1', 'differentiated-training', 't1', 200_000)]
  const data = {
    ...{ no: 1, rule: 'overlapping-trainings', clause: 'c', completionId: 't1', becauseOf: ['t0'] },
    ...{ provider: 'p1', district: '330602' },
  }
  const found = past({ type: 'FindingRaised', data })
  const resolved = (upheld: boolean) =>
    past({
      type: 'FindingResolved',
      data: { no: 1, rule: data.rule, completionId: 't1', upheld, noteCommitment: 'n' },
    })
  const batch: PersonCommand = { type: 'BatchClaim', data: { claimId: 'c1', batchId: 'b1' } }
  const facts = { claimId: 'c1', rule: data.rule }
  given(...awarded, found)
    .when(batch, story.finance)
    .refused('finding-open', facts)
  given(...awarded, found, resolved(true))
    .when(batch, story.finance)
    .refused('finding-upheld', facts)
  given(...awarded, found, resolved(false))
    .when(batch, story.finance)
    .happens({ type: 'ClaimBatched', data: { batchId: 'b1', claimId: 'c1' } })
  t.end()
})

test('the same number with another day, occupation or level corrects the certificate', (t) => {
  const given = givenIn(t)
  const wrong: readonly Partial<typeof certificate>[] = [
    { issuedOn: '2025-03-09' },
    { level: '中级工' },
    { occupation: '电工' },
  ]
  for (const change of wrong) {
    const certificates = [{ ...certificate, ...change }]
    given(...recorded, issuedByClerk)
      .when({ type: 'IssueCertificates', data: { completionId: 't1', certificates } }, someone('provider'))
      .happens(
        { type: 'CertificateVoided', data: { completionId: 't1', numberDigest: 'd1' } },
        {
          type: 'CertificateIssued',
          data: { completionId: 't1', certificate: { ...certificate, ...change } },
        },
      )
  }
  const put = past({ type: 'CertificateIssued', data: { completionId: 't1', certificate } }, clerk)
  const voided = past({ type: 'CertificateVoided', data: { completionId: 't1', numberDigest: 'd1' } }, clerk)
  given(...recorded, issuedByClerk, voided, put)
    .when(issue, someone('provider'), 'as it is by now')
    .happens()
  const renamed = [{ ...certificate, numberDigest: 'd2' }]
  given(...recorded, issuedByClerk, voided, put)
    .when({ type: 'IssueCertificates', data: { completionId: 't1', certificates: renamed } }, clerk)
    .happens({ type: 'CertificateVoided' }, { type: 'CertificateIssued' })
  t.end()
})
