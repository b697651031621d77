import Database from 'better-sqlite3'
import { type Test, test } from 'tap'
import { projections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import { createProjector } from '../../src/projector/projector.ts'
import { rebuildReadModels } from '../../src/projector/rebuild.ts'
import { verifyReadModels } from '../../src/projector/verify.ts'
import { appendOdd, cityStore, figuresFile, openFigures } from '../support/figures.ts'

/** Figures of a small city, and a way to change them behind the program's back. */
const built = async (t: Test) => {
  const file = figuresFile(t)
  const readModels = openFigures(t, file)
  const store = await cityStore()
  await rebuildReadModels({ store, readModels })
  const tamper = (sql: string): string => {
    const db = new Database(file)
    const partition = db
      .prepare('SELECT partition FROM "claim-register" ORDER BY seq LIMIT 1 OFFSET 3')
      .pluck()
      .get()
    db.prepare(sql).run({ partition })
    db.close()
    return partition as string
  }
  return { store, readModels, tamper }
}

test('sound figures have no differences, and verifying leaves nothing behind', async (t) => {
  const { store, readModels } = await built(t)
  const seen: bigint[] = []
  t.strictSame(
    await verifyReadModels({ store, readModels, onProgress: ({ position }) => seen.push(position) }),
    [],
  )
  t.strictSame(await verifyReadModels({ store, readModels }), [], 'again')
  t.equal(seen.at(-1), readModels.checkpoint(projections[0] as HostedProjection)?.seen?.position)
})

const falsifications: Readonly<Record<string, readonly [sql: string, kind: string]>> = {
  'an amount': [
    `UPDATE "claim-register" SET state = replace(state, '"assessedFen":', '"assessedFen":9')
     WHERE partition = $partition`,
    'different',
  ],
  'white space': [
    `UPDATE "claim-register" SET state = state || ' ' WHERE partition = $partition`,
    'different',
  ],
  'a column that lists go by': [
    `UPDATE "claim-register" SET district = '330699' WHERE partition = $partition`,
    'different',
  ],
  'its place in lists': [
    `UPDATE "claim-register" SET seq = 1000000 WHERE partition = $partition`,
    'different',
  ],
  'a place before all others': [
    `UPDATE "claim-register" SET seq = -5 WHERE partition = $partition`,
    'different',
  ],
  'the position it reflects': [
    `UPDATE "claim-register" SET position = position + 1 WHERE partition = $partition`,
    'different',
  ],
  'a claim taken away': [`DELETE FROM "claim-register" WHERE partition = $partition`, 'missing'],
}

for (const [name, [sql, kind]] of Object.entries(falsifications)) {
  test(`${name} that was changed is found and named`, async (t) => {
    const { store, readModels, tamper } = await built(t)
    const partition = tamper(sql)
    const found = await verifyReadModels({ store, readModels })
    t.strictSame(found, [{ projection: 'claim-register', partition, kind }])
    await rebuildReadModels({ store, readModels })
    t.strictSame(await verifyReadModels({ store, readModels }), [], 'and mended by a rebuild')
  })
}

test('a claim made up, and one exchanged for another', async (t) => {
  const { store, readModels, tamper } = await built(t)
  const copy = `INSERT INTO "cap-check" (seq, partition, position, state)
    SELECT seq + 1000000, 'made-up-c1', position, state FROM "cap-check" WHERE partition = $partition`
  const partition = tamper(copy)
  tamper(`UPDATE "cap-check" SET partition = 'exchanged-c1' WHERE partition = $partition`)
  t.strictSame(await verifyReadModels({ store, readModels }), [
    { projection: 'cap-check', partition: 'exchanged-c1', kind: 'extra' },
    { projection: 'cap-check', partition, kind: 'different' },
    { projection: 'cap-check', partition: 'made-up-c1', kind: 'extra' },
  ])
})

test('figures that are behind are compared as of where they are', async (t) => {
  const { store, readModels } = await built(t)
  await appendOdd(store, 'PersonRegistered', {
    personId: 'odd',
    district: '330602',
    provider: null,
    commitments: {},
  })
  t.strictSame(await verifyReadModels({ store, readModels }), [])
  await createProjector({ store, readModels }).catchUp()
  t.strictSame(await verifyReadModels({ store, readModels }), [])
})

test('figures that were never built, or are of another version, or of another log', async (t) => {
  const { store, readModels } = await built(t)
  const raised = projections.map((projection) => ({ ...projection, version: 99 }))
  t.strictSame(
    await verifyReadModels({ store, readModels, projections: raised }),
    projections.map(({ name }) => ({ projection: name, partition: null, kind: 'not-built' })),
  )
  const never = await verifyReadModels({ store, readModels: openFigures(t) })
  t.strictSame(
    never.map(({ kind }) => kind),
    projections.map(() => 'not-built'),
  )
  const other = await cityStore({ seed: 99, people: 3, steps: 5, atOnce: 3 })
  await t.rejects(verifyReadModels({ store: other, readModels }), { name: 'IntegrityFailure' })
})
