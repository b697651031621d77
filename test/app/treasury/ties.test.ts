import { hash } from 'node:crypto'
import fc from 'fast-check'
import { TreasuryCheck } from '../../../src/app/fsck-treasury.ts'
import { journal } from '../../../src/app/journal.ts'
import { streamsOf } from '../../../src/app/log-walk.ts'
import { fourSets } from '../../../src/app/treasury/four-sets.ts'
import { journalEntries } from '../../../src/app/treasury/journal-entries.ts'
import { createProjector } from '../../../src/projector/projector.ts'
import { createQueries, type Queries } from '../../../src/projector/queries.ts'
import { createTemporaryReadModels } from '../../../src/projector/sqlite-read-models.ts'
import { balancesOf, hledger } from '../../support/hledger.ts'
import { runs } from '../../support/runs.ts'
import { Run, start } from '../../support/treasury-model.ts'
import { moves } from '../../support/treasury-moves.ts'

/**
 * One sum of money, told by everyone who knows it: the funds, the claims, the journal as hledger adds
 * it up, the people's entitlements, and each batch's four sets.
 */

const everywhere = { kind: 'all' } as const
const names = { district: (code: string) => code, source: (key: string) => key }
const sha256 = (text: string): string => hash('sha256', text, 'hex')

interface Told {
  /** `district:source:year` → fen. */
  readonly byFund: Readonly<Record<string, readonly number[]>>
  readonly byJournal: Readonly<Record<string, readonly number[]>>
  readonly paid: Readonly<Record<string, number>>
  readonly reserved: Readonly<Record<string, number>>
  readonly faults: readonly string[]
}

const byFundOf = (queries: Queries): Told['byFund'] => {
  const { items } = queries.balances(everywhere, 'fund', {})
  const rows = items.map((row) => {
    const [, district, source, year] = /^(\d{6})-(.+)-(\d{4})$/.exec(row.key) ?? []
    const { allottedFen, availableFen, reservedFen, paidFen } = row
    return [
      `${district}:${source}:${year}`,
      [-(allottedFen ?? 0), availableFen, reservedFen, paidFen],
    ] as const
  })
  return Object.fromEntries(rows) as Told['byFund']
}

const accounts = ['收入:预算安排', '资产:可用资金', '资产:已占用资金', '支出:已拨付']

const byJournalOf = (text: string, keys: readonly string[]): Told['byJournal'] => {
  const found = balancesOf(text)
  return Object.fromEntries(
    keys.map((key) => [key, accounts.map((account) => found[`${account}:${key}`] ?? 0)]),
  )
}

const entitlementPaid = async (run: Run, queries: Queries): Promise<number> => {
  let paidFen = 0
  for (const claimId of run.claims) {
    const found = queries.entitlementOf(everywhere, claimId.split('-')[0] ?? '')
    for (const bucket of found?.figure.buckets ?? []) paidFen += bucket.paidFen
  }
  return paidFen
}

const batchFaults = async ({ observer, batches }: Run): Promise<readonly string[]> => {
  const faults: string[] = []
  for (const batchId of batches) {
    const sets = await fourSets(observer.ledger, await observer.batches.history(batchId), sha256)
    if (!sets.equal) faults.push(`${batchId} ${JSON.stringify(sets.differences)}`)
  }
  return faults
}

const told = async (run: Run): Promise<Told> => {
  const readModels = createTemporaryReadModels()
  const projector = createProjector({ store: run.store, readModels })
  await projector.catchUp()
  const queries = createQueries(readModels)
  const text = [...journal(await journalEntries(run.store), names)].join('')
  const check = new TreasuryCheck()
  for await (const { stream, events } of streamsOf(run.store)) check.take(stream, events)
  const faults = [...(await batchFaults(run)), ...check.findings().map((finding) => finding.text)]
  const strict = hledger(text, 'check', '-s')
  if (strict.status !== 0) faults.push(strict.error)
  const byFund = byFundOf(queries)
  const sums = (cut: Parameters<Queries['balances']>[1]) => queries.balances(everywhere, cut, {}).total
  const paid = {
    entitlements: await entitlementPaid(run, queries),
    ...{ byInstrument: sums('instrument').paidFen, byMonth: sums('month').paidFen },
    ...{ byFund: sums('fund').paidFen, byDistrict: sums('district').paidFen, byYear: sums('year').paidFen },
  }
  const reserved = {
    ...{ byInstrument: sums('instrument').reservedFen ?? -1, byMonth: sums('month').reservedFen ?? -1 },
    byFund: sums('fund').reservedFen ?? -1,
  }
  await projector.stop()
  readModels.close()
  return { byFund, byJournal: byJournalOf(text, Object.keys(byFund)), paid, reserved, faults }
}

/** What does not agree, in words. */
const disagreements = ({ byFund, byJournal, paid, reserved, faults }: Told): readonly string[] => {
  const found = [...faults]
  if (JSON.stringify(byFund) !== JSON.stringify(byJournal))
    found.push(`${JSON.stringify(byFund)} ${JSON.stringify(byJournal)}`)
  for (const sums of [paid, reserved]) {
    if (new Set(Object.values(sums)).size > 1) found.push(JSON.stringify(sums))
  }
  return found
}

const begin = await start()
const outcomes = new Map<string, number>()
let paidFen = 0

const ties = fc.asyncProperty(moves, async (list) => {
  const run = await Run.from(begin)
  for (const move of list) await run.move(move)
  const figures = await told(run)
  const found = disagreements(figures)
  if (found.length > 0) throw new Error(found.join('\n'))
  paidFen += figures.paid.byFund ?? 0
  for (const name of run.outcomes) outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
})
// Once tap is there it follows every promise, so it comes after the runs.
const report = await fc.check(ties, runs(200, 5_000))
const { test } = await import('tap')

test(`${report.numRuns} lives of batches, funds and claims, to the fen`, (t) => {
  t.equal(fc.defaultReportMessage(report), undefined)
  t.comment(JSON.stringify([...outcomes].sort(([, a], [, b]) => b - a)))
  t.ok(paidFen > 0, `${paidFen} fen stay paid`)
  const wanted = ['results done', 'reissue done', 'give-up done', 'late-return done', 'receive done']
  for (const name of wanted) t.ok((outcomes.get(name) ?? 0) > 0, `${name}: ${outcomes.get(name)}`)
  t.end()
})
