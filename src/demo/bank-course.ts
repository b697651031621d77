import { reissue, takeResults } from '../app/treasury/desk.ts'
import { giveUpLine } from '../app/treasury/notes.ts'
import type { BatchLine } from '../domain/batch/state.ts'
import { luhnDigit } from '../domain/text.ts'
import { batchOf, type Course, cityOfficer, financeOf, silent, stepCaller } from './office.ts'
import { recoverSome } from './recovery-course.ts'

/** What the bank says of a batch, and what follows. */

interface Answer {
  readonly line: BatchLine
  /** Undefined: the money arrived. */
  readonly reason: string | undefined
}

/** The bank's return file. */
const fileOf = (answers: readonly Answer[], day: string): Uint8Array => {
  const rows = answers.map(({ line: { no, claimId }, reason }) =>
    [no, claimId, reason === undefined ? '成功' : '失败', reason ?? '', day].join(','),
  )
  return Buffer.from(['序号,受理号,结果,原因,入账日期', ...rows].join('\n'))
}

/** Most of what was sent arrives; what was sent again always does. */
export const takeAnswer = async (course: Course, at: number): Promise<void> => {
  const { shares, returnReasons } = course.office.city.finance
  const { lines } = await batchOf(course)
  const answers = lines.flatMap((line): Answer[] => {
    if (line.status !== 'sent') return []
    const isBack = line.sent === 1 && course.dice.chance(shares.returned)
    return [{ line, reason: isBack ? course.dice.pick(returnReasons) : undefined }]
  })
  await take(course, answers, at)
}

const take = async (course: Course, answers: readonly Answer[], at: number): Promise<void> => {
  const { office, batchId, district } = course
  const { agenda, days, node } = office
  const bytes = fileOf(answers, days.dayOf(at))
  const caller = stepCaller(course, financeOf(district), `results/${at}`, at)
  await takeResults(node, caller, batchId, { bytes, onProgress: silent })
  const back = answers.filter(({ reason }) => reason !== undefined).map(({ line }) => line)
  if (back.length === 0) agenda.add(days.later(at, 1, '16:00'), (due) => close(course, due), 'close')
  else agenda.add(days.later(at, 2, '09:40'), (due) => correctAccounts(course, back, due))
}

/** The people name another account, or cannot be reached and wait for another batch. */
const correctAccounts = async (course: Course, back: readonly BatchLine[], at: number): Promise<void> => {
  const { office, batchId, district, dice } = course
  const { agenda, days, node, city, queue } = office
  const { shares, notes } = city.finance
  let again = 0
  for (const { claimId, personId } of back) {
    if (dice.chance(shares.givenUp)) {
      const caller = stepCaller(course, financeOf(district), `give-up/${claimId}`, at)
      await giveUpLine(node, caller, batchId, { claimId, note: dice.pick(notes['give-up']) })
      queue.add(claimId, at)
      continue
    }
    const card = `6200001${String(dice.between(0, 99_999_999_999)).padStart(11, '0')}`
    const details = { bankAccount: card + luhnDigit(card), bankName: dice.pick(city.banks) }
    const caller = stepCaller(course, cityOfficer, `account/${claimId}/${at}`, at)
    await node.ledger.changeDetails(caller, personId, details)
    again++
  }
  if (again === 0) agenda.add(days.later(at, 1, '16:00'), (due) => close(course, due), 'close')
  else agenda.add(days.later(at, 1, '10:10'), (due) => sendAgain(course, due))
}

const sendAgain = async (course: Course, at: number): Promise<void> => {
  const { office, batchId, district, dice } = course
  const { agenda, days, node, city } = office
  const terms = { format: dice.pick(city.finance.formats) }
  const caller = stepCaller(course, financeOf(district), `reissue/${at}`, at)
  await reissue(node, caller, batchId, { terms, onProgress: silent })
  agenda.add(days.later(at, 2, '11:00'), (due) => takeAnswer(course, due), 'results')
}

const close = async (course: Course, at: number): Promise<void> => {
  const { office, batchId, district, dice } = course
  const { agenda, days, node, city } = office
  const before = await batchOf(course)
  const caller = stepCaller(course, financeOf(district), `close/${at}`, at)
  const { state } = await node.treasury.step(caller, batchId, { type: 'CloseBatch', data: {} })
  const isFirst = before.confirmedDigest === null
  if (!isFirst) return
  const paid = state.lines.filter(({ status }) => status === 'paid')
  const late = dice.chance(city.finance.shares.returnedLate) ? paid.pop() : undefined
  if (late !== undefined) {
    const answer = { line: late, reason: dice.pick(city.finance.returnReasons) }
    agenda.add(days.later(at, dice.between(2, 12), '11:20'), (due) => take(course, [answer], due))
  }
  recoverSome(course, paid, at)
}
