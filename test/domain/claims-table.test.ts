import { test } from 'tap'
import { claimHolder, claimHolderText, claimNextText } from '../../src/domain/person/claim-holder.ts'
import { claimStatuses, claimStatusText } from '../../src/domain/person/claim-status-text.ts'
import type { ClaimCommand, PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { ClaimStatus } from '../../src/domain/person/state.ts'
import { stepsFrom } from '../../src/domain/person/steps.ts'
import { contextOf, folded, givenIn, type Past, past, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** The life of a claim: every command in every state. */

type Type = ClaimCommand['type']

const inside = 'workshop-in-province'
const before = [story.registered({ commitments: { name: 'c0', bankAccount: 'c1' } }), story.completed('t1')]
const filed = [...before, story.submitted('c1', inside, 't1')]
const onBehalf = (): Past => {
  const { event, by } = story.submitted('c1', inside, 't1')
  return past({ ...event, data: { ...event.data, onBehalf: true } } as typeof event, by)
}
const historyOf = (status: ClaimStatus): readonly Past[] =>
  status === 'unconfirmed' ? [...before, onBehalf()] : [...filed, ...story.into[status]]

/** By default of the batch that the claim is in, about its first payment and its first recovery. */
const commandOf = (type: Type, batchId = 'b1'): PersonCommand => {
  const data = {
    claimId: 'c1',
    batchId,
    no: 1,
    noteCommitment: 'n',
    paymentNo: 1,
    amountFen: 500_000,
    paidOn: '2025-06-01',
    returnedOn: '2025-06-02',
    receivedOn: '2025-07-01',
    reason: 'line-removed',
  }
  return { type, data } as unknown as PersonCommand
}

/** What comes of a command: events, or a refusal by its code; where none stands, `state-conflict`. */
type Outcome = { readonly [S in ClaimStatus]?: readonly string[] | string }

const nothing: readonly string[] = []
const conflictInBatch = { batched: 'claim-in-batch', noticed: 'claim-in-batch', payable: 'claim-in-batch' }
const over = { recovered: 'recovery-conflict' }

const life: { readonly [T in Type]: Outcome } = {
  ConfirmAccount: { unconfirmed: ['ClaimAccountConfirmed'] },
  ReturnClaim: { submitted: ['ClaimReturned'], reviewed: ['ClaimReturned'] },
  ResubmitClaim: { returned: ['ClaimResubmitted', 'ClaimAssessed'] },
  ReviewClaim: { submitted: ['ClaimAssessed', 'ClaimReviewed'] },
  ApproveClaim: { reviewed: ['ClaimAssessed', 'ClaimApproved'] },
  RejectClaim: { submitted: ['ClaimRejected'], reviewed: ['ClaimRejected'] },
  WithdrawClaim: {
    unconfirmed: ['ClaimWithdrawn'],
    submitted: ['ClaimWithdrawn'],
    returned: ['ClaimWithdrawn'],
    reviewed: ['ClaimWithdrawn'],
    approved: ['ClaimWithdrawn'],
    ...conflictInBatch,
  },
  BatchClaim: {
    approved: ['ClaimBatched'],
    batched: nothing,
    noticed: nothing,
    payable: nothing,
    paid: nothing,
  },
  UnbatchClaim: {
    unconfirmed: nothing,
    submitted: nothing,
    returned: nothing,
    reviewed: nothing,
    approved: nothing,
    batched: ['ClaimUnbatched'],
    noticed: ['ClaimUnbatched'],
    payable: ['ClaimUnbatched'],
    rejected: nothing,
    withdrawn: nothing,
  },
  NoticeClaim: { batched: ['ClaimNoticed'], noticed: nothing, payable: nothing, paid: nothing },
  UpholdObjection: { noticed: ['ClaimObjectionUpheld'] },
  ClearClaim: { noticed: ['ClaimCleared'], payable: nothing, paid: nothing },
  PayClaim: { payable: ['ClaimPaid'], paid: nothing, recovered: nothing },
  ReturnPayment: { payable: ['PaymentReturned'], paid: ['PaymentReturned'] },
  ProposeRecovery: { paid: ['RecoveryProposed'] },
  ConfirmRecovery: {
    approved: 'recovery-unknown',
    ...conflictInBatch,
    paid: 'recovery-unknown',
    ...over,
  },
  DismissRecovery: {
    approved: 'recovery-unknown',
    batched: 'recovery-unknown',
    noticed: 'recovery-unknown',
    payable: 'recovery-unknown',
    paid: 'recovery-unknown',
    ...over,
  },
  ReceiveRecovery: { paid: 'recovery-unknown', ...over },
}
/** Where each step leads. */
const reaches: { readonly [T in Type]?: ClaimStatus } = {
  ConfirmAccount: 'submitted',
  ReturnClaim: 'returned',
  ResubmitClaim: 'submitted',
  ReviewClaim: 'reviewed',
  ApproveClaim: 'approved',
  RejectClaim: 'rejected',
  WithdrawClaim: 'withdrawn',
  BatchClaim: 'batched',
  UnbatchClaim: 'approved',
  NoticeClaim: 'noticed',
  UpholdObjection: 'rejected',
  ClearClaim: 'payable',
  PayClaim: 'paid',
  ReturnPayment: 'payable',
  ProposeRecovery: 'paid',
}
const types = Object.keys(life) as Type[]
const stranger = someone('officer', 'stranger')

const outcomeOf = (command: PersonCommand, history: readonly Past[]): readonly string[] | string => {
  try {
    return decidePerson(command, folded(history), contextOf(stranger)).map(({ type }) => type)
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('every command in every state: its events, nothing, or its code', (t) => {
  t.strictSame(types.sort(), Object.keys(stepsFrom).sort(), 'no command is left out')
  t.equal(types.length * claimStatuses.length, 216)
  for (const status of claimStatuses) {
    const history = historyOf(status)
    t.equal(folded(history).claims.get('c1')?.status, status)
    for (const type of types) {
      const expected = life[type][status] ?? 'state-conflict'
      t.strictSame(outcomeOf(commandOf(type), history), expected, `${type} from ${status}`)
      if (typeof expected === 'string' || expected.length === 0) continue
      t.ok(stepsFrom[type].includes(status), `${type} from ${status} stands in the table`)
      const decided = decidePerson(commandOf(type), folded(history), contextOf(stranger))
      const after = [...history, ...decided.map((event) => past(event, stranger))]
      t.equal(folded(after).claims.get('c1')?.status, reaches[type])
    }
  }
  t.end()
})

const repeatable: readonly Type[] = [
  'BatchClaim',
  'UnbatchClaim',
  'NoticeClaim',
  'UpholdObjection',
  'ClearClaim',
  'PayClaim',
  'ReturnPayment',
]

test('a batch may send again what it has done: nothing is added', (t) => {
  for (const type of repeatable) {
    for (const status of claimStatuses) {
      const history = historyOf(status)
      const decided = outcomeOf(commandOf(type), history)
      if (typeof decided === 'string') continue
      const events = decidePerson(commandOf(type), folded(history), contextOf(stranger))
      const after = [...history, ...events.map((event) => past(event, stranger))]
      t.strictSame(outcomeOf(commandOf(type), after), [], `${type} from ${status}, once more`)
    }
  }
  t.end()
})

test('another batch is told that the claim is not its own', (t) => {
  const other = (type: Type, status: ClaimStatus) => outcomeOf(commandOf(type, 'b2'), historyOf(status))
  for (const status of ['batched', 'noticed', 'payable'] as const) {
    t.equal(other('BatchClaim', status), 'claim-in-batch')
    for (const type of repeatable.slice(1)) t.equal(other(type, status), 'batch-differs', `${type} ${status}`)
    givenIn(t)(...historyOf(status))
      .when(commandOf('BatchClaim', 'b2'))
      .refused('claim-in-batch', { claimId: 'c1', batchId: 'b1' })
  }
  t.equal(other('PayClaim', 'paid'), 'batch-differs')
  t.equal(other('ReturnPayment', 'paid'), 'batch-differs')
  t.equal(other('BatchClaim', 'paid'), 'state-conflict')
  t.end()
})

test('each state has its words, and somebody who has to do the next step, or nobody', (t) => {
  const words = claimStatuses.map((status) => {
    const holder = claimHolder(status)
    return [status, claimStatusText[status], holder && claimHolderText[holder]]
  })
  t.strictSame(words, [
    ['unconfirmed', '待补正', '申领人'],
    ['submitted', '审核中', '初审经办人'],
    ['reviewed', '审核中', '复核人'],
    ['returned', '待补正', '申领人'],
    ['approved', '待拨付', '财政经办人'],
    ['batched', '待拨付', '财政经办人'],
    ['noticed', '公示中', '财政经办人'],
    ['payable', '待拨付', '银行'],
    ['paid', '已拨付', null],
    ['rejected', '未通过', null],
    ['withdrawn', '已撤回', null],
    ['recovered', '已追回', null],
  ])
  for (const status of claimStatuses) t.match(claimNextText[status], /。$/)
  t.equal(new Set(Object.values(claimStatusText)).size, 8, 'eight words')
  t.end()
})
