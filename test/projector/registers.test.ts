import { test } from 'tap'
import type { PersonEvent } from '../../src/domain/person/events.ts'
import { evolvePerson } from '../../src/domain/person/evolve.ts'
import { initialPerson, type PersonState } from '../../src/domain/person/state.ts'
import { personInScope, type Scope } from '../../src/domain/scope.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { countCuts } from '../../src/http/read-registers.ts'
import { createQueries } from '../../src/projector/queries.ts'
import { rebuildReadModels } from '../../src/projector/rebuild.ts'
import { openFigures } from '../support/figures.ts'
import { cityLog, record } from '../support/person-log.ts'

/** Registers of completions, certificates and findings, against the people they are registers of. */

const people = new Map<string, PersonState>()
const log = [...cityLog({ seed: 6, people: 120, steps: 60, atOnce: 20 })]
for (const { stream, events } of log) {
  for (const event of events as unknown as PersonEvent[]) {
    people.set(stream, evolvePerson(people.get(stream) ?? initialPerson, event))
  }
}

/** As the events say: people's states do not keep where somebody lived when a completion was recorded. */
const recorded = log.flatMap(({ events }) => events as unknown as PersonEvent[])
const districtOf = new Map<string, string>()
for (const { type, data } of recorded) {
  if (type === 'TrainingCompleted' || type === 'CompletionCorrected') {
    districtOf.set(data.completionId, data.district ?? '')
  }
}

const standing = [...people.values()].flatMap((person) =>
  [...person.facts.values()].flatMap((fact) => {
    if (fact.kind !== 'completion' || fact.revoked) return []
    const claims = [...person.claims.values()].filter(({ basis }) => basis === fact.id)
    const paid = claims.filter(({ status }) => status === 'paid' || status === 'recovered')
    return [
      {
        personId: person.personId,
        provider: fact.provider,
        district: districtOf.get(fact.id) ?? null,
        department: null,
        occupation: fact.certificates[0]?.occupation ?? null,
        level: fact.certificates[0]?.level ?? null,
        year: fact.relevantOn.slice(0, 4),
        certificates: fact.certificates.length,
        awardedFen: claims.reduce((sum, { amountFen }) => sum + (amountFen ?? 0), 0),
        paidFen: paid.reduce((sum, { amountFen }) => sum + (amountFen ?? 0), 0),
      },
    ]
  }),
)
type Standing = (typeof standing)[number]

const counted = (key: string | null, some: readonly Standing[]) => ({
  key,
  people: new Set(some.map(({ personId }) => personId)).size,
  personTimes: some.length,
  certificates: some.reduce((sum, one) => sum + one.certificates, 0),
  awardedFen: some.reduce((sum, one) => sum + one.awardedFen, 0),
  paidFen: some.reduce((sum, one) => sum + one.paidFen, 0),
})

const figures = async (t: Parameters<typeof openFigures>[0]) => {
  const store = createMemoryEventStore()
  await record(store, log)
  const readModels = openFigures(t)
  await rebuildReadModels({ store, readModels })
  return createQueries(readModels)
}

const scopes: readonly (readonly [Scope, (one: Standing) => boolean])[] = [
  [{ kind: 'all' }, () => true],
  [
    { kind: 'districts', districts: ['330602', '330681'] },
    ({ district }) => ['330602', '330681'].includes(district ?? ''),
  ],
  [{ kind: 'provider', provider: 'p-1' }, ({ provider }) => provider === 'p-1'],
  [{ kind: 'provider', provider: 'nobody' }, () => false],
]

test('counts by every cut, in every scope and year, are those of the people', async (t) => {
  const queries = await figures(t)
  t.ok(standing.length > 300 && standing.some(({ paidFen }) => paidFen > 0), `${standing.length} completions`)
  for (const [scope, isIn] of scopes) {
    for (const year of [undefined, '2025', '1999']) {
      const some = standing.filter((one) => isIn(one) && (year === undefined || one.year === year))
      for (const by of countCuts) {
        const keys = [...new Set(some.map((one) => one[by]))].sort((a, b) =>
          (a ?? '~') < (b ?? '~') ? -1 : 1,
        )
        const { items, total } = queries.trainingCounts(scope, by, { year })
        const expected = keys.map((key) =>
          counted(
            key,
            some.filter((one) => one[by] === key),
          ),
        )
        t.strictSame(items, expected, `${scope.kind} ${by} ${year}`)
        t.strictSame({ ...total, key: null }, counted(null, some))
      }
    }
  }
  t.end()
})

