import type { Day } from '../dates.ts'
import { DomainError } from '../errors.ts'
import { sumFen } from '../money.ts'
import type { BatchCommandData, BatchContext } from './commands.ts'
import { needNextFile, needReleaser } from './decide-approval.ts'
import { linesPerEvent, type NewBatchEvent } from './events.ts'
import { linesDigest } from './lines.ts'
import type { ReturnReason } from './return-reasons.ts'
import { type BatchLine, type BatchState, type LineStatus, takenOf } from './state.ts'

type Decided = readonly NewBatchEvent[]
type Results = BatchCommandData<'RecordResults'>

/**
 * Takes in the bank's file, whole or not at all. Lines that came to the same are one event; a line
 * the bank had confirmed may still come back. What the same file said of a line before is used up.
 */
export const recordResults = (
  { fileDigest, unused, ...told }: Results,
  state: BatchState,
  { today }: BatchContext,
): Decided => {
  const used = new Set(takenOf(state, fileDigest).nos)
  const isNew = ({ no }: { readonly no: number }) => !used.has(no)
  const confirmed = told.confirmed.filter(isNew)
  const returned = told.returned.filter(isNew)
  const takeLine = takerOf(state)
  const paid = new Groups<{ readonly paidOn: string }>()
  for (const { paidOn, ...row } of confirmed) {
    needPast(paidOn, today, 'paidOn')
    paid.add({ paidOn }, takeLine({ ...row, on: paidOn }, ['sent']))
  }
  const back = new Groups<{ readonly reason: ReturnReason; readonly on: string; readonly late: boolean }>()
  for (const { reason, ...row } of returned) {
    const on = row.on ?? today
    needPast(on, today, 'returnedOn')
    const line = takeLine(row, ['sent', 'paid'])
    back.add({ reason, on, late: line.status === 'paid' }, line)
  }
  const counts = { confirmed: confirmed.length, returned: returned.length, unused }
  return [
    ...paid.events((of) => ({ type: 'LinesConfirmed', data: { fileDigest, ...of } })),
    ...back.events((of) => ({ type: 'LinesReturned', data: { fileDigest, ...of } })),
    { type: 'ResultsRecorded', data: { fileDigest, ...counts } },
  ]
}

interface ToldLine {
  readonly no: number
  readonly amountFen: number
  readonly on: Day | null
}

/** The line that a row is about, if it may be: each line once. */
const takerOf = (state: BatchState) => {
  const seen = new Set<number>()
  return ({ no, amountFen, on }: ToldLine, from: readonly LineStatus[]): BatchLine => {
    const line = needLine(state, no)
    const facts = { no: String(no) }
    if (line.amountFen !== amountFen) throw new DomainError('line-amount-differs', facts)
    if (!from.includes(line.status) || seen.has(no)) throw new DomainError('line-not-sent', facts)
    const misdated = misdatedResult(line, on)
    if (misdated !== undefined) throw new DomainError(misdated, { ...facts, sentOn: line.sentOn ?? '' })
    seen.add(no)
    return line
  }
}

/**
 * Only its date tells which of a line's payments a result is about: one before the line's newest file
 * is about an older one, and one without a date may be, once the line was sent again.
 */
export const misdatedResult = (
  { sent, sentOn }: Pick<BatchLine, 'sent' | 'sentOn'>,
  on: Day | null,
): 'result-undated' | 'result-before-file' | undefined => {
  if (on === null) return sent > 1 ? 'result-undated' : undefined
  return sentOn !== null && on < sentOn ? 'result-before-file' : undefined
}

const needPast = (day: string, today: string, field: string): void => {
  if (day > today) throw new DomainError('date-future', { field })
}

const needLine = ({ lines }: BatchState, no: number): BatchLine => {
  const line = lines[no - 1]
  if (line === undefined) throw new DomainError('line-unknown', { no: String(no) })
  return line
}

/** Lines by what they have in common, in the order in which each kind first came. */
class Groups<Key extends object> {
  readonly #groups = new Map<string, { readonly key: Key; readonly lines: BatchLine[] }>()

  add(key: Key, line: BatchLine): void {
    const text = JSON.stringify(key)
    const group = this.#groups.get(text)
    if (group === undefined) this.#groups.set(text, { key, lines: [line] })
    else group.lines.push(line)
  }

  events(
    make: (of: Key & { readonly nos: readonly number[]; readonly amountFen: number }) => NewBatchEvent,
  ): readonly NewBatchEvent[] {
    return [...this.#groups.values()].flatMap(({ key, lines }) => {
      const events: NewBatchEvent[] = []
      for (let from = 0; from < lines.length; from += linesPerEvent) {
        const page = lines.slice(from, from + linesPerEvent)
        const amountFen = sumFen(page.map((line) => line.amountFen))
        events.push(make({ ...key, nos: page.map(({ no }) => no), amountFen }))
      }
      return events
    })
  }
}

/** Returned lines go into another file, once the accounts are right. */
export const reissue = (
  { nos, ...file }: BatchCommandData<'Reissue'>,
  state: BatchState,
  context: BatchContext,
): Decided => {
  if (nos.length === 0) throw new DomainError('batch-empty')
  const again = new Map(nos.map((no) => [no, needReturned(state, no)]))
  needReleaser(state, context)
  needNextFile(file, state)
  const totalFen = sumFen([...again.values()].map(({ amountFen }) => amountFen))
  return [{ type: 'LinesReissued', data: { ...file, totalFen, nos: [...again.keys()] } }]
}

const needReturned = (state: BatchState, no: number): BatchLine => {
  const line = needLine(state, no)
  if (line.status !== 'returned') throw new DomainError('line-not-returned', { no: String(no) })
  return line
}

export const giveUpLine = (
  { no, noteCommitment }: BatchCommandData<'GiveUpLine'>,
  state: BatchState,
): Decided => {
  if (needLine(state, no).status === 'given-up') return []
  const { claimId, amountFen } = needReturned(state, no)
  return [{ type: 'LineGivenUp', data: { no, claimId, amountFen, noteCommitment } }]
}

/** Accounts and id numbers leave the house: every look is a fact of its own, the same file again too. */
export const showPayList = (shown: BatchCommandData<'ShowPayList'>, { files }: BatchState): Decided => {
  const { fileNo } = shown
  if (files[fileNo - 1] === undefined) throw new DomainError('pay-list-unknown', { fileNo: String(fileNo) })
  return [{ type: 'PayListShown', data: shown }]
}

export const closeBatch = ({ lines }: BatchState, { sha256 }: BatchContext): Decided => {
  const those = (status: LineStatus) => lines.filter((line) => line.status === status)
  const open = those('open').length + those('sent').length + those('returned').length
  if (open > 0) throw new DomainError('lines-open', { lines: String(open) })
  const paid = those('paid')
  const givenUp = those('given-up')
  const closed = {
    paid: paid.length,
    paidFen: sumFen(paid.map(({ amountFen }) => amountFen)),
    givenUp: givenUp.length,
    givenUpFen: sumFen(givenUp.map(({ amountFen }) => amountFen)),
    confirmedDigest: linesDigest([...paid, ...givenUp], sha256),
  }
  return [{ type: 'BatchClosed', data: closed }]
}
