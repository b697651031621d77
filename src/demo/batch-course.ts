import { openNotice, release } from '../app/treasury/desk.ts'
import { objectToLine, resolveObjection } from '../app/treasury/notes.ts'
import { type BatchLine, standing } from '../domain/batch/state.ts'
import { takeAnswer } from './bank-course.ts'
import { Dice } from './dice.ts'
import {
  batchOf,
  type Course,
  cityFinance,
  financeChief,
  financeOf,
  type Office,
  silent,
  stepCaller,
} from './office.ts'

/** Steps of one batch from the freeze to the bank; each puts the next on the agenda. */

export interface PlannedBatch {
  readonly batchId: string
  readonly district: string
}

/** @param at when it was planned. */
export const startCourse = (office: Office, { batchId, district }: PlannedBatch, at: number): void => {
  const dice = new Dice(`${office.city.seed}|batch|${batchId}`, 0)
  const course = { office, batchId, district, dice }
  office.agenda.add(office.days.later(at, 1, '10:30'), (due) => freeze(course, due), 'freeze')
}

const freeze = async (course: Course, at: number): Promise<void> => {
  const { office, batchId, district } = course
  const { agenda, days, node } = office
  await node.treasury.freeze(stepCaller(course, financeOf(district), 'freeze', at), batchId, silent)
  agenda.add(days.later(at, 1, '09:00'), (due) => notice(course, due), 'notice')
}

const notice = async (course: Course, at: number): Promise<void> => {
  const { office, batchId, district, dice } = course
  const { agenda, days, node, city } = office
  const caller = stepCaller(course, financeOf(district), 'notice', at)
  const { state } = await openNotice(node, caller, batchId, { terms: {}, onProgress: silent })
  const closesOn = state.notice?.closesOn ?? ''
  for (const line of state.lines) {
    if (!dice.chance(city.finance.shares.objected)) continue
    agenda.add(days.later(at, 1, '14:20'), (due) => object(course, line, due))
  }
  agenda.add(days.at(days.after(closesOn, 1), '09:10'), (due) => closeNotice(course, due), 'close-notice')
}

const object = async (course: Course, { claimId, personId }: BatchLine, at: number): Promise<void> => {
  const { office, batchId, dice } = course
  const { agenda, days, node, city, personas } = office
  const { objectors, notes } = city.finance
  const account = dice.pick(objectors)
  const note = dice.pick(notes.object)
  if (personas.get(account)?.pid === personId) return
  const caller = stepCaller(course, account, `object/${claimId}`, at)
  const { state } = await objectToLine(node, caller, batchId, { claimId, note })
  const no = state.objections.length
  agenda.add(days.later(at, 2, '15:00'), (due) => resolve(course, no, due))
}

const resolve = async (course: Course, no: number, at: number): Promise<void> => {
  const { office, batchId, district, dice } = course
  const { shares, notes } = office.city.finance
  const { length: left } = standing((await batchOf(course)).lines)
  // The last line stays, so that the batch has something to pay.
  const upheld = dice.chance(shares.upheld) && left > 1
  const note = dice.pick(upheld ? notes.upheld : notes.dismissed)
  const caller = stepCaller(course, financeOf(district), `resolve/${no}`, at)
  await resolveObjection(office.node, caller, batchId, { no, upheld, note })
}

const closeNotice = async (course: Course, at: number): Promise<void> => {
  const { office, batchId, district } = course
  const { agenda, days, node } = office
  const caller = stepCaller(course, financeOf(district), 'close-notice', at)
  await node.treasury.step(caller, batchId, { type: 'CloseNotice', data: {} })
  agenda.add(days.later(at, 1, '10:00'), (due) => sign(course, cityFinance, due), 'sign')
}

/** By somebody who did not plan the batch; by a second person where the policy asks for one. */
const sign = async (course: Course, account: string, at: number): Promise<void> => {
  const { office, batchId } = course
  const { agenda, days, node } = office
  const digest = (await batchOf(course)).digest ?? ''
  const caller = stepCaller(course, account, `approve/${account}`, at)
  const { state } = await node.treasury.step(caller, batchId, { type: 'ApproveBatch', data: { digest } })
  if (state.status === 'approved') agenda.add(days.later(at, 1, '15:30'), (due) => send(course, due))
  else agenda.add(days.later(at, 0, '14:00'), (due) => sign(course, financeChief, due), 'sign')
}

const send = async (course: Course, at: number): Promise<void> => {
  const { office, batchId, district, dice } = course
  const { agenda, days, node, city } = office
  const format = dice.pick(city.finance.formats)
  const caller = stepCaller(course, financeOf(district), 'release', at)
  await release(node, caller, batchId, { format, onProgress: silent })
  agenda.add(days.later(at, 2, '11:00'), (due) => takeAnswer(course, due), 'results')
}
