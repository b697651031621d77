import t from 'tap'
import { idCheckCharacter } from '../../src/domain/id-number.ts'
import { api, body, given, idNumber, json, person, type Row, refused, type Sent } from './bad-requests.ts'
import { openFixture } from './http-fixture.ts'

/** What fields are refused for. Numbers in the names are rows of the catalogue of bad inputs. */

const idOf = (first17: string): string => first17 + idCheckCharacter(first17)

t.test('identity, names, telephone and accounts', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  await refused(t, fixture, [
    ['27 check digit', given({ idNumber: '110105194912310021' }), 422, 'id-checksum', '#/idNumber'],
    ['28 too old', given({ idNumber: '440524188001010014' }), 422, 'id-birthdate-implausible'],
    ['30 15 digits', given({ idNumber: '330699900101001' }), 422, 'id-legacy-unsupported'],
    ['31 no such day', given({ idNumber: idOf('33069919990230001') }), 422, 'id-birthdate-invalid'],
    ['31 born tomorrow', given({ idNumber: idOf('33069920241002001') }), 422, 'id-birthdate-invalid'],
    ['32 region 00', given({ idNumber: idOf('00069919900101001') }), 422, 'id-region-invalid'],
    ['32 region 99', given({ idNumber: idOf('99069919900101001') }), 422, 'id-region-invalid'],
    ['33 foreign card', given({ idNumber: idOf('93306991990010100') }), 422, 'id-foreign-card'],
    ['40 one character', given({ name: '张' }), 422, 'name-length', '#/name'],
    ['40 emoji', given({ name: '张😀' }), 422, 'name-characters'],
    ['41 formula', given({ name: '=1+1' }), 422, 'name-characters'],
    ['42 card', given({ bankAccount: '6222020000000000001' }), 422, 'card-invalid', '#/bankAccount'],
    ['43 social-security card', given({ bankAccount: 'A12345678' }), 422, 'card-kind'],
    ['45 telephone', given({ phone: '138000000001' }), 422, 'phone-length', '#/phone'],
    ['district', given({ district: '330699' }), 422, 'district-unknown', '#/district'],
    ['district of others', given({ district: '330603' }), 403, 'district-out-of-scope', '#/district'],
  ])
  const first = await fixture.post('officer-330602', `${api}/people`, {
    ...person,
    idNumber: ` ${idNumber.toLowerCase()}`,
  })
  t.equal(first.statusCode, 201)
  const wide = [...idNumber].map((c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)).join('')
  const again = await fixture.post('officer-330602', `${api}/people`, {
    ...person,
    idNumber: `${wide}\u200b`,
  })
  t.same(
    [again.statusCode, again.json().personId],
    [200, first.json().personId],
    '29 every spelling is one person',
  )
  await refused(t, fixture, [['35 another name', given({ name: '李四' }), 409, 'identity-mismatch']])
})

