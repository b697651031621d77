import { test } from 'tap'
import { IntegrityFailure, StoreUnavailable } from '../src/event-store/event-store.ts'
import { takeUp } from '../src/take-up.ts'

/** What the start cannot take up is told, never passed over. */

const nobody = {
  listBatches: () => ({ items: [], next: null }),
  listFunds: () => ({ items: [], next: null }),
}

const started = async (catchUp: () => Promise<void>, listClaims: () => object) => {
  const said: string[] = []
  let left = (): number => -1
  const queries = { ...nobody, listClaims }
  const node = { figures: () => ({ queries, catchUp }) } as unknown as Parameters<typeof takeUp>[0]
  const tell = (_: object, message: string) => said.push(message)
  const metrics = { gauge: (_: string, __: string, read: () => number) => (left = read) }
  await takeUp(node, { logger: { error: tell, warn: tell }, metrics } as never)
  return { said, left: left() }
}
const nothing = () => ({ items: [], next: null })

test('figures that cannot catch up are told, for what was interrupted since is not known', async (t) => {
  const other = () => Promise.reject(new IntegrityFailure('another log'))
  await t.rejects(started(other, nothing), { name: 'IntegrityFailure' })
  const behind = await started(() => Promise.reject(new StoreUnavailable('gone')), nothing)
  t.match(behind.said, [/figures do not follow/, /figures do not follow/])
  t.equal(behind.left, 2)
  const broken = await started(
    async () => {},
    () => {
      throw new Error('figures')
    },
  )
  t.match([broken.said, broken.left], [['nothing was resumed'], 1])
  t.strictSame(await started(async () => {}, nothing), { said: [], left: 0 })
})
