import { setImmediate as nextTurn } from 'node:timers/promises'
import { resumeRecoveries } from './app/treasury/recoveries.ts'
import type { Node } from './compose.ts'
import type { BatchStatus } from './domain/batch/state.ts'
import type { Figures } from './figures.ts'

/** What a process that died left half done between batches, claims and funds. */

/** A planned batch may have a freeze behind it that was called off; one at its end owes nothing. */
const unfinished: readonly BatchStatus[] = [
  'planned',
  'freezing',
  'frozen',
  'noticed',
  'notice-closed',
  'approved',
  'released',
]

const perPage = 500
const everywhere = { kind: 'all' } as const

interface Listed<Figure> {
  readonly items: readonly Figure[]
  readonly next: string | null
}
type PageOf<Figure> = (page: { readonly limit: number; readonly after: string | null }) => Listed<Figure>

export async function* all<Figure>(pageOf: PageOf<Figure>): AsyncGenerator<Figure> {
  let after: string | null = null
  do {
    const page: Listed<Figure> = pageOf({ limit: perPage, after })
    yield* page.items
    after = page.next
    await nextTurn()
  } while (after !== null)
}

/** What taking up works with. */
export type ResumeParts = Pick<Node, 'treasury' | 'ledger' | 'funds' | 'batches' | 'store'> & {
  readonly figures: () => Pick<Figures, 'queries'>
}

const openBatches = async ({ figures }: ResumeParts): Promise<readonly string[]> => {
  const { queries } = figures()
  const ids: string[] = []
  for (const status of unfinished) {
    for await (const { batchId } of all((page) => queries.listBatches(everywhere, { status }, page))) {
      ids.push(batchId)
    }
  }
  return ids
}

/** Claims of which more was paid back than has come to the funds. */
const unreturned = async ({ figures }: ResumeParts): Promise<readonly string[]> => {
  const { queries } = figures()
  const returned = new Map<string, number>()
  for await (const { recoveries } of all((page) => queries.listFunds(everywhere, {}, page))) {
    for (const { recoveryId, amountFen } of recoveries) {
      const [claimId = ''] = recoveryId.split('/')
      returned.set(claimId, (returned.get(claimId) ?? 0) + amountFen)
    }
  }
  const ids: string[] = []
  const pageOf: PageOf<{ readonly claimId: string; readonly recoveredFen: number }> = (page) =>
    queries.listClaims(everywhere, { recovered: 'true' }, page)
  for await (const { claimId, recoveredFen } of all(pageOf)) {
    if (recoveredFen > (returned.get(claimId) ?? 0)) ids.push(claimId)
  }
  return ids
}

export interface Resumed {
  readonly batches: number
  readonly recoveries: number
}

/**
 * Takes up batches and recoveries where they were left. What cannot be taken up now is told, and
 * does not keep the rest.
 *
 * @param onTrouble told of each batch or claim that stays half done, and why.
 */
export const resumeInterrupted = async (
  node: ResumeParts,
  onTrouble: (subject: string, error: unknown) => void,
): Promise<Resumed> => {
  const { treasury, ledger, funds, batches, store } = node
  let resumed = 0
  for (const batchId of await openBatches(node)) {
    try {
      resumed += await treasury.resume([batchId])
    } catch (error) {
      onTrouble(batchId, error)
    }
  }
  const claimIds = await unreturned(node)
  for (const claimId of claimIds) {
    await resumeRecoveries({ ledger, funds, batches, store }, [claimId]).catch((error: unknown) =>
      onTrouble(claimId, error),
    )
  }
  return { batches: resumed, recoveries: claimIds.length }
}
