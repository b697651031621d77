import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { cellsOf, csvOf } from '../support/import-world.ts'
import { api, bankFile, cardNumber, type Office } from './treasury-fixture.ts'

/** One district's records of every kind that a route can be asked about. */
export interface World {
  readonly personId: string
  /** Approved, and in the frozen batch. */
  readonly frozenClaimId: string
  /** Paid, with a recovery proposed. */
  readonly paidClaimId: string
  readonly recognitionId: string
  readonly completionId: string
  readonly fundId: string
  /** Frozen, not noticed: nothing of it is public yet. */
  readonly frozenBatchId: string
  /** Released, with an objection that was dismissed. */
  readonly releasedBatchId: string
  /** Of the person who plans the district's batches. */
  readonly jobId: string
  readonly providerId: string
  readonly trainerId: string
  /** Opened, with a finding that nobody decided on. */
  readonly trainingId: string
  /** Uploaded by the provider, and judged. */
  readonly importId: string
  /** Whatever names this world, and would give it away in an answer to somebody outside. */
  readonly secrets: readonly string[]
}

export interface Plot {
  readonly district: string
  readonly provider: string
  /** Of the applicant, whose synthetic number is the same. */
  readonly applicant: number
  readonly name: string
  /** Of every batch, when the notice is over. */
  readonly noticeOver: string
  readonly paidOn: string
  readonly allottedYuan: string
}

export const home: Plot = {
  district: '330602',
  provider: 'provider-1',
  applicant: 1,
  name: '张本地',
  noticeOver: '2024-10-28T09:00:00+08:00',
  paidOn: '2024-10-28',
  allottedYuan: '76543.00',
}
export const abroad: Plot = {
  district: '330603',
  provider: 'provider-2',
  applicant: 2,
  name: '李外乡',
  noticeOver: '2024-10-14T09:00:00+08:00',
  paidOn: '2024-10-14',
  allottedYuan: '65432.00',
}

const districtRoles = ['officer', 'reviewer', 'finance']
export const personasAt = ({ district, provider, applicant }: Plot): readonly string[] => [
  `applicant-${applicant}`,
  provider,
  ...districtRoles.map((role) => `${role}-${district}`),
]

const title = 'technical-expert-municipal'

const trainings = {
  1: ['composite', 'composite-workshop'],
  2: ['workshop-in-province', 'workshop-in-province'],
} as const

/** A person with two approved claims, as the provider and the district would make them. */
const registered = async ({ post }: Office, { district, provider, applicant, name }: Plot) => {
  const registration = {
    idNumber: syntheticIdNumber(applicant),
    name,
    district,
    bankAccount: cardNumber(applicant),
    bankName: '绍兴银行',
  }
  const { personId } = (await post(provider, '/people', registration)).body
  const granted = { title, grantedOn: '2024-05-01', document: `绍市人社〔2024〕${applicant}号` }
  const { recognitionId } = (await post(`officer-${district}`, `/people/${personId}/recognitions`, granted))
    .body
  return { personId, recognitionId }
}

const approvedClaim = async ({ post }: Office, { district, provider }: Plot, personId: string, no: 1 | 2) => {
  const [course, instrument] = trainings[no]
  const training = {
    course,
    trainingId: `${provider}-${no}`,
    startsOn: `2024-0${no + 5}-03`,
    endsOn: `2024-0${no + 5}-07`,
    eligibleCostYuan: `${no}00.00`,
  }
  const { completionId } = (await post(provider, `/people/${personId}/completions`, training)).body
  const claim = { instrument, basis: completionId }
  const { claimId } = (await post(provider, `/people/${personId}/claims`, claim)).body
  await post('officer-330600', `/claims/${claimId}/review`)
  await post(`reviewer-${district}`, `/claims/${claimId}/approve`)
  return { completionId, claimId }
}

/** One more record, in the days of the second: a finding about it that nobody decided on. */
const overlapping = ({ post }: Office, { provider }: Plot, personId: string) =>
  post(provider, `/people/${personId}/completions`, {
    ...{ course: 'overseas', trainingId: `${provider}-3`, eligibleCostYuan: '300.00' },
    ...{ startsOn: '2024-07-01', endsOn: '2024-07-03' },
  })

