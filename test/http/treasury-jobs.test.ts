import { createHash } from 'node:crypto'
import t from 'tap'
import { jobAnswer } from '../../src/http/answers/job.ts'
import {
  api,
  bankFile,
  chief,
  district,
  fundId,
  type Office,
  officer,
  openOffice,
  planner,
  releasedBatch,
} from './treasury-fixture.ts'

/** Long steps as jobs, and files that go in and out. */

const async = (office: Office, url: string, key: string, persona = planner) =>
  office.fixture.send(persona, {
    method: 'POST',
    url: `${api}${url}`,
    headers: { 'idempotency-key': key, prefer: 'respond-async' },
  })

t.test('a long step is answered with its job, and its outcome can be looked up', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const claims = await office.approved(2)
  const { batchId } = (await post(planner, '/batches', { district, claimIds: claims })).body
  const job = async (jobId: string, persona = planner) => (await get(persona, `/jobs/${jobId}`)).body

  const first = await async(office, `/batches/${batchId}/freeze`, 'short')
  t.match([first.statusCode, first.headers['preference-applied']], [202, 'respond-async'])
  const { jobId } = first.json()
  t.equal(first.headers.location, `${api}/jobs/${jobId}`)
  await office.fixture.parts.jobs.settle()
  const failed = await job(jobId)
  t.same(jobAnswer.parse(failed), failed)
  t.match(failed, { subject: batchId, stateText: '未办成', problem: { code: 'fund-insufficient' } })
  t.match(await job(jobId, chief), { status: 404, code: 'job-unknown' }, 'another person finds none')
  t.match(await job('x'), { status: 404, code: 'job-unknown' })
  t.match(await job(jobId, officer), { status: 404 }, 'nor does an officer')
  t.match(await job(jobId, 'auditor'), { status: 403 })

  await post(planner, '/funds', { district, source: 'employment-subsidy', year: 2024 })
  await post(planner, `/funds/${fundId}/allot`, { amountYuan: '30000.00', document: '绍市财社〔2024〕1号' })
  const url = `/batches/${batchId}/freeze`
  const [one, joined] = await Promise.all([
    async(office, url, 'freeze'),
    post(planner, url, undefined, 'freeze'),
  ])
  t.match([one?.statusCode, joined.status], [202, 200])
  t.match(joined.body, { status: 'frozen', totalYuan: '20000.00' }, 'who waits gets the same')
  t.match(await job(one?.json().jobId), {
    stateText: '已完成',
    done: 2,
    total: 2,
    result: joined.body,
    problem: null,
  })
  const [running, other] = await Promise.all([
    async(office, `/batches/${batchId}/notice`, 'notice'),
    post(planner, `/batches/${batchId}/notice`, { workingDays: 7 }, 'notice'),
  ])
  t.match([running?.statusCode, other.body], [202, { code: 'idempotency-key-reused' }])
  await office.fixture.parts.jobs.settle()
})

t.test('claims that cannot be in a batch are named, each with its reason', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post } = office
  const [ready = ''] = await office.approved(1)
  const missing = `${'a'.repeat(26)}-c1`
  const invalid = await post(planner, '/batches', { district, claimIds: ['330699199708130508'] })
  t.match(invalid, { status: 422, body: { code: 'claim-id-format', errors: [{ pointer: '#/claimIds/0' }] } })
  t.match((await post(planner, '/batches', { district, claimIds: [] })).body, { code: 'empty' })
  t.match((await post(planner, '/batches', { district, claimIds: [ready, ready] })).body, {
    code: 'claim-repeated',
  })
  t.match(await post(planner, '/batches', { district, claimIds: [ready, missing] }), {
    status: 409,
    body: { code: 'claims-not-ready', errors: [{ pointer: missing, code: 'claim-unknown', detail: /。$/ }] },
  })
  const { batchId } = (await post(planner, '/batches', { district, claimIds: [ready] })).body
  const [given = ''] = await office.approved(1)
  const { batchId: late } = (await post(planner, '/batches', { district, claimIds: [given] })).body
  t.match(await post(officer, `/claims/${given}/withdraw`), { status: 200 })
  for (const said of ['at first', 'repeated']) {
    const { body } = await post(planner, `/batches/${late}/freeze`, undefined, 'late')
    t.match(body.errors, [{ pointer: given, code: 'state-conflict', detail: /“已撤回”/ }], said)
  }
  const objection = { claimId: ready, ground: '钱多多未参加培训' }
  for (const persona of ['officer-330603', 'applicant-1']) {
    const there = await post(persona, `/batches/${batchId}/objections`, objection)
    const nowhere = await post(persona, '/batches/330602-209901-aaaaaa/objections', objection)
    t.match([there.status, there.body], [404, nowhere.body], 'before its notice nobody else knows of it')
  }
  t.match((await post(officer, `/batches/${batchId}/objections`, objection)).body, { code: 'batch-planned' })
  t.match((await post(planner, `/batches/${batchId}/cancel`, { reason: '名单有误' })).body, {
    statusText: '已作废',
  })
  t.match((await office.get(planner, `/batches?district=${district}&status=cancelled`)).body, {
    items: [{ batchId }],
    next: null,
  })
  for (const [persona, path] of [
    ['finance-330603', `/batches/${batchId}`],
    ['finance-330603', `/batches/${batchId}/lines`],
    ['finance-330603', `/batches/${batchId}/notice`],
    ['finance-330603', `/batches/${batchId}/reconciliation`],
    ['finance-330603', `/batches/${batchId}/pay-list`],
  ] as const) {
    const there = await office.get(persona, path)
    const nowhere = await office.get(persona, path.replace(batchId, '330602-209901-aaaaaa'))
    t.match([there.status, there.body], [404, nowhere.body], path)
  }
})

