import { fundTotals } from '../../src/domain/batch/lines.ts'
import { standing } from '../../src/domain/batch/state.ts'
import { funds, type Run } from './treasury-model.ts'

/** What must hold between any two steps, and after any death once the next process has started. */
export const faultsIn = async (run: Run): Promise<readonly string[]> => {
  const faults: string[] = []
  const world = run.observer
  const batches = await Promise.all(run.batches.map((batchId) => world.batch(batchId)))
  const claims = await Promise.all(run.claims.map((claimId) => world.claim(claimId)))
  const reserved = new Map<string, number>()
  const paid = new Map<string, number>()
  const add = (sums: Map<string, number>, fundId: string, fen: number) =>
    sums.set(fundId, (sums.get(fundId) ?? 0) + fen)
  for (const batch of batches) {
    if (batch.status === 'freezing') faults.push(`${batch.batchId} is left freezing`)
    if (batch.status === 'planned' || batch.status === 'cancelled') continue
    for (const line of standing(batch.lines)) {
      if (line.status === 'given-up') continue
      const sums = line.status === 'paid' ? paid : reserved
      for (const { fundId, amountFen } of fundTotals([line])) add(sums, fundId, amountFen)
    }
  }
  let recoveredFen = 0
  for (const claim of claims) {
    const receivedFen = claim?.recoveries.reduce((sum, one) => sum + one.receivedFen, 0) ?? 0
    recoveredFen += receivedFen
    const paidNow = claim?.payments.filter(({ outcome }) => outcome === 'paid') ?? []
    if (paidNow.length > 1) faults.push(`${claim?.claimId} is paid ${paidNow.length} times`)
    const inBatches = batches.filter(
      ({ status, lines, claimIds }) =>
        status !== 'planned' &&
        status !== 'cancelled' &&
        claimIds.includes(claim?.claimId ?? '') &&
        lines.some(
          (line) => line.claimId === claim?.claimId && !['removed', 'given-up', 'paid'].includes(line.status),
        ),
    )
    if (inBatches.length > 1) faults.push(`${claim?.claimId} is in ${inBatches.length} open batches`)
    const held = inBatches[0]?.batchId ?? null
    const isQueued = ['batched', 'noticed', 'payable'].includes(claim?.status ?? '')
    if (isQueued !== (held !== null)) faults.push(`${claim?.claimId} is ${claim?.status}, in ${held}`)
    const isPaidLine = batches.some(({ lines }) =>
      lines.some((line) => line.claimId === claim?.claimId && line.status === 'paid'),
    )
    if (isPaidLine !== (claim?.status === 'paid' || claim?.status === 'recovered')) {
      faults.push(`${claim?.claimId} is ${claim?.status}, and its line ${isPaidLine ? '' : 'not '}paid`)
    }
  }
  let fundRecoveredFen = 0
  for (const fundId of funds) {
    const fund = await world.fundState(fundId)
    fundRecoveredFen += fund.recoveredFen
    if (fund.reservedFen + fund.paidFen > fund.allottedFen) faults.push(`${fundId} is overdrawn`)
    if (fund.reservedFen !== (reserved.get(fundId) ?? 0)) {
      faults.push(`${fundId} holds ${fund.reservedFen}, lines ask for ${reserved.get(fundId) ?? 0}`)
    }
    const linesPaid = paid.get(fundId) ?? 0
    if (fund.paidFen + fund.recoveredFen !== linesPaid) {
      faults.push(`${fundId} paid ${fund.paidFen} + ${fund.recoveredFen} back, lines ${linesPaid}`)
    }
  }
  if (fundRecoveredFen !== recoveredFen)
    faults.push(`claims gave back ${recoveredFen}, funds ${fundRecoveredFen}`)
  return faults
}