/** A batch that was paid: its objection dismissed, its one line confirmed by the bank. */
const paidBatch = async (office: Office, { district, noticeOver, paidOn }: Plot, claimId: string) => {
  const { post, get, upload } = office
  const planner = `finance-${district}`
  const { batchId } = (await post(planner, '/batches', { district, claimIds: [claimId] })).body
  const url = `/batches/${batchId}`
  await post(planner, `${url}/freeze`)
  await post(planner, `${url}/notice`)
  await post('auditor', `${url}/objections`, { claimId, ground: '请核对结业日期' })
  await post(planner, `${url}/objections/1/resolve`, { upheld: false, reason: '核对无误' })
  await office.moveClock(noticeOver)
  await post(planner, `${url}/close-notice`)
  const { digest } = (await get(planner, url)).body
  await post('finance-330600', `${url}/approve`, { digest })
  await post(planner, `${url}/release`)
  await upload(planner, `${url}/results`, bankFile([[1, claimId, '成功', '', paidOn]]))
  await post(`reviewer-${district}`, `/claims/${claimId}/recoveries`, { reason: '查明不实' })
  return batchId
}

/** A provider that is designated for the district, and two of its classes with one trainer in one week. */
const openedClasses = async ({ post }: Office, { district, provider, applicant, name }: Plot) => {
  const officer = `officer-${district}`
  const year = { from: '2024-01-01', until: '2024-12-31', document: `绍市人社〔2024〕${applicant}00号` }
  await post(officer, '/providers', {
    ...{ providerId: provider, name: `${name}职业学校`, districts: [district], ...year },
  })
  const trainer = {
    ...{ idNumber: syntheticIdNumber(40 + applicant), name: '钱老师', ...year },
    ...{ occupation: '数控车工', level: '高级技师', certificateNumber: `S00003301000024000000${applicant}` },
  }
  const { trainerId } = (await post(officer, '/trainers', trainer)).body
  const trainingIds = [`K-${district}-1`, `K-${district}-2`]
  for (const trainingId of trainingIds) {
    await post(provider, '/trainings', {
      ...{ trainingId, course: 'composite', name: '数控班', startsOn: '2024-03-04', endsOn: '2024-03-08' },
      ...{
        hours: 40,
        place: `${trainingId} 教室`,
        trainerId,
        capacity: 30,
        department: 'industry',
        district,
      },
    })
    await post(provider, `/trainings/${trainingId}/open`)
  }
  return { providerId: provider, trainerId, trainingId: trainingIds[1] ?? '' }
}

const uploadedSheet = ({ applicant }: Plot): string =>
  csvOf([cellsOf(20 + applicant, { 培训班编号: 'NONE-8', 培训类型: '职业技能培训' })]).toString()

export const openWorld = async (office: Office, plot: Plot): Promise<World> => {
  const { district } = plot
  const planner = `finance-${district}`
  const { personId, recognitionId } = await registered(office, plot)
  const paid = await approvedClaim(office, plot, personId, 1)
  const frozen = await approvedClaim(office, plot, personId, 2)
  await overlapping(office, plot, personId)
  const classes = await openedClasses(office, plot)
  const fund = { district, source: 'employment-subsidy', year: 2024 }
  const { fundId } = (await office.post(planner, '/funds', fund)).body
  const paper = { amountYuan: plot.allottedYuan, document: `绍市财社〔2024〕${plot.applicant}号` }
  await office.post(planner, `/funds/${fundId}/allot`, paper)
  const releasedBatchId = await paidBatch(office, plot, paid.claimId)
  const second = { district, claimIds: [frozen.claimId] }
  const { batchId } = (await office.post(planner, '/batches', second)).body
  const job = await office.fixture.send(planner, {
    method: 'POST',
    url: `${api}/batches/${batchId}/freeze`,
    headers: { 'idempotency-key': `job-${district}`, prefer: 'respond-async' },
  })
  const uploaded = await office.upload(plot.provider, '/imports', uploadedSheet(plot))
  await office.fixture.parts.jobs.settle()
  const { importId } = uploaded.body
  return {
    personId,
    recognitionId,
    completionId: frozen.completionId,
    frozenClaimId: frozen.claimId,
    paidClaimId: paid.claimId,
    fundId,
    frozenBatchId: batchId,
    releasedBatchId,
    jobId: job.json().jobId,
    ...classes,
    importId,
    secrets: [
      importId,
      classes.trainingId,
      personId,
      fundId,
      releasedBatchId,
      batchId,
      plot.name,
      plot.allottedYuan,
    ],
  }
}
