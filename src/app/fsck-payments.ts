import { evolveBatch } from '../domain/batch/evolve.ts'
import { linesDigest } from '../domain/batch/lines.ts'
import { initialBatch, standing } from '../domain/batch/state.ts'
import { evolveFund } from '../domain/fund/evolve.ts'
import { availableFen, initialFund, openFen } from '../domain/fund/state.ts'
import type { RecordedEvent } from '../event-store/event-store.ts'
import { decodeBatchEvent } from './codecs/batch-events.ts'
import { decodeFundEvent } from './codecs/fund-events.ts'
import type { Finding } from './fsck.ts'
import { sha256 } from './sha256.ts'

/** Sums a fund anew: at no event may more be reserved and paid than was allotted. */
export const checkFund = (events: readonly RecordedEvent[]): readonly Finding[] => {
  const findings: Finding[] = []
  let state = initialFund
  for (const event of events) {
    state = evolveFund(state, decodeFundEvent(event))
    if (availableFen(state) < 0) findings.push({ event, text: '占用与净拨付之和超过下达' })
    if (state.paidFen < 0 || state.reservedFen < 0) findings.push({ event, text: '资金余额为负' })
  }
  const open = [...state.reservations].filter(([, reservation]) => openFen(reservation) < 0)
  for (const [id] of open) findings.push({ event: null, text: `占用 ${id} 超出其金额` })
  return findings
}

/** Whether the digests that people signed are those of the lines in the log. */
export const checkBatch = (events: readonly RecordedEvent[]): readonly Finding[] => {
  const findings: Finding[] = []
  let state = initialBatch
  for (const recorded of events) {
    const event = decodeBatchEvent(recorded)
    state = evolveBatch(state, event)
    const { type, data } = event
    if (type !== 'BatchFrozen' && type !== 'LineRemoved' && type !== 'BatchApproved') continue
    const lines = standing(state.lines)
    const totalFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0)
    if (data.lines !== lines.length || data.totalFen !== totalFen) {
      findings.push({ event: recorded, text: '批次的笔数或总额与名单不符' })
    }
    if (data.digest !== linesDigest(lines, sha256)) {
      findings.push({ event: recorded, text: '批次的摘要与名单不符' })
    }
  }
  return findings
}
