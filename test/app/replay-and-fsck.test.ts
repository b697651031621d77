import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { districtCodes, readDirectory } from '../../src/app/directory.ts'
import { fsck } from '../../src/app/fsck.ts'
import { Ledger } from '../../src/app/ledger.ts'
import { demoPersonas } from '../../src/app/personas.ts'
import { parsePolicyDocument } from '../../src/app/policy-document.ts'
import { publishShipped } from '../../src/app/publish-shipped.ts'
import { ReplayDifference, replay } from '../../src/app/replay.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import { createTreasury } from '../../src/app/treasury/create-treasury.ts'
import { DemoCallers } from '../../src/demo/callers.ts'
import { readCity } from '../../src/demo/city.ts'
import { DemoFinance } from '../../src/demo/finance-office.ts'
import { Performer } from '../../src/demo/performer.ts'
import { demoPrincipals } from '../../src/demo/principals.ts'
import { scheduleOf } from '../../src/demo/schedule.ts'
import { DemoTraining } from '../../src/demo/training-office.ts'
import type { EventStore, JsonObject, RecordedEvent } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { shippedCalendar } from '../../src/seeds.ts'
import type { LedgerKeys } from '../../src/vault/keys.ts'
import { createMemoryVault } from '../../src/vault/memory-vault.ts'
import { trainingOfficeOver } from '../support/trainings.ts'

const seeds = new URL('../../seeds/', import.meta.url)
const directory = readDirectory(new URL('directory.json', seeds))
const policy = new URL('policies/plan-2024-2026.json', seeds)
const document = parsePolicyDocument(JSON.parse(readFileSync(policy, 'utf8')))
const city = readCity(new URL('demo/city.json', seeds))

const store = createMemoryEventStore()
const random = (bytes: number) => randomBytes(bytes)
const vault = createMemoryVault({ random })
const [pidKey, vaultKey, digestKey, certificateKey] = [random(32), random(32), random(32), random(32)]
const keys: LedgerKeys = { pidKey, vaultKey, digestKey, certificateKey }
const rulebook = new Rulebook(store, document.id)
const districts = districtCodes(directory)
const training = trainingOfficeOver({ store, vault, keys, rulebook })
const ledger = new Ledger({ store, vault, keys, rulebook, districts, trainings: training.trainings })
const personIdOf = (idNumber: string): string => ledger.personIdOf(idNumber)
const personas = demoPrincipals(city, demoPersonas(directory, personIdOf), personIdOf)
const parts = {
  vault,
  personIdOf,
  certificateDigest: (number: string) => ledger.certificateDigest(number),
}

t.before(async () => {
  await publishShipped(rulebook, document, `${city.from}T00:00:00Z`)
  const calendar = shippedCalendar()
  const office = createTreasury({ store, ledger, rulebook, vault, directory, calendar })
  const callers = new DemoCallers(city, keys)
  const node = { ...office, ledger, vault }
  const finance = new DemoFinance({ city, node, personas, callers, calendar, people: 40 })
  new DemoTraining(finance.office, training).begin()
  await new Performer({ city, ledger, personas, callers, finance }).perform(scheduleOf(city, 40), () => {})
})

type Change = (event: RecordedEvent) => RecordedEvent | undefined

/** The log as a store would give it that does not keep its promises. Undefined: the event is gone. */
const altered = (change: Change): EventStore => {
  const through = (events: readonly RecordedEvent[]) => events.flatMap((event) => change(event) ?? [])
  return {
    ...store,
    readStream: async (stream, options) => through(await store.readStream(stream, options)),
    readAll: async ({ after, limit }) => {
      const events = await store.readAll({ after, limit })
      return through(events)
    },
  }
}

const plain = ({ id, type, stream, revision, position, data, metadata }: RecordedEvent) => {
  return { id, type, stream, revision, position, data, metadata }
}
const firstOf = async (wanted: (event: RecordedEvent) => boolean): Promise<RecordedEvent> => {
  const found = (await store.readAll({ after: null, limit: 10_000 })).find(wanted)
  if (found === undefined) throw new Error('the city has no such event')
  return plain(found)
}
const withData = (target: RecordedEvent, change: (data: JsonObject) => JsonObject): EventStore =>
  altered((event) => (event.id === target.id ? { ...target, data: change(target.data) } : event))

