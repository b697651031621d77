import { hash } from 'node:crypto'
import { type Fault, faultOf } from '../../bank-files/fault.ts'
import { type MatchedResults, matchResults } from '../../bank-files/match-results.ts'
import { parseResults, type ResultRow } from '../../bank-files/parse-results.ts'
import type { BatchCommand } from '../../domain/batch/commands.ts'
import { returnReasonOf } from '../../domain/batch/return-reasons.ts'
import { type BatchLine, type BatchState, takenOf } from '../../domain/batch/state.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { receivedOf } from '../../domain/person/recoveries.ts'
import type { EventStore } from '../../event-store/event-store.ts'
import type { Ledger } from '../ledger.ts'
import { peopleAsOf } from './people-as-of.ts'

export interface ReadResults {
  readonly command: BatchCommand
  readonly matched: MatchedResults
}

interface ResultParts {
  readonly ledger: Ledger
  readonly store: EventStore
}

/** `at`: an instant. `asOf`: position of the log up to which people are read; undefined: as they are now. */
interface ReadWhen {
  readonly at: string
  readonly asOf?: bigint | undefined
}

/**
 * The bank's answer put to the lines that await one; what does not fit changes nothing and is told.
 * What the same file settled before is left alone.
 */
export const readResults = async (
  parts: ResultParts,
  batch: BatchState,
  bytes: Uint8Array,
  when: ReadWhen,
): Promise<ReadResults> => {
  const today = shanghaiDay(when.at)
  const { rows: read, faults: unread } = await parseResults(bytes)
  const fileDigest = hash('sha256', bytes, 'hex')
  const used = new Set(takenOf(batch, fileDigest).nos)
  const fresh = read.filter(({ no }) => !used.has(no))
  const { rows, faults } = await usable(batch, fresh, today, (line) => isRecovered(parts, line, when))
  const awaited = batch.lines.filter(({ status }) => status === 'sent' || status === 'paid')
  const settled = matchResults(awaited, rows)
  const amountOf = (no: number): number => batch.lines[no - 1]?.amountFen ?? 0
  const told = [...unread, ...faults, ...settled.faults].sort((a, b) => a.line - b.line)
  const command: BatchCommand = {
    type: 'RecordResults',
    data: {
      fileDigest,
      confirmed: settled.confirmed.map(({ no, paidOn }) => ({ no, paidOn, amountFen: amountOf(no) })),
      returned: settled.returned.map(({ no, reason, on }) => ({
        no,
        amountFen: amountOf(no),
        reason: returnReasonOf(reason),
        on,
      })),
      unused: new Set(told.map(({ line }) => line)).size,
    },
  }
  return { command, matched: { ...settled, faults: told } }
}

/** One row that the ledger would refuse must not keep the others out. */
const usable = async (
  { lines }: BatchState,
  read: readonly ResultRow[],
  today: string,
  recovered: (line: BatchLine) => Promise<boolean>,
): Promise<{ readonly rows: readonly ResultRow[]; readonly faults: readonly Fault[] }> => {
  const rows: ResultRow[] = []
  const faults: Fault[] = []
  for (const row of read) {
    const line = lines[row.no - 1]
    if (row.paidOn !== null && row.paidOn > today) faults.push(faultOf('date-future', row.line, '入账日期'))
    else if (line?.status === 'paid' && row.outcome === 'returned' && (await recovered(line)))
      faults.push(faultOf('claim-recovered', row.line))
    else rows.push(row)
  }
  return { rows, faults }
}

const isRecovered = async (
  parts: ResultParts,
  { personId, claimId }: BatchLine,
  { asOf }: ReadWhen,
): Promise<boolean> => {
  const person =
    asOf === undefined
      ? (await parts.ledger.person({ kind: 'all' }, personId))?.state
      : await peopleAsOf(parts, asOf).person(personId)
  const claim = person?.claims.get(claimId)
  return claim !== undefined && receivedOf(claim) > 0
}
