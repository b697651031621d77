import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { jinlan } from '../support/run-jinlan.ts'
import {
  approvedClaims,
  newPerson,
  openFund,
  plannedBatch,
  type ServerOffice,
  startOffice,
} from './server-office.ts'
import { chief, fundId, officer, planner, type Said } from './treasury-fixture.ts'

/** Many at once over sockets, against one server on SQLite: caps and funds hold, and whoever loses is told. */

const start = '2024-10-01T09:00:00+08:00'
const noticeOver = '2024-10-14T09:00:00+08:00'

const opened = async (test: { teardown: typeof t.teardown }) => {
  const data = mkdtempSync(join(tmpdir(), 'jinlan-races-'))
  const office = await startOffice(data, start)
  test.teardown(async () => {
    await office.stop()
    rmSync(data, { recursive: true })
  })
  const sound = async (t: { same: typeof import('tap').same }): Promise<void> => {
    await office.stop()
    for (const verb of ['fsck', 'verify']) {
      t.same(await jinlan([verb, '--data', data]), { code: 0, stdout: '', stderr: '' }, verb)
    }
  }
  return { office, sound }
}

const fenOf = (yuan: string): number => Number(yuan.replace('.', ''))
const all = <T, U>(list: readonly T[], ask: (one: T, place: number) => Promise<U>) =>
  Promise.all(list.map(ask))

/** Reviewed claims of one person for 300 yuan each, of a bucket that holds 10,000. */
const reviewedClaims = async ({ post }: ServerOffice, personId: string, count: number) => {
  const claims: string[] = []
  for (let no = 0; no < count; no++) {
    const day = new Date(Date.UTC(2024, 0, 2 + 4 * no)).toISOString().slice(0, 10)
    const training = {
      course: 'workshop-in-province',
      trainingId: `SX-${no}`,
      startsOn: day,
      endsOn: day,
      eligibleCostYuan: '300.00',
    }
    const { completionId: basis } = (await post(officer, `/people/${personId}/completions`, training)).body
    const claim = { instrument: 'workshop-in-province', basis }
    const { claimId } = (await post(officer, `/people/${personId}/claims`, claim)).body
    await post('officer-330600', `/claims/${claimId}/review`)
    claims.push(claimId)
  }
  return claims
}

t.test('64 approvals at once come to the cap, to the fen; ten with one key are one', async (t) => {
  const { office, sound } = await opened(t)
  const { post, get } = office
  const claims = await reviewedClaims(office, await newPerson(office), 64)
  const answers = await all(claims, (claimId, no) =>
    post('reviewer-330602', `/claims/${claimId}/approve`, {}, `cap-${no}`),
  )
  t.same(new Set(answers.map(({ status }) => status)), new Set([200]))
  const [personId = ''] = (claims[0] ?? '').split('-')
  const granted = answers.filter(({ body }) => body.status === 'approved')
  t.equal(granted.length, 34, '33 of 300 and one of 100')
  const { buckets } = (await get(officer, `/people/${personId}/entitlement`)).body
  const bucket = buckets.find(({ bucket }: { bucket: string }) => bucket === 'workshop-in-province')
  t.match(bucket, { capYuan: '10000.00', reservedYuan: '10000.00', headroomYuan: '0.00' })
  const one = await all(claims, async (claimId) => (await get(officer, `/claims/${claimId}`)).body)
  const sum = one.reduce(
    (fen, { status, amountYuan }) => fen + (status === 'approved' ? fenOf(amountYuan) : 0),
    0,
  )
  t.equal(sum, 1_000_000)
  const [other = ''] = await reviewedClaims(office, await newPerson(office), 1)
  const same = await Promise.all(
    Array.from({ length: 10 }, () => post('reviewer-330602', `/claims/${other}/approve`, {}, 'one-key')),
  )
  const done = same.filter(({ status }) => status === 200)
  t.ok(done.length >= 1)
  for (const { body, status } of same) {
    t.match(body, status === 200 ? done[0]?.body : { code: 'request-in-progress' })
  }
  const again = await post('reviewer-330602', `/claims/${other}/approve`, {}, 'one-key')
  t.match(again, { repeated: true, body: done[0]?.body })
  const { events } = (await get(officer, `/claims/${other}/trace`)).body
  t.equal(events.filter(({ type }: { type: string }) => type === 'ClaimApproved').length, 1)
  await sound(t)
})