t.test('money, dates and steps', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { personId } = (await fixture.post('officer-330602', `${api}/people`, person)).json()
  const url = `${api}/people/${personId}/completions`
  const training = {
    course: 'overseas',
    trainingId: 'T1',
    startsOn: '2024-09-01',
    endsOn: '2024-09-20',
    eligibleCostYuan: '9.00',
  }
  const trained = (change: object): Sent => ({ ...body({ ...training, ...change }), url })
  const cost = (eligibleCostYuan: unknown): Sent => trained({ eligibleCostYuan })
  const badForms = [
    '1e5',
    '0x10',
    '1_000',
    '.5',
    '5.',
    '+1',
    'NaN',
    'Infinity',
    '00012',
    '１００',
    '1,000.00',
    ' 1',
    '1',
    '1.0',
  ]
  const badRanges = ['-1.00', '0.00', '1.000', '1000000000.00', '99999999999999999999.00']
  const badDays = [
    '2026-02-30',
    '2026-13-01',
    '20260305',
    '2026/3/5',
    '2024-09-20T00:00:00',
    '2024-09-20T00:00:00Z',
  ]
  const filed = await fixture.post('officer-330602', url, training)
  const claim = { instrument: 'overseas-training', basis: filed.json().completionId }
  const { claimId } = (await fixture.post('officer-330602', `${api}/people/${personId}/claims`, claim)).json()
  const claimed = (change: object): Sent => ({
    ...body({ ...claim, ...change }),
    url: `${api}/people/${personId}/claims`,
  })
  const step = (verb: string, value: object = {}): Sent => ({
    ...body(value),
    url: `${api}/claims/${claimId}/${verb}`,
  })
  await refused(t, fixture, [
    ...badForms.map((text): Row => [`46 ${text}`, cost(text), 422, 'amount-format', '#/eligibleCostYuan']),
    ['47 number', cost(1500.5), 422, 'number-not-allowed', '#/eligibleCostYuan'],
    ...badRanges.map((text): Row => [`48 ${text}`, cost(text), 422, 'amount-range', '#/eligibleCostYuan']),
    ...badDays.map((text): Row => [`52 ${text}`, trained({ endsOn: text }), 422, 'date-format', '#/endsOn']),
    ['53 ends before it starts', trained({ endsOn: '2024-08-31' }), 422, 'date-order', '#/endsOn'],
    ['54 in future', trained({ endsOn: '2024-10-02' }), 422, 'date-future', '#/endsOn'],
    [
      '56 no offset',
      { ...body({ now: '2025-01-01T00:00:00' }), url: `${api}/demo/clock` },
      422,
      'instant-format',
      '#/now',
    ],
    [
      'a clock back',
      { ...body({ now: '2024-09-30T00:00:00Z' }), url: `${api}/demo/clock` },
      409,
      'clock-not-forward',
    ],
    [
      '15 21 certificates',
      trained({
        certificates: Array(21).fill({
          occupation: 'a',
          level: 'b',
          number: 'C1234',
          issuedOn: '2024-09-01',
        }),
      }),
      422,
      'too-many',
      '#/certificates',
    ],
    ['id in text', trained({ trainingId: `T ${idNumber}` }), 422, 'personal-data-in-text', '#/trainingId'],
    ['course', trained({ course: 'knitting' }), 422, 'course-unknown', '#/course'],
    ['instrument', claimed({ instrument: 'knitting' }), 422, 'instrument-unknown', '#/instrument'],
    ['basis', claimed({ basis: idNumber }), 422, 'basis-format', '#/basis'],
    ['68 a step too early', step('resubmit'), 409, 'state-conflict'],
    ['a step of another role', step('approve'), 403, 'forbidden'],
    ['own work', step('review'), 403, 'separation-of-duties'],
    ['no reason', step('return'), 422, 'required', '#/reason'],
    [
      '66 stale If-Match',
      { ...step('return', { reason: 'x' }), headers: { ...json, 'if-match': '"1"' } },
      412,
      'revision-conflict',
    ],
    [
      'persona',
      { ...body({ persona: 'nobody' }), url: `${api}/session` },
      422,
      'persona-unknown',
      '#/persona',
    ],
  ])
  const conflict = await fixture.post('officer-330602', `${api}/claims/${claimId}/resubmit`)
  t.match(conflict.json().detail, /审核中/)
})

t.test('57 the day is that of Shanghai', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post } = fixture
  const { personId } = (await post('officer-330602', `${api}/people`, person)).json()
  const url = `${api}/people/${personId}/completions`
  const tomorrow = {
    course: 'overseas',
    trainingId: 'T1',
    startsOn: '2024-09-20',
    endsOn: '2024-10-02',
    eligibleCostYuan: '9.00',
  }
  await post('officer-330602', `${api}/demo/clock`, { now: '2024-10-01T23:59:59.999+08:00' })
  t.match((await post('officer-330602', url, tomorrow)).json(), { code: 'date-future' })
  await post('officer-330602', `${api}/demo/clock`, { now: '2024-10-02T00:00:00.000+08:00' })
  t.equal((await post('officer-330602', url, tomorrow)).statusCode, 201)
})

t.test('a digest with what looks like a phone or a card number in it is a digest', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const url = `${api}/batches/330602-202410-aaaaaa/approve`
  const approve = async (digest: string) => (await fixture.post('finance-330602', url, { digest })).json()
  for (const digest of ['ab', 'A'.repeat(64), `${'a'.repeat(63)}g`]) {
    t.match(await approve(digest), { code: 'value-unknown', errors: [{ pointer: '#/digest' }] })
  }
  for (const number of ['13800000000', '6222020000000000004', idNumber]) {
    t.match(await approve(number.padEnd(64, 'a')), { status: 404, code: 'not-found' }, number)
  }
})
