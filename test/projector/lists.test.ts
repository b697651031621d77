import Database from 'better-sqlite3'
import { test } from 'tap'
import { claimRegister } from '../../projections/claim-register.ts'
import { projections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import { selectPage, selectPrefix, selectRow, selectRowsAfter } from '../../src/projector/read-model-sql.ts'
import { rebuildReadModels } from '../../src/projector/rebuild.ts'
import { cityStore, figuresFile, openFigures } from '../support/figures.ts'

/** Every subset, the empty one too. */
const subsets = ([column, ...others]: readonly string[]): readonly (readonly string[])[] => {
  if (column === undefined) return [[]]
  const without = subsets(others)
  return [...without, ...without.map((set) => [column, ...set])]
}

test('no list is read by scanning or by sorting', async (t) => {
  const file = figuresFile(t)
  await rebuildReadModels({ store: await cityStore(), readModels: openFigures(t, file) })
  const db = new Database(file, { readonly: true })
  t.teardown(() => db.close())
  const register = projections.find(({ name }) => name === claimRegister.name) as HostedProjection
  const planOf = (sql: string): string => {
    const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array(sql.split('?').length - 1).fill('1'))
    return (rows as { detail: string }[]).map(({ detail }) => detail).join('; ')
  }
  const columns = Object.keys(claimRegister.index)
  for (const filter of subsets(columns)) {
    const plan = planOf(selectPage(register, filter))
    const along = register.lists.find((list) => list.every((column) => filter.includes(column)))
    const wanted =
      along === undefined
        ? 'USING INTEGER PRIMARY KEY (rowid<?)'
        : `USING INDEX claim-register/${along.join(',')} (${along.join('=? AND ')}=? AND rowid<?)`
    t.equal(plan, `SEARCH claim-register ${wanted}`, `by ${filter.join(' and ') || 'nothing'}`)
    for (const follows of [false, true]) {
      const found = planOf(selectPrefix(register, filter, follows))
      t.equal(
        found,
        `SEARCH claim-register USING INDEX claim-register/partition (partition>? AND partition<?)`,
      )
    }
  }
  for (const projection of projections) {
    for (const sql of [selectRow(projection), selectRowsAfter(projection)]) {
      t.notMatch(planOf(sql), /SCAN|TEMP B-TREE/, projection.name)
    }
  }
  t.match(
    planOf('SELECT * FROM "claim-register" WHERE state = ? ORDER BY position'),
    /SCAN.*TEMP B-TREE/,
    'the check can fail',
  )
})

test('what scopes and offices ask for has an index that leaves little to look through', (t) => {
  const along = (filter: readonly string[]) =>
    claimRegister.lists.find((list) => list.every((column) => filter.includes(column)))
  t.strictSame(along(['district', 'status']), ['district', 'status'])
  t.strictSame(along(['district', 'status', 'instrument']), ['district', 'status', 'instrument'])
  t.strictSame(along(['district', 'provider']), ['provider'])
  t.strictSame(along(['status', 'provider', 'instrument']), ['provider', 'status'])
  t.strictSame(along(['district', 'status', 'instrument', 'provider', 'person']), ['person'])
  t.end()
})
