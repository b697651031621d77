import { DomainError } from '../errors.ts'
import type { BatchCommandData, BatchContext } from './commands.ts'
import { type Line, linesPerEvent, type NewBatchEvent } from './events.ts'
import { fundTotals, linesDigest } from './lines.ts'
import type { BatchState } from './state.ts'

type Decided = readonly NewBatchEvent[]

const differs = (attempt: number): DomainError =>
  new DomainError('attempt-differs', { attempt: String(attempt) })

export const startFreeze = ({ attempt }: BatchCommandData<'StartFreeze'>, state: BatchState): Decided => {
  if (attempt !== state.attempt + 1) throw differs(state.attempt)
  return [{ type: 'BatchFreezeStarted', data: { attempt } }]
}

export const abandonFreeze = (
  { attempt, reason, facts }: BatchCommandData<'AbandonFreeze'>,
  state: BatchState,
): Decided => {
  if (attempt !== state.attempt) throw differs(state.attempt)
  return [{ type: 'BatchFreezeAbandoned', data: { attempt, reason, facts } }]
}

/** More lines than one append can hold come in several commands; those there already add nothing. */
export const addLines = ({ attempt, lines }: BatchCommandData<'AddLines'>, state: BatchState): Decided => {
  if (attempt !== state.attempt) throw differs(state.attempt)
  const fresh: Line[] = []
  for (const line of lines) {
    needSound(line, state)
    if (line.no > state.lines.length) {
      if (line.no !== state.lines.length + fresh.length + 1) throw lineDiffers(line.no)
      fresh.push(line)
    } else if (!isSame(line, state.lines[line.no - 1])) {
      throw lineDiffers(line.no)
    }
  }
  const events: NewBatchEvent[] = []
  for (let from = 0; from < fresh.length; from += linesPerEvent) {
    const page = fresh.slice(from, from + linesPerEvent)
    events.push({ type: 'BatchLinesAdded', data: { attempt, lines: page } })
  }
  return events
}

const lineDiffers = (no: number): DomainError => new DomainError('lines-differ', { no: String(no) })

/** A line is the planned claim, and every fen of it comes from somewhere. */
const needSound = ({ no, claimId, amountFen, sources }: Line, state: BatchState): void => {
  const isFen = (fen: number) => Number.isSafeInteger(fen) && fen > 0
  const sumFen = sources.reduce((sum, part) => sum + part.amountFen, 0)
  const isWhole = isFen(amountFen) && sources.every((part) => isFen(part.amountFen)) && sumFen === amountFen
  if (!Number.isInteger(no) || state.claimIds[no - 1] !== claimId || !isWhole) throw lineDiffers(no)
}

const isSame = (line: Line, known: Line | undefined): boolean =>
  known !== undefined && known.amountFen === line.amountFen && sourceText(known) === sourceText(line)

const sourceText = ({ sources }: Line): string =>
  JSON.stringify(sources.map(({ fundId, amountFen }) => [fundId, amountFen]))

/** Every planned claim is a line now, or the freeze is abandoned. */
export const freeze = (
  { attempt, decidedBy }: BatchCommandData<'Freeze'>,
  state: BatchState,
  { sha256 }: BatchContext,
): Decided => {
  if (attempt !== state.attempt) throw differs(state.attempt)
  const { lines, totalFen } = state
  if (lines.length !== state.claimIds.length) throw lineDiffers(lines.length + 1)
  const digest = linesDigest(lines, sha256)
  const reservations = fundTotals(lines)
  const frozen = { attempt, lines: lines.length, totalFen, digest, reservations, decidedBy }
  return [{ type: 'BatchFrozen', data: frozen }]
}
