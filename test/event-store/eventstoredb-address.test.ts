import { test } from 'tap'
import { parseEsdbAddress } from '../../src/event-store/eventstoredb-address.ts'

test('credentials are taken out of the address the client sees', async (t) => {
  t.same(parseEsdbAddress('esdb://admin:changeit@db.example:2113?tls=true&nodePreference=leader'), {
    address: 'esdb://db.example:2113?tls=true&nodePreference=leader',
    credentials: { username: 'admin', password: 'changeit' },
  })
})

test('a password may hold signs that also divide the address', async (t) => {
  const { address, credentials } = parseEsdbAddress('esdb+discover://a:p:w@d%3F%40/@db.example/')
  t.equal(address, 'esdb+discover://db.example')
  t.same(credentials, { username: 'a', password: 'p:w@d?@/' })
})

test('an insecure server is given some credentials all the same', async (t) => {
  for (const query of ['tls=false', 'TLS=false', 'keepAliveInterval=10000&tls=false']) {
    const { address, credentials } = parseEsdbAddress(`esdb://127.0.0.1:2113?${query}`)
    t.equal(address, `esdb://127.0.0.1:2113?${query}`)
    t.ok(credentials.username !== '' && credentials.password !== '')
  }
})

test('several hosts stay as they are', async (t) => {
  t.equal(parseEsdbAddress('esdb://a:b@one,two:2114?tls=true').address, 'esdb://one,two:2114?tls=true')
})
