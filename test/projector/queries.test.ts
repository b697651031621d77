import { test } from 'tap'
import { projections } from '../../projections/index.ts'
import type { Scope } from '../../src/domain/scope.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import type { ClaimFilter } from '../../src/projector/claim-list.ts'
import { createProjector } from '../../src/projector/projector.ts'
import { createQueries, type Queries } from '../../src/projector/queries.ts'
import { rebuildReadModels } from '../../src/projector/rebuild.ts'
import { cityStore, openFigures } from '../support/figures.ts'

const all: Scope = { kind: 'all' }
const districts = ['330602', '330603', '330604', '330681', '330683', '330624']
const providers = ['p-1', 'p-2', 'p-3']

const everyClaim = (queries: Queries, scope: Scope, filter: ClaimFilter = {}, limit = 7) => {
  const items = []
  let pages = 0
  for (let after: string | null = null; ; pages++) {
    const page = queries.listClaims(scope, filter, { limit, after })
    items.push(...page.items)
    if (page.items.length > limit) throw new Error('a page is too long')
    if (page.next === null) return items
    if (pages > 1_000) throw new Error('the list does not end')
    after = page.next
  }
}

const readModelsOf = async (t: Parameters<typeof openFigures>[0]) => {
  const readModels = openFigures(t)
  const store = await cityStore({ seed: 11, people: 40, steps: 20, atOnce: 40 })
  await rebuildReadModels({ store, readModels })
  return { store, readModels, queries: createQueries(readModels) }
}

test('figures that are not built are not guessed', async (t) => {
  const queries = createQueries(openFigures(t))
  t.throws(() => queries.claimOf(all, 'x'), { name: 'ReadModelBehind' })
  t.throws(() => queries.listClaims(all, {}, { limit: 1, after: null }), { name: 'ReadModelBehind' })
  t.throws(() => queries.asOf(), { name: 'ReadModelBehind' })
})

test('figures of another version have another form, so they are not read', async (t) => {
  const { store, readModels, queries } = await readModelsOf(t)
  const [claim] = everyClaim(queries, all)
  await rebuildReadModels({
    store,
    readModels,
    projections: projections.map((one) => ({ ...one, version: 99 })),
  })
  t.throws(() => queries.claimOf(all, claim?.claimId ?? ''), { name: 'ReadModelBehind' })
  t.throws(() => queries.listClaims(all, {}, { limit: 1, after: null }), { name: 'ReadModelBehind' })
})

test('what is out of scope is as if it did not exist', async (t) => {
  const { queries } = await readModelsOf(t)
  const claims = everyClaim(queries, all)
  t.ok(claims.length > 50, `${claims.length} claims`)
  t.equal(queries.claimOf(all, 'nobody-c1'), undefined)
  t.equal(queries.entitlementOf(all, 'nobody'), undefined)
  for (const claim of claims) {
    const { claimId, personId, district, provider } = claim
    const scopes: readonly (readonly [Scope, boolean])[] = [
      [all, true],
      ...districts.map((code): [Scope, boolean] => [
        { kind: 'districts', districts: [code] },
        code === district,
      ]),
      [{ kind: 'districts', districts }, true],
      [{ kind: 'districts', districts: [] }, false],
      ...providers.map((id): [Scope, boolean] => [{ kind: 'provider', provider: id }, id === provider]),
      [{ kind: 'own', personId }, true],
      [{ kind: 'own', personId: 'x' }, false],
    ]
    for (const [scope, isVisible] of scopes) {
      const found = [queries.claimOf(scope, claimId), queries.capCheckOf(scope, claimId)]
      if (found.every((answer) => (answer !== undefined) === isVisible)) continue
      t.fail(`${claimId} for ${JSON.stringify(scope)}`)
    }
  }
  for (const scope of [
    { kind: 'districts', districts: ['330602', '330681'] },
    { kind: 'provider', provider: 'p-2' },
    { kind: 'own', personId: claims[0]?.personId ?? '' },
  ] satisfies Scope[]) {
    const visible = claims.filter(({ claimId }) => queries.claimOf(scope, claimId) !== undefined)
    t.strictSame(everyClaim(queries, scope), visible, `the list of ${scope.kind} holds exactly those`)
  }
})