t.test('eight batches frozen at once draw no more than the fund has', async (t) => {
  const { office, sound } = await opened(t)
  const { post, get } = office
  const claims = await approvedClaims(office, 16)
  await openFund(office, '50000.00')
  const batches = await all([0, 2, 4, 6, 8, 10, 12, 14], (at) =>
    plannedBatch(office, claims.slice(at, at + 2)),
  )
  const answers = await all(batches, (batchId, no) =>
    post(no % 2 === 0 ? planner : chief, `/batches/${batchId}/freeze`, {}, `eight-${no}`),
  )
  const won = answers.filter(({ status }) => status === 200)
  t.equal(won.length, 2, '20,000 each of 50,000')
  for (const { status, body } of answers) {
    if (status !== 200) t.match({ status, body }, { status: 409, body: { code: 'fund-insufficient' } })
  }
  t.match((await get(planner, `/funds/${fundId}`)).body, {
    allottedYuan: '50000.00',
    reservedYuan: '40000.00',
    availableYuan: '10000.00',
  })
  for (const [no, batchId] of batches.entries()) {
    const isIn = answers[no]?.status === 200
    t.match((await get(planner, `/batches/${batchId}`)).body, { status: isIn ? 'frozen' : 'planned' })
    for (const claimId of claims.slice(2 * no, 2 * no + 2)) {
      t.equal((await get(officer, `/claims/${claimId}`)).body.batchId, isIn ? batchId : null)
    }
  }
  await sound(t)
})

t.test('two officers freeze the same claims: each claim is in one batch at most', async (t) => {
  const { office, sound } = await opened(t)
  const { post, get } = office
  await openFund(office, '900000.00')
  for (let round = 0; round < 4; round++) {
    const claims = await approvedClaims(office, 4)
    const batches = await all([planner, chief], (persona) => plannedBatch(office, claims, persona))
    const answers = await all(batches, (batchId, no) =>
      post(no === 0 ? planner : chief, `/batches/${batchId}/freeze`, {}, `two-${batchId}`),
    )
    const winners = batches.filter((_, no) => answers[no]?.status === 200)
    t.ok(winners.length <= 1, 'not both')
    for (const { status, body } of answers) {
      if (status !== 200) t.match({ status, body }, { status: 409, body: { code: 'claims-not-ready' } })
    }
    for (const claimId of claims) {
      t.equal((await get(officer, `/claims/${claimId}`)).body.batchId, winners[0] ?? null)
    }
    if (winners.length === 0) {
      // Each held something of the other's: nothing stays held, so one of them goes on.
      t.match(await post(planner, `/batches/${batches[0]}/freeze`), { status: 200 })
    }
  }
  t.match((await get(planner, `/funds/${fundId}`)).body, { reservedYuan: '160000.00' })
  await sound(t)
})

/** So many batches of two lines, their notices over. */
const closedNotices = async (office: ServerOffice, count: number): Promise<readonly string[]> => {
  const { post, moveClock } = office
  const claims = await approvedClaims(office, 2 * count)
  const batches = await all(
    Array.from({ length: count }, (_, no) => no),
    (no) => plannedBatch(office, claims.slice(2 * no, 2 * no + 2)),
  )
  for (const batchId of batches) {
    await post(planner, `/batches/${batchId}/freeze`)
    await post(planner, `/batches/${batchId}/notice`)
  }
  await moveClock(noticeOver)
  for (const batchId of batches) await post(planner, `/batches/${batchId}/close-notice`)
  return batches
}

t.test(
  'an approval while a line is removed covers exactly what stands, or is told what changed',
  async (t) => {
    const { office, sound } = await opened(t)
    const { post, get } = office
    await openFund(office, '900000.00')
    const outcomes: string[] = []
    for (const [no, batchId] of (await closedNotices(office, 8)).entries()) {
      const url = `/batches/${batchId}`
      const { digest } = (await get(planner, url)).body
      const [first, second] = (await get(planner, `${url}/lines`)).body.items
      const approve = () => post(chief, `${url}/approve`, { digest })
      const remove = () => post(planner, `${url}/remove`, { claimId: first.claimId, reason: '本人申请暂缓' })
      const [one, other] = await Promise.all(no % 2 === 0 ? [approve(), remove()] : [remove(), approve()])
      const [approved, removed] = (no % 2 === 0 ? [one, other] : [other, one]) as [Said, Said]
      outcomes.push(`${approved.status}/${removed.status}`)
      const after = (await get(planner, url)).body
      if (approved.status !== 200) {
        t.match(approved, {
          status: 409,
          body: { code: 'digest-changed', errors: [{ pointer: first.claimId }] },
        })
      }
      // Also after the approval, which then lapses with its digest.
      t.match(removed, { status: 200, body: { lines: 1 } })
      t.match(after, { status: 'notice-closed', lines: 1 })
      t.not(after.digest, digest)
      t.match(await post(chief, `${url}/approve`, { digest: after.digest }), { status: 200 })
      t.equal((await get(officer, `/claims/${first.claimId}`)).body.batchId, null)
      t.equal((await get(officer, `/claims/${second.claimId}`)).body.batchId, batchId)
    }
    t.comment(outcomes.join(' '))
    await sound(t)
  },
)
