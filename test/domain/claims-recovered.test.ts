import { test } from 'tap'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import { contextOf, folded, givenIn, type Past, past, personId, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** Money back: one person proposes, another confirms, it is received in parts. */

const inside = 'workshop-in-province'
const filed = [story.registered(), story.completed('t1'), story.submitted('c1', inside, 't1')]
const { approved, batched, payable, paid, recovered } = story.into
const given5000 = [...filed, ...paid]
const asked = [...given5000, story.proposed()]
const agreed = [...asked, story.confirmed()]

const propose = (amountFen: number | null): PersonCommand => ({
  type: 'ProposeRecovery',
  data: { claimId: 'c1', amountFen, noteCommitment: 'n' },
})
const confirm = (no = 1): PersonCommand => ({ type: 'ConfirmRecovery', data: { claimId: 'c1', no } })
const dismiss = (no = 1): PersonCommand => ({
  type: 'DismissRecovery',
  data: { claimId: 'c1', no, noteCommitment: 'n' },
})
const receive = (amountFen: number, receivedOn = '2025-07-01', no = 1): PersonCommand => ({
  type: 'ReceiveRecovery',
  data: { claimId: 'c1', no, amountFen, receivedOn },
})
const dismissed = past({ type: 'RecoveryDismissed', data: { claimId: 'c1', no: 1, noteCommitment: 'n' } })
const left = (leftYuan: string) => ({ claimId: 'c1', leftYuan })

test('a recovery in every state it may be in', (t) => {
  const states = {
    proposed: asked,
    confirmed: agreed,
    dismissed: [...asked, dismissed],
    received: [...agreed, story.received()],
    reduced: [...filed, ...approved, story.proposed(), story.confirmed(), story.reduced()],
    lapsed: [...filed, ...approved, story.proposed(), story.withdrawn('c1')],
  }
  const allowed: Readonly<Record<string, readonly string[]>> = {
    proposed: ['ConfirmRecovery', 'DismissRecovery'],
    confirmed: ['ReceiveRecovery'],
  }
  for (const [status, history] of Object.entries(states)) {
    t.equal(folded(history).claims.get('c1')?.recoveries[0]?.status, status)
    for (const command of [confirm(), dismiss(), receive(1)]) {
      const when = givenIn(t)(...history).when(command, someone('reviewer'), `${command.type}, ${status}`)
      if (allowed[status]?.includes(command.type)) continue
      when.refused('recovery-conflict', { claimId: 'c1', no: '1', status })
    }
  }
  for (const command of [confirm(2), dismiss(2), receive(1, '2025-07-01', 2)]) {
    givenIn(t)(...asked)
      .when(command)
      .refused('recovery-unknown', { claimId: 'c1', no: '2' })
  }
  t.end()
})

test('no more is asked back than was paid', (t) => {
  const given = givenIn(t)
  for (const amountFen of [500_001, 0, -1]) {
    given(...given5000)
      .when(propose(amountFen))
      .refused('recovery-exceeds', left('5000.00'))
  }
  given(...given5000)
    .when(propose(500_000))
    .happens({ type: 'RecoveryProposed', data: { no: 1, amountFen: 500_000, cause: 'person' } })
  given(...asked)
    .when(propose(300_001))
    .refused('recovery-exceeds', left('3000.00'))
  given(...asked)
    .when(propose(null), undefined, 'all that is left')
    .happens({ type: 'RecoveryProposed', data: { no: 2, amountFen: 300_000 } })
  given(...asked, dismissed)
    .when(propose(null), undefined, 'what was dismissed is not asked')
    .happens({ type: 'RecoveryProposed', data: { no: 2, amountFen: 500_000 } })
  given(...agreed, story.received(1, 50_000))
    .when(propose(null), undefined, 'a part is back, the rest is still asked')
    .happens({ type: 'RecoveryProposed', data: { amountFen: 300_000 } })
  given(...given5000, story.proposed(1, 500_000))
    .when(propose(null))
    .refused('recovery-exceeds', left('0.00'))
  t.end()
})

test('it is received in parts, and each part frees the caps', (t) => {
  const given = givenIn(t, { today: '2025-07-01' })
  given(...agreed)
    .when(receive(200_001))
    .refused('recovery-exceeds', left('2000.00'))
  given(...agreed)
    .when(receive(0))
    .refused('recovery-exceeds', left('2000.00'))
  given(...agreed)
    .when(receive(1, '2025-07-02'))
    .refused('date-future', { field: 'receivedOn' })
  given(...agreed)
    .when(receive(1, '2025-05-31'), undefined, 'before it was paid')
    .refused('date-order', { field: 'receivedOn' })
  given(...agreed)
    .when(receive(200_000))
    .happens({ type: 'RecoveryReceived', data: { no: 1, amountFen: 200_000, receivedOn: '2025-07-01' } })
  const part = [...agreed, story.received(1, 150_000)]
  given(...part)
    .when(receive(50_001))
    .refused('recovery-exceeds', left('500.00'))
  given(...part)
    .when(receive(50_000))
    .happens({ type: 'RecoveryReceived' })
  const standing = (history: readonly Past[]) => folded(history).awards.map(({ amountFen }) => amountFen)
  t.strictSame(standing(agreed), [500_000], 'what is confirmed is not yet back')
  t.strictSame(standing(part), [350_000])
  t.strictSame(standing([...filed, ...recovered]), [])
  t.match(folded(part).claims.get('c1'), { status: 'paid', amountFen: 500_000 })
  t.equal(folded([...filed, ...recovered]).claims.get('c1')?.status, 'recovered')
  const next = [story.completed('t2', { eligibleCostFen: 1_000_000 })]
  given(...part, ...next)
    .when(story.submit(inside, 't2'))
    .answers(story.approved(650_000, 'trimmed-to-headroom'))
  given(...agreed, ...next)
    .when(story.submit(inside, 't2'))
    .answers(story.approved(500_000, 'trimmed-to-headroom'))
  given(...filed, ...recovered)
    .when(story.submit(inside, 't1'), undefined, 'claimed anew')
    .answers(story.approved(500_000))
  t.end()
})

test('before payment a recovery lowers the award, and the batch waits for it', (t) => {
  const given = givenIn(t)
  const open = [...filed, ...approved, story.proposed()]
  const batch: PersonCommand = { type: 'BatchClaim', data: { claimId: 'c1', batchId: 'b1' } }
  given(...open)
    .when(batch)
    .refused('recovery-open', { claimId: 'c1', no: '1' })
  for (const history of [batched, story.into.noticed, payable]) {
    given(...filed, ...history, story.proposed())
      .when(confirm())
      .refused('claim-in-batch', { claimId: 'c1', batchId: 'b1' })
    given(...filed, ...history, story.proposed())
      .when(dismiss())
      .happens({ type: 'RecoveryDismissed' })
  }
  given(...open)
    .when(confirm())
    .happens({ type: 'RecoveryConfirmed' }, { type: 'AwardReduced', data: { no: 1, amountFen: 300_000 } })
  const less = [...open, story.confirmed(), story.reduced()]
  t.strictSame(
    folded(less).awards.map(({ amountFen }) => amountFen),
    [300_000],
  )
  given(...less)
    .when(batch)
    .happens({ type: 'ClaimBatched' })
  given(...open, dismissed)
    .when(batch)
    .happens({ type: 'ClaimBatched' })
  const ended = folded([...open, story.confirmed(), story.reduced(1, 0)])
  t.match(ended, { awards: [] })
  t.match(ended.claims.get('c1'), { status: 'rejected', amountFen: null })
  t.end()
})

test('a return by the bank and a recovery keep out of each other’s way', (t) => {
  const back: PersonCommand = {
    type: 'ReturnPayment',
    data: { claimId: 'c1', batchId: 'b1', paymentNo: 1, reason: '', returnedOn: '2025-08-01' },
  }
  givenIn(t)(...agreed, story.received(1, 1))
    .when(back, undefined, 'a part is back from the person')
    .refused('recovery-received', { claimId: 'c1' })
  givenIn(t)(...agreed)
    .when(back)
    .happens({ type: 'PaymentReturned' })
  const returned = [...agreed, story.paymentReturned()]
  givenIn(t)(...returned)
    .when(receive(1))
    .refused('recovery-conflict', { claimId: 'c1', no: '1', status: 'proposed' })
  givenIn(t)(...returned, story.paid(2))
    .when(confirm(), undefined, 'paid again, it is confirmed anew')
    .happens({ type: 'RecoveryConfirmed' })
  t.end()
})

test('who proposed does not confirm; nobody decides on their own or their relatives’ claims', (t) => {
  const relative = past({ type: 'RelativeDeclared', data: { personId, relativeId: 'sister' } })
  const with5 = (history: readonly Past[]) => [...history, relative]
  const barred: readonly [command: PersonCommand, history: readonly Past[], pids: readonly string[]][] = [
    [confirm(), asked, [personId, 'sister', 'proposer']],
    [dismiss(), asked, [personId, 'sister', 'proposer']],
    [receive(1), agreed, [personId, 'sister']],
    [propose(1), given5000, []],
    [{ type: 'ReviewClaim', data: { claimId: 'c1' } }, filed, [personId, 'sister', 'provider']],
    [
      { type: 'ApproveClaim', data: { claimId: 'c1' } },
      [...filed, story.reviewed('c1')],
      [personId, 'sister', 'provider', 'officer'],
    ],
    [{ type: 'RejectClaim', data: { claimId: 'c1', noteCommitment: 'n' } }, filed, [personId, 'sister']],
  ]
  for (const [command, history, pids] of barred) {
    for (const pid of [personId, 'sister', 'proposer', 'provider', 'officer', 'confirmer', 'other']) {
      const by = { ...someone('reviewer', pid), account: 'another account' }
      const when = givenIn(t)(...with5(history)).when(command, by, `${command.type} by ${pid}`)
      if (pids.includes(pid)) when.refused('separation-of-duties')
      else t.ok(decidePerson(command, folded(with5(history)), contextOf(by)).length > 0)
    }
  }
  t.end()
})

test('a relative is declared once, and is somebody else', (t) => {
  const declare = (relativeId: string): PersonCommand => ({ type: 'DeclareRelative', data: { relativeId } })
  givenIn(t)().when(declare('sister')).refused('person-unknown')
  givenIn(t)(...filed)
    .when(declare(personId))
    .refused('relative-self')
  givenIn(t)(...filed)
    .when(declare('sister'))
    .happens({ type: 'RelativeDeclared', data: { personId, relativeId: 'sister' } })
  const known = past({ type: 'RelativeDeclared', data: { personId, relativeId: 'sister' } })
  givenIn(t)(...filed, known)
    .when(declare('sister'), undefined, 'once more')
    .happens()
  t.end()
})