test('a person is seen where they live or are paid, by their providers, and by themselves', async (t) => {
  const { queries } = await readModelsOf(t)
  const people = new Set(everyClaim(queries, all).map(({ personId }) => personId))
  for (const personId of people) {
    const figure = queries.entitlementOf(all, personId)?.figure
    if (figure === undefined) throw new Error(personId)
    const seenBy = [figure.district, ...figure.payingDistricts]
    for (const code of districts) {
      const answer = queries.entitlementOf({ kind: 'districts', districts: [code] }, personId)
      if ((answer !== undefined) !== seenBy.includes(code)) t.fail(`${personId} in ${code}`)
    }
    for (const provider of providers) {
      const answer = queries.entitlementOf({ kind: 'provider', provider }, personId)
      if ((answer !== undefined) !== figure.providers.includes(provider))
        t.fail(`${personId} for ${provider}`)
    }
    if (queries.entitlementOf({ kind: 'own', personId }, personId) === undefined) t.fail('their own')
    if (queries.entitlementOf({ kind: 'own', personId: 'x' }, personId) !== undefined) t.fail("another's")
  }
  t.ok(people.size > 20, `${people.size} people`)
})

test('lists: filters, order, pages', async (t) => {
  const { queries } = await readModelsOf(t)
  const claims = everyClaim(queries, all)
  t.throws(() => queries.listClaims(all, {}, { limit: 5, after: 'x' }), { name: 'CursorInvalid' })
  t.throws(() => queries.listClaims(all, {}, { limit: 5, after: '9'.repeat(19) }), { name: 'CursorInvalid' })
  t.strictSame(everyClaim(queries, all, {}, 1), claims, 'the size of the pages changes nothing')
  t.strictSame(everyClaim(queries, { kind: 'districts', districts: [...districts, '330602'] }), claims)
  const filters: readonly ClaimFilter[] = [
    { district: '330602' },
    { status: 'approved' },
    { instrument: 'overseas-training' },
    { provider: 'p-1' },
    { district: '330603', status: 'submitted' },
    { status: 'approved', instrument: 'composite-workshop', provider: 'p-3' },
    { status: 'nothing' },
  ]
  for (const filter of filters) {
    const wanted = claims.filter((claim) =>
      Object.entries(filter).every(
        ([key, value]) => claim[key as keyof ClaimFilter & keyof typeof claim] === value,
      ),
    )
    t.strictSame(everyClaim(queries, all, filter), wanted, JSON.stringify(filter))
  }
  const foreign: Scope = { kind: 'districts', districts: ['330602'] }
  t.strictSame(everyClaim(queries, foreign, { district: '330603' }), [], 'a filter does not widen the scope')
  t.strictSame(everyClaim(queries, { kind: 'provider', provider: 'p-1' }, { provider: 'p-2' }), [])
  const odd = { 'seq" = 1 OR "seq': '1' } as ClaimFilter
  t.strictSame(everyClaim(queries, all, odd), claims, 'what is no column is no filter')
})

test('looking for a claim or a person by how their id begins', async (t) => {
  const { queries } = await readModelsOf(t)
  const claims = everyClaim(queries, all)
  const second = claims.find((claim) => claim.claimId.endsWith('-c2'))
  if (second === undefined) throw new Error('nobody has a second claim')
  const { claimId, personId, district } = second
  const theirs = claims
    .filter((claim) => claim.personId === personId)
    .map((claim) => claim.claimId)
    .sort()
  const found = (q: string, scope: Scope = all) =>
    everyClaim(queries, scope, { q }, 1).map((claim) => claim.claimId)
  t.strictSame(found('abc'), [], 'three characters are too few')
  t.strictSame(found('zzzz'), [])
  t.strictSame(found(claimId), [claimId])
  t.strictSame(found(personId), theirs)
  t.strictSame(found(personId.slice(0, 6)), theirs)
  t.strictSame(found(`${personId}%`), [], 'nothing in it is a pattern')
  const there = claims.filter((claim) => claim.personId === personId && claim.district === district).length
  t.equal(found(personId, { kind: 'districts', districts: [district] }).length, there)
  t.strictSame(found(personId, { kind: 'own', personId: 'x' }), [])
  t.strictSame(found(personId, { kind: 'districts', districts: [] }), [])
})

test('every answer says which place in the log it reflects', async (t) => {
  const { store, readModels, queries } = await readModelsOf(t)
  const last = (await store.readAll({ after: null, limit: 100_000 })).at(-1)
  const asOf = { position: last?.position, at: last?.metadata.at }
  const [claim] = queries.listClaims(all, {}, { limit: 1, after: null }).items
  t.strictSame(queries.listClaims(all, {}, { limit: 1, after: null }).asOf, asOf)
  t.strictSame(queries.claimOf(all, claim?.claimId ?? '')?.asOf, asOf)
  t.strictSame(queries.asOf(), asOf)
  const empty = openFigures(t)
  await createProjector({ store: createMemoryEventStore(), readModels: empty }).catchUp()
  t.strictSame(createQueries(empty).asOf(), { position: null, at: null }, 'of an empty log: none')
  t.equal(createQueries(empty).listClaims(all, {}, { limit: 5, after: null }).next, null)
  t.ok(readModels)
})
