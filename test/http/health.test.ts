import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { type EventStore, StoreUnavailable } from '../../src/event-store/event-store.ts'
import { type Vault, VaultIntegrityFailure, VaultUnavailable } from '../../src/vault/vault.ts'
import { type Fixture, openFixture } from './http-fixture.ts'

/** A server that cannot do its work says so, so that nobody sends it any. */

const api = '/api/v1'
const officer = 'officer-330602'
const person = { idNumber: syntheticIdNumber(500), name: '张三', district: '330602' }
const grant = { title: 'technical-expert-municipal', grantedOn: '2024-05-01', document: '文' }

const readiness = async (fixture: Fixture): Promise<{ status: number; checks: Record<string, string> }> => {
  const answer = await fixture.get(officer, '/readyz')
  return { status: answer.statusCode, checks: answer.json().checks }
}

const withVault = (change: Partial<Vault>) =>
  openFixture({ change: (parts) => ({ ...parts, vault: { ...parts.vault, ...change } }) })

t.test('a vault that is broken or takes nothing is not ready', async (t) => {
  const broken = await withVault({
    open: () => {
      throw new VaultIntegrityFailure('the vault’s database answers SQLITE_CORRUPT')
    },
  })
  const stopped = await withVault({ writable: () => false })
  t.teardown(() => Promise.all([broken.close(), stopped.close()]))
  for (const fixture of [broken, stopped]) {
    t.match(await readiness(fixture), { status: 503, checks: { vault: 'failed', log: 'ok' } })
  }
})

t.test('a vault on a full disk is out of service, though the log still takes events', async (t) => {
  let full = false
  const fixture = await openFixture({
    between: (store) => ({
      ...store,
      append: async (...request) => {
        if (full) throw new VaultUnavailable('the vault’s database answers SQLITE_FULL')
        return store.append(...request)
      },
    }),
  })
  t.teardown(() => fixture.close())
  const { personId } = (await fixture.post(officer, `${api}/people`, person)).json()
  t.match(await readiness(fixture), { status: 200, checks: { vault: 'ok' } })
  full = true
  const refused = await fixture.post(officer, `${api}/people/${personId}/recognitions`, grant)
  t.match(refused.json(), { code: 'vault-unavailable' })
  full = false
  t.equal((await fixture.post(officer, `${api}/people/${personId}/recognitions`, grant)).statusCode, 201)
  t.match(await readiness(fixture), { status: 503, checks: { vault: 'failed', log: 'ok' } })
})

t.test('an answer given again says nothing about the log', async (t) => {
  let down = false
  const fixture = await openFixture({
    between: (store: EventStore) => ({
      ...store,
      append: async (...request) => {
        if (down) throw new StoreUnavailable('ENOSPC')
        return store.append(...request)
      },
    }),
  })
  t.teardown(() => fixture.close())
  const { personId } = (await fixture.post(officer, `${api}/people`, person)).json()
  const url = `${api}/people/${personId}/recognitions`
  await fixture.post(officer, url, grant, 'k')
  down = true
  t.equal((await fixture.post(officer, url, { ...grant, document: '另文' })).statusCode, 503)
  t.match(await readiness(fixture), { status: 503, checks: { log: 'failed' } })
  const again = await fixture.post(officer, url, grant, 'k')
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.match(await readiness(fixture), { status: 503, checks: { log: 'failed' } })
  down = false
  await fixture.post(officer, url, { ...grant, document: '又一文' })
  t.match(await readiness(fixture), { status: 200, checks: { log: 'ok' } })
})