const approval = (event: RecordedEvent) => event.type === 'ClaimApproved'
const checked = (log: EventStore) => fsck(log, parts, () => {})

t.test('all well: every decision is found again, every event and commitment holds', async (t) => {
  let passed = 0
  const { streams, decisions } = await replay(store, rulebook, (events) => {
    passed = events
  })
  t.equal(streams, 40)
  t.ok(decisions > 100)
  t.ok(passed > decisions)
  const { events, findings } = await checked(store)
  t.same(findings, [])
  t.ok(events > passed - 100)
})

t.test('replay names the first decision that does not follow', async (t) => {
  const assessed = await firstOf(({ type }) => type === 'ClaimAssessed')
  const inflated = withData(assessed, (data) => {
    const assessment = data.assessment as JsonObject
    return { ...data, assessment: { ...assessment, amountFen: 1 } }
  })
  const { id, stream, revision } = assessed
  await t.rejects(
    replay(inflated, rulebook, () => {}),
    {
      name: 'ReplayDifference',
      event: { id, stream, revision },
      place: '/assessment/amountFen',
    },
  )
  const award = await firstOf(approval)
  const raised = withData(award, (data) => ({ ...data, amountFen: 1 }))
  await t.rejects(
    replay(raised, rulebook, () => {}),
    { name: 'ReplayDifference', event: { id: award.id }, place: '/amountFen' },
  )
  const unheard = withData(assessed, (data) => {
    const assessment = data.assessment as JsonObject
    return { ...data, assessment: { ...assessment, policy: { id: document.id, version: 9, digest: 'x' } } }
  })
  const difference = await replay(unheard, rulebook, () => {}).catch((error: unknown) => error)
  t.ok(difference instanceof ReplayDifference)
  t.match(difference, { place: '/assessment/policy' })
})

t.test('fsck names each event that is not as it must be', async (t) => {
  const award = await firstOf(approval)
  const registered = await firstOf(({ type }) => type === 'PersonRegistered')
  const noted = await firstOf(({ type }) => type === 'ClaimReturned')
  const certified = await firstOf(({ type }) => type === 'CertificateIssued')
  const cases: readonly [what: string, log: EventStore, event: RecordedEvent, says: RegExp][] = [
    [
      'an award above its cap',
      withData(award, (data) => ({ ...data, amountFen: 999_999_999 })),
      award,
      /超过事件所记的上限/,
    ],
    [
      'an id that is no command’s',
      altered((event) => (event.id === award.id ? { ...award, id: registered.id } : event)),
      { ...award, id: registered.id },
      /事件编号与命令不符/,
    ],
    [
      'another person’s event',
      withData(registered, (data) => ({ ...data, personId: 'somebody-else' })),
      registered,
      /人员编号/,
    ],
    [
      'a commitment that nothing opens',
      withData(noted, (data) => ({ ...data, noteCommitment: 'none' })),
      noted,
      /没有与承诺相符的 note/,
    ],
    [
      'a certificate that is not in the vault',
      withData(certified, (data) => {
        const certificate = data.certificate as JsonObject
        return { ...data, certificate: { ...certificate, numberDigest: 'none' } }
      }),
      certified,
      /号码/,
    ],
  ]
  for (const [what, log, event, says] of cases) {
    const { findings } = await checked(log)
    const found = findings.find(({ event: at }) => at?.id === event.id && at.stream === event.stream)
    t.match(found?.text, says, what)
  }
})

t.test('fsck finds a gap, a type that nobody knows, and an event that cannot be read', async (t) => {
  const award = await firstOf(approval)
  const filed = await firstOf(({ type }) => type === 'ClaimSubmitted')
  const gone = await checked(altered((event) => (event.id === filed.id ? undefined : event)))
  t.match(gone.findings[0], {
    event: { stream: filed.stream, revision: filed.revision + 1n },
    text: /不连续/,
  })
  const unknown = await checked(
    altered((event) => (event.id === award.id ? { ...award, type: 'Gift' } : event)),
  )
  t.match(unknown.findings[0]?.text, award.id)
  const formless = await checked(withData(award, () => ({})))
  t.match(formless.findings[0]?.text, award.id)
})
