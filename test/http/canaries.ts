import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'

import { cellsOf, csvOf } from '../support/import-world.ts'

export const api = '/api/v1'

/** Values that nobody else has: wherever one of them turns up, it has leaked. */
export const canary = {
  idNumber: syntheticIdNumber(987_654),
  name: '鸐龘靐',
  phone: '13987654321',
  bankAccount: '6214835719283746508',
  bankName: '金丝雀农商银行',
  reason: '金丝雀因病未能到场',
  certificate: 'CANARY2024000777',
}
export const secrets = Object.values(canary)

/** The reason of a claim's step stands in the claim, for who may read it: there and nowhere else. */
export const withoutNotes = (answer: string): string =>
  answer.replaceAll(`"note":${JSON.stringify(canary.reason)}`, '"note":null')
const stranger = syntheticIdNumber(987_655)

const { idNumber, name, phone, bankAccount, bankName, reason, certificate } = canary
export const registration = { idNumber, name, district: '330602', phone, bankAccount, bankName }

/** The same person on a sheet: good in one row, with every secret where it does not belong in the others. */
export const sheet = (): Buffer => {
  const dates = { 开始日期: '2024-05-13', 结业日期: '2024-05-17', 发证日期: '2024-05-20' }
  const good = {
    ...{ 姓名: name, 证件号码: idNumber, 手机号: phone, 开户行: bankName, 银行账号: bankAccount },
    ...{ ...dates, 证书编号: `${certificate}1`, 培训班编号: 'SX-2024-9' },
  }
  const misplaced = secrets.flatMap((secret) =>
    ['所属区县', '培训类型', '等级', '费用(元)', '证书编号'].map((column) =>
      cellsOf(1, { ...good, 培训班编号: `T-${column.length}`, [column]: secret }),
    ),
  )
  return csvOf([
    cellsOf(1, good),
    cellsOf(2, { ...dates, 姓名: name, 证件号码: `${idNumber}9` }),
    ...misplaced,
  ])
}

interface Request {
  readonly url: string
  readonly body: object
  /** The Idempotency-Key; any, where it is left out. */
  readonly key?: string
}

const training = {
  course: 'composite',
  trainingId: 'T1',
  startsOn: '2024-05-01',
  endsOn: '2024-05-09',
  eligibleCostYuan: '100.00',
}

/** What an officer of the district sends about the person once registered: through every door that takes a secret. */
export const goodRequests = (personId: string): readonly Request[] => {
  const people = `${api}/people/${personId}`
  const certificates = [
    { occupation: '数控车工', level: '高级工', number: certificate, issuedOn: '2024-05-10' },
  ]
  const requests: readonly [string, object][] = [
    [`${people}/completions`, { ...training, certificates }],
    [`${people}/recognitions`, { title: 'golden-collar', grantedOn: '2024-05-01', document: '文1' }],
    [`${people}/recognitions/${personId}-r2/correct`, { document: '文2', reason }],
    [`${people}/claims`, { instrument: 'composite-workshop', basis: `${personId}-t1` }],
    [`${api}/claims/${personId}-c1/return`, { reason }],
    [`${api}/claims/${personId}-c1/resubmit`, {}],
    [`${api}/claims/${personId}-c1/reject`, { reason }],
    [`${people}/completions/${personId}-t1/withdraw`, { reason }],
    [`${people}/recognitions/${personId}-r2/revoke`, { revokedOn: '2024-06-01', reason }],
  ]
  return requests.map(([url, body]) => ({ url, body }))
}

/** Every secret in every place where it does not belong. */
export const badRequests = (personId: string): readonly Request[] => {
  const first: readonly Request[] = [
    { url: `${api}/people`, body: { ...registration, name: `${name}丙` } },
    {
      url: `${api}/people`,
      body: {
        ...registration,
        idNumber: `${idNumber}1`,
        phone: `${phone}1`,
        bankAccount: `${bankAccount}1`,
      },
    },
  ]
  return [...first, ...secrets.flatMap((secret) => misplaced(personId, secret))]
}

const misplaced = (personId: string, secret: string): readonly Request[] => {
  const people = `${api}/people/${personId}`
  const requests: readonly [string, object][] = [
    [`${api}/people`, { ...registration, [secret]: secret, idNumber: stranger, district: secret }],
    [`${people}/recognitions`, { title: secret, grantedOn: secret, document: idNumber }],
    [`${people}/completions`, { ...training, course: secret, trainingId: phone, endsOn: secret }],
    [`${people}/completions/${secret}/withdraw`, { reason: secret }],
    [`${people}/claims`, { instrument: secret, basis: secret, requestedYuan: secret }],
    [`${people}/claims`, { instrument: secret, basis: `${personId}-t1` }],
    [`${people}/completions`, { ...training, course: secret }],
    [`${people}/recognitions`, { title: secret, grantedOn: '2024-05-01', document: '文' }],
    [`${api}/session`, { persona: secret }],
    [`${api}/demo/clock`, { now: secret }],
  ]
  const key = encodeURIComponent(secret)
  const asKey = { url: `${api}/claims/${key}/review`, body: {}, key }
  return [...requests.map(([url, body]) => ({ url, body })), asKey]
}

/** To be read, with a secret in them. */
export const badAddresses: readonly string[] = secrets
  .map(encodeURIComponent)
  .flatMap((query) => [
    `${api}/claims?q=${query}&${query}=1`,
    `${api}/claims?after=${query}`,
    `${api}/people/${query}`,
    `/${query}`,
    `/problems/${query}`,
  ])

/** All that can be read about the person. */
export const reads = (personId: string): readonly string[] => [
  `${api}/people/${personId}`,
  `${api}/people/${personId}/entitlement`,
  `${api}/claims`,
  `${api}/claims/${personId}-c1`,
  `${api}/claims/${personId}-c1/trace`,
]
