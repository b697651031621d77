import { test } from 'tap'
import { type Hold, holdsIn, nextStep } from '../../src/domain/person/claim-hold.ts'
import { claimNextText } from '../../src/domain/person/claim-holder.ts'
import { claimStatuses } from '../../src/domain/person/claim-status-text.ts'
import type { ClaimStatus } from '../../src/domain/person/state.ts'

/** What a claim with a finding waits for, by where it stands. */

const completion: Hold = { status: 'open', rule: 'minimum-age', clause: '劳动法第十五条', of: 'completion' }
const ofClass: Hold = { status: 'open', rule: 'room-two-places', clause: '审计', of: 'class' }
const upheld: Hold = { ...completion, status: 'upheld' }
const word = '开班时未满最低年龄,依据劳动法第十五条'
const decide = '由没有录入这条记录的经办人或复核人核实后再办。'

const said = (status: ClaimStatus, ...holds: readonly Hold[]) => nextStep(status, holdsIn(status, holds))

test('what nothing holds goes its way', (t) => {
  for (const status of claimStatuses) {
    t.match(said(status), { text: claimNextText[status], isHeld: false }, status)
  }
  t.end()
})

test('a claim that is over, or back with the applicant, waits for no finding', (t) => {
  for (const status of ['returned', 'paid', 'rejected', 'withdrawn', 'recovered'] as const) {
    t.match(said(status, completion, upheld, ofClass), { text: claimNextText[status], isHeld: false }, status)
  }
  t.end()
})

test('up to the batch an open finding is all there is to wait for', (t) => {
  for (const status of ['submitted', 'reviewed', 'approved'] as const) {
    t.match(said(status, completion), { holder: 'checker', text: `核查中:${word}。${decide}`, isHeld: true })
  }
  t.end()
})

test('what others are to do meanwhile is said before it', (t) => {
  const rows = { unconfirmed: 'applicant', batched: 'finance', noticed: 'finance', payable: 'bank' } as const
  for (const [status, holder] of Object.entries(rows) as [ClaimStatus, string][]) {
    const text = `${claimNextText[status]}核查中:${word}。${decide}`
    t.match(said(status, completion), { holder, text, isHeld: false }, status)
  }
  t.end()
})

test('a class holds until the approval, and its officers decide', (t) => {
  const text = '核查中:培训班场地同时被两个班使用,依据审计。由没有办理那一步的经办人核实后再办。'
  t.match(said('reviewed', ofClass), { holderText: '没有办理那一步的经办人', text })
  t.match(said('approved', ofClass), { text: claimNextText.approved, isHeld: false })
  t.match(said('reviewed', completion, ofClass), { text: /^核查中:.*;培训班.*复核人核实后再办。$/ })
  t.end()
})

test('what is so says what is left', (t) => {
  const so = `核查属实:${word}。`
  t.match(said('submitted', upheld), {
    holder: 'officer',
    text: `${so}只能退回补正或不予通过。`,
    isHeld: false,
  })
  t.match(said('reviewed', upheld), { holder: 'reviewer', text: `${so}只能退回补正或不予通过。` })
  t.match(said('approved', upheld), { text: `${so}不列入拨付批次。` })
  t.match(said('noticed', upheld), { text: `${claimNextText.noticed}${so}不予放款。` })
  t.end()
})

test('a claim whose record was withdrawn says so until it is decided', (t) => {
  const gone = /依据的记录已经撤回/
  for (const status of claimStatuses) {
    const { text } = nextStep(status, [], true)
    const isOpen = ['unconfirmed', 'submitted', 'reviewed', 'returned'].includes(status)
    if (isOpen) t.match(text, gone, status)
    else t.equal(text, claimNextText[status], status)
  }
  t.match(nextStep('submitted', [completion], true), { text: gone, isHeld: true })
  t.end()
})