t.test('the bank file is the same each time; the answer comes as a form too', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const [claimId = ''] = await office.approved(1)
  const batchId = await releasedBatch(office, [claimId])
  const payList = (persona: string, query: string) =>
    office.fixture.send(persona, {
      method: 'GET',
      url: `${api}/batches/${batchId}/pay-list${query}`,
      headers: { accept: 'text/csv' },
    })
  const before = await office.fixture.count()
  for (const persona of [officer, 'reviewer-330602', 'admin', 'applicant-1']) {
    t.equal((await payList(persona, '')).statusCode, 403, persona)
  }
  t.match((await payList(planner, '?file=2')).json(), { status: 404, code: 'not-found' })
  t.equal((await payList(planner, '?format=pdf')).statusCode, 422)
  const { headers, statusCode } = await office.fixture.send(planner, {
    method: 'HEAD',
    url: `${api}/batches/${batchId}/pay-list`,
  })
  t.equal(statusCode, 405, 'no file, and no look')
  t.notOk(headers['content-disposition'])
  t.equal(await office.fixture.count(), before, 'whoever got nothing is not on record')
  const csv = await payList(planner, '')
  t.equal(csv.statusCode, 200)
  t.equal(csv.headers['content-type'], 'text/csv; charset=utf-8')
  t.match(csv.headers['content-disposition'], /attachment; filename="pay-list-.*-1\.csv"/)
  t.match(csv.payload, claimId)
  const [file] = (await office.get(planner, `/batches/${batchId}`)).body.files
  t.equal(createHash('sha256').update(csv.rawPayload).digest('hex'), file.fileDigest, 'what the event names')
  t.same((await payList('auditor', '?file=1')).rawPayload, csv.rawPayload)
  const xlsx = await payList(planner, '?format=xlsx')
  t.match(xlsx.headers['content-type'], /spreadsheetml/)
  t.equal(xlsx.rawPayload.subarray(0, 2).toString(), 'PK')
  t.same((await payList(planner, '')).rawPayload, csv.rawPayload)
  const looks = (await office.get('auditor', `/batches/${batchId}`)).body.timeline
    .filter(({ step }: { step: string }) => step === 'pay-list-shown')
    .map(({ by, file, stepText }: { by: string; file: object; stepText: string }) => [by, file, stepText])
  const words = '下载代发清册'
  t.same(
    looks,
    [
      [planner, { fileNo: 1, format: 'csv' }, words],
      ['auditor', { fileNo: 1, format: 'csv' }, words],
      [planner, { fileNo: 1, format: 'xlsx' }, words],
      [planner, { fileNo: 1, format: 'csv' }, words],
    ],
    'who got which file, the same one twice too',
  )
  const events = await office.fixture.store.readStream(`batch-${batchId}`)
  const told = events.filter(({ type }) => type === 'PayListShown')
  t.equal(told[0]?.data.fileDigest, file.fileDigest)
  t.equal(told[2]?.data.fileDigest, createHash('sha256').update(xlsx.rawPayload).digest('hex'))
  t.notMatch(JSON.stringify(told.map(({ data }) => data)), /622202|钱多多/)

  const form = (name: string, type = 'multipart/form-data; boundary=x') =>
    office.fixture.send(planner, {
      method: 'POST',
      url: `${api}/batches/${batchId}/results`,
      headers: { 'idempotency-key': `form-${name}-${type.length}`, 'content-type': type },
      payload: [
        '--x',
        `Content-Disposition: form-data; name="${name}"; filename="r.csv"`,
        'Content-Type: text/csv',
        '',
        bankFile([[1, claimId, '成功', '', '2024-10-14']]),
        '--x--',
        '',
      ].join('\r\n'),
    })
  t.match((await form('other')).json(), { status: 400, code: 'upload-missing' })
  t.match((await form('file', 'application/json')).json(), { status: 415, code: 'unsupported-media-type' })
  t.match((await form('file', 'multipart/form-data')).json(), { code: 'upload-missing' })
  const huge = await office.upload(planner, `/batches/${batchId}/results`, 'x'.repeat(10 * 1024 * 1024 + 1))
  t.match(huge.body, { status: 413, code: 'upload-too-large' })
  const two = await office.fixture.send(planner, {
    method: 'POST',
    url: `${api}/batches/${batchId}/results`,
    headers: { 'idempotency-key': 'two', 'content-type': 'multipart/form-data; boundary=x' },
    payload: ['成功', '失败']
      .map((outcome) => bankFile([[1, claimId, outcome, '销户', '2024-10-14']]))
      .flatMap((file) => ['--x', 'Content-Disposition: form-data; name="file"; filename="r.csv"', '', file])
      .concat('--x--', '')
      .join('\r\n'),
  })
  t.match(two.json(), { status: 400, code: 'upload-repeated', detail: /不止一个/ })
  t.equal((await office.get(planner, `/batches/${batchId}`)).body.results.sent.lines, 1, 'neither was taken')
  t.match((await form('file')).json(), { confirmed: 1, faults: [] })
  const bare = await async(office, `/batches/${batchId}/results`, 'bare')
  t.match(bare.json(), { status: 400, code: 'upload-missing' })
})
