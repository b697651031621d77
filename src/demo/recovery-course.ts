import { personOfClaim } from '../app/ledger.ts'
import { receiveRecovery } from '../app/treasury/recoveries.ts'
import type { BatchLine } from '../domain/batch/state.ts'
import type { Claim, PersonState } from '../domain/person/state.ts'
import { type Course, cityFinance, cityOfficer, cityReviewer, stepCaller } from './office.ts'

/** Money asked back of those who were paid. */

const wholeYuan = 100

export const recoverSome = (course: Course, paid: readonly BatchLine[], at: number): void => {
  const { office, dice } = course
  const { agenda, days, city } = office
  const { recovered, withdrawnLate } = city.finance.shares
  const lines = [...paid]
  if (dice.chance(recovered)) {
    const [line] = lines.splice(dice.between(0, lines.length - 1), 1)
    if (line) agenda.add(days.later(at, dice.between(5, 30), '10:40'), (due) => propose(course, line, due))
  }
  if (dice.chance(withdrawnLate)) {
    const [line] = lines.splice(dice.between(0, lines.length - 1), 1)
    if (line) agenda.add(days.later(at, dice.between(5, 30), '14:40'), (due) => withdraw(course, line, due))
  }
}

const claimOf = async (
  { office }: Course,
  claimId: string,
): Promise<{ readonly state: PersonState; readonly claim: Claim } | undefined> => {
  const found = await office.node.ledger.person({ kind: 'all' }, personOfClaim(claimId) ?? '')
  const claim = found?.state.claims.get(claimId)
  return found && claim && { state: found.state, claim }
}

/** A part of the award, found out by a reviewer and paid back in two parts. */
const propose = async (course: Course, { claimId, personId, amountFen }: BatchLine, at: number) => {
  const { office, dice } = course
  const { agenda, days, node, city } = office
  const askedFen = Math.ceil(amountFen / 2 / wholeYuan) * wholeYuan
  const note = dice.pick(city.finance.notes.recover)
  const caller = stepCaller(course, cityReviewer, `propose/${claimId}`, at)
  await node.ledger.executeWithNote(caller, personId, note, (noteCommitment) => ({
    type: 'ProposeRecovery',
    data: { claimId, amountFen: askedFen, noteCommitment },
  }))
  agenda.add(days.later(at, 3, '15:10'), (due) => confirm(course, claimId, 2, due))
}

/** A completion that should not have been recorded: all of its award comes back. */
const withdraw = async (course: Course, { claimId, personId }: BatchLine, at: number) => {
  const { office, dice } = course
  const { agenda, days, node, city } = office
  const found = await claimOf(course, claimId)
  const fact = found?.state.facts.get(found.claim.basis)
  if (fact?.kind !== 'completion' || fact.revoked) return
  const note = dice.pick(city.finance.notes.withdraw)
  const caller = stepCaller(course, fact.provider ?? cityOfficer, `withdraw/${claimId}`, at)
  await node.ledger.executeWithNote(caller, personId, note, (noteCommitment) => ({
    type: 'WithdrawCompletion',
    data: { completionId: fact.id, noteCommitment },
  }))
  agenda.add(days.later(at, 3, '15:10'), (due) => confirm(course, claimId, 1, due))
}

const confirm = async (course: Course, claimId: string, parts: number, at: number): Promise<void> => {
  const { agenda, days, node } = course.office
  const found = await claimOf(course, claimId)
  const recovery = found?.claim.recoveries.at(-1)
  if (recovery?.status !== 'proposed') return
  const { no, amountFen } = recovery
  const caller = stepCaller(course, cityFinance, `confirm/${claimId}`, at)
  const personId = personOfClaim(claimId) ?? ''
  await node.ledger.execute(caller, personId, { type: 'ConfirmRecovery', data: { claimId, no } })
  const firstFen = parts === 1 ? amountFen : Math.ceil((amountFen * 3) / 5 / wholeYuan) * wholeYuan
  const amounts = [firstFen, amountFen - firstFen].filter((fen) => fen > 0)
  for (const [place, partFen] of amounts.entries()) {
    const receive = async (due: number): Promise<void> => {
      const receivedOn = days.dayOf(due)
      const received = stepCaller(course, cityFinance, `receive/${claimId}/${place}`, due)
      await receiveRecovery(node, received, { claimId, no, amountFen: partFen, receivedOn })
    }
    agenda.add(days.later(at, 8 + place * 20, '10:50'), receive)
  }
}
