import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openSqliteEventStore } from '../../src/event-store/sqlite-event-store.ts'
import { isLogInUse } from '../../src/event-store/sqlite-log.ts'

t.test('a log is in use as long as somebody has it open, also while nothing is written', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-in-use-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'log.sqlite')
  const store = openSqliteEventStore(file)
  const event = { id: '3d0cc2ad-64b4-5a3b-9c3e-8f3d9f1f2a77', type: 'Written', data: {}, metadata: {} }
  await store.append('person-1', [event], { expectedRevision: 'no_stream' })
  t.equal(isLogInUse(file), true)
  await store.close()
  t.equal(isLogInUse(file), false)
  t.equal(isLogInUse(file), false, 'looking leaves nothing behind')
  const again = openSqliteEventStore(file)
  t.equal((await again.readStream('person-1')).length, 1, 'nor does it take anything away')
  await again.close()
})
