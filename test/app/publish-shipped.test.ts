import { readFileSync } from 'node:fs'
import t from 'tap'
import { parsePolicyDocument } from '../../src/app/policy-document.ts'
import { publishShipped } from '../../src/app/publish-shipped.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import type { EventStore } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'

const shipped = new URL('../../seeds/policies/plan-2024-2026.json', import.meta.url)
const document = parsePolicyDocument(JSON.parse(readFileSync(shipped, 'utf8')))
const now = '2026-03-04T01:00:00.000Z'

const typesIn = async (store: EventStore) =>
  (await store.readAll({ after: null, limit: 100 })).map(({ type }) => type)
const rulebookOf = (store: EventStore) => new Rulebook(store, document.id)
const versioned = (change: Partial<PolicyDocument>): PolicyDocument => ({ ...document, ...change })

t.test(
  'into an empty log it is drafted and approved by two, once, also by two starts at a time',
  async (t) => {
    const store = createMemoryEventStore()
    const [one, other] = [rulebookOf(store), rulebookOf(store)]
    await Promise.all([publishShipped(one, document, now), publishShipped(other, document, now)])
    t.equal(await publishShipped(rulebookOf(store), document, '2027-01-01T00:00:00Z'), undefined)
    t.same(await typesIn(store), ['PolicyDrafted', 'PolicyApproved'])
    const events = await store.readAll({ after: null, limit: 100 })
    const people = events.map(({ metadata }) => (metadata.actor as { pid: string }).pid)
    t.equal(new Set(people).size, 2)
    t.equal(one.inForce('2024-01-01').version, 1, 'from the first day of its term')
  },
)

t.test('a start cut short after the draft is finished by the next', async (t) => {
  const store = createMemoryEventStore()
  let appends = 0
  const dying: EventStore = {
    ...store,
    append: (...request) => {
      if (++appends > 1) throw new Error('killed')
      return store.append(...request)
    },
  }
  await t.rejects(publishShipped(rulebookOf(dying), document, now), { message: 'killed' })
  t.same(await typesIn(store), ['PolicyDrafted'])
  await publishShipped(rulebookOf(store), document, now)
  t.same(await typesIn(store), ['PolicyDrafted', 'PolicyApproved'])
})

t.test('over a published policy nothing is published; it says where the two part', async (t) => {
  const store = createMemoryEventStore()
  await publishShipped(rulebookOf(store), document, now)
  const newer = await publishShipped(rulebookOf(store), versioned({ version: 2 }), now)
  t.match(newer, /第 2 版还没有发布(.*)第 1 版/)
  t.match(newer, 'policy publish')
  t.match(await publishShipped(rulebookOf(store), versioned({ title: '另一份' }), now), /以台账为准/)
  t.equal(await publishShipped(rulebookOf(store), document, now), undefined)
  t.same(await typesIn(store), ['PolicyDrafted', 'PolicyApproved'])
})

t.test('what a person drafted waits for a person', async (t) => {
  const store = createMemoryEventStore()
  const actor = { account: 'policy-officer', role: 'policy-officer', pid: 'somebody' } as const
  const commandId = '2f2d8e5c-6b0a-5d5e-9a53-0d7f4f1f3a51'
  await rulebookOf(store).draft(document, '2026-03-04', { commandId, digest: 'd', actor, at: now })
  t.equal(await publishShipped(rulebookOf(store), document, now), undefined)
  t.same(await typesIn(store), ['PolicyDrafted'])
})