test('a certificate is found by its digest, and by the day of its provider, until it is voided', async (t) => {
  const queries = await figures(t)
  const holders = new Map<string, string[]>()
  const issued = new Map<string, number>()
  for (const person of people.values()) {
    for (const { id, revoked, certificates, provider } of person.facts.values()) {
      for (const { numberDigest, issuedOn } of certificates) {
        holders.set(numberDigest, [...(holders.get(numberDigest) ?? []), ...(revoked ? [] : [id])])
        if (provider === null || revoked) continue
        const key = `${provider} ${issuedOn}`
        issued.set(key, (issued.get(key) ?? 0) + 1)
      }
    }
  }
  t.ok(
    [...holders.values()].some((ids) => ids.length === 0),
    'some were voided',
  )
  for (const [digest, ids] of holders) t.strictSame(queries.certificateHolders(digest).toSorted(), ids.sort())
  for (const [key, count] of issued) {
    const [provider = '', day = ''] = key.split(' ')
    t.equal(queries.certificatesIssued(provider, day, 1_000), count)
    t.equal(queries.certificatesIssued(provider, day, 1), 1)
  }
  t.strictSame(queries.certificateHolders('none'), [])
})

test('findings are listed by status within the scope, newest first', async (t) => {
  const queries = await figures(t)
  const all = [...people.values()].flatMap(({ findings, personId }) =>
    findings.map((finding) => ({ ...finding, personId })),
  )
  for (const status of ['open', 'upheld', 'dismissed'] as const) {
    const { items } = queries.listFindings({ kind: 'all' }, { status }, { limit: 1_000, after: null })
    const named = (list: readonly { personId: string | null; no: number }[]) =>
      list.map(({ personId, no }) => `${personId}/${no}`).sort()
    t.strictSame(named(items), named(all.filter((one) => one.status === status)), status)
    t.ok(items.length > 0)
  }
  const here: Scope = { kind: 'districts', districts: ['330602'] }
  const { items, next } = queries.listFindings(here, {}, { limit: 2, after: null })
  const isSeen = (personId: string): boolean => {
    const person = people.get(`person-${personId}`)
    return person !== undefined && personInScope(here, person)
  }
  t.ok(items.every(({ personId }) => isSeen(personId)) && next !== null)
  const whole = queries.listFindings(here, {}, { limit: 10_000, after: null }).items
  t.equal(whole.length, all.filter(({ personId }) => isSeen(personId ?? '')).length, 'as the person is seen')
  t.ok(
    whole.some(({ district }) => district !== '330602'),
    'some came from elsewhere',
  )
  t.strictSame(queries.listFindings({ kind: 'own', personId: 'x' }, {}, { limit: 2, after: null }).items, [])
})

test('a provider’s desk: its claims by batch and status', async (t) => {
  const queries = await figures(t)
  const own = [...people.values()].flatMap(({ claims }) =>
    [...claims.values()].filter(({ provider }) => provider === 'p-1'),
  )
  const { items } = queries.deskMoney({ kind: 'provider', provider: 'p-1' }, 'p-1')
  t.equal(
    items.reduce((sum, { claims }) => sum + claims, 0),
    own.length,
  )
  const paid = own.filter(({ status }) => status === 'paid')
  t.equal(
    items.flatMap((one) => (one.status === 'paid' ? [one.paidFen] : [])).reduce((sum, fen) => sum + fen, 0),
    paid.reduce((sum, { amountFen }) => sum + (amountFen ?? 0), 0),
  )
  t.strictSame(queries.deskMoney({ kind: 'provider', provider: 'p-2' }, 'p-1').items, [], 'of nobody else')
})
