import type { Action } from '../../src/domain/can.ts'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { cellsOf, csvOf } from '../support/import-world.ts'
import type { World } from './access-world.ts'
import { bankFile } from './treasury-fixture.ts'

/**
 * Whom a route reaches, beside the right to its action:
 * `record` who works for the person's district or provider, or is the person;
 * `office` who works for the district: no provider's or person's scope holds any of it;
 * `class` who works for the district, or is the provider;
 * `upload` who is the provider, or sees everything: no officer who did not upload it;
 * `starter` who started the job; `list` each their own; `create` who works for the district that is
 * named; `everyone` whoever has the right.
 */
export type Reach = 'record' | 'office' | 'class' | 'upload' | 'starter' | 'list' | 'create' | 'everyone'

/** What a route is held against. */
export interface Row {
  readonly action: Action | 'public'
  readonly reach: Reach
  readonly body?: object | undefined
  /** In place of a body. */
  readonly file?: string
  /** What follows the address. */
  readonly query?: (world: World) => string
  /** Which of the world's two claims and two batches; the frozen one where nothing is said. */
  readonly of?: 'frozen' | 'paid'
}

type Rows = Readonly<Record<string, Row>>

const to = (action: Row['action'], reach: Reach, body?: object): Row => ({ action, reach, body })
const paid = (row: Row): Row => ({ ...row, of: 'paid' })
const open = to('public', 'everyone')
const reason = '核对记录'

const title = { title: 'golden-collar', grantedOn: '2024-05-01', document: '绍市人社〔2024〕77号' }
const training = {
  course: 'composite',
  trainingId: 'T-9',
  startsOn: '2024-06-03',
  endsOn: '2024-06-05',
  eligibleCostYuan: '900.00',
}
const newcomer = { idNumber: syntheticIdNumber(77), name: '新来者', district: '330602' }
const fund = { district: '330602', source: 'employment-subsidy', year: 2025 }
const relative = 'b'.repeat(26)

const ofPeople = ({ completionId }: World): Rows => ({
  'POST /people': to('people.register', 'create', newcomer),
  'GET /people/:personId': to('people.read', 'record'),
  'GET /people/:personId/entitlement': to('entitlement.read', 'record'),
  'POST /people/:personId/details': to('people.change', 'record', { phone: '13800000000' }),
  'POST /people/:personId/move': to('people.move', 'record', { district: '330602', movedOn: '2024-10-01' }),
  'POST /people/:personId/relatives': to('people.declare-relative', 'record', { personId: relative }),
  'POST /people/:personId/reveal': to('people.reveal', 'record', { fields: ['name'], reason }),
  'POST /people/:personId/recognitions': to('recognitions.grant', 'record', title),
  'POST /people/:personId/recognitions/:recognitionId/correct': to('recognitions.correct', 'record', {
    document: '绍市人社〔2024〕78号',
    reason,
  }),
  'POST /people/:personId/recognitions/:recognitionId/revoke': to('recognitions.revoke', 'record', {
    revokedOn: '2024-06-01',
    reason,
  }),
  'POST /people/:personId/findings/:no/resolve': to('findings.resolve', 'record', {
    upheld: false,
    reason,
  }),
  'POST /people/:personId/completions': to('completions.record', 'record', training),
  'POST /people/:personId/completions/:completionId/correct': to('completions.correct', 'record', {
    trainingId: 'T-10',
    reason,
  }),
  'POST /people/:personId/completions/:completionId/withdraw': to('completions.withdraw', 'record', {
    reason,
  }),
  'POST /people/:personId/claims': to('claims.submit', 'record', {
    instrument: 'composite-workshop',
    basis: completionId,
  }),
})

const ofClaims: Rows = {
  'GET /claims': to('claims.read', 'list'),
  'GET /claims/:claimId': to('claims.read', 'record'),
  'GET /claims/:claimId/trace': to('claims.read', 'record'),
  'GET /claims/:claimId/cap-check': to('claims.read', 'record'),
  'POST /claims/:claimId/confirm-account': to('claims.confirm-account', 'record'),
  'POST /claims/:claimId/review': to('claims.review', 'record'),
  'POST /claims/:claimId/resubmit': to('claims.resubmit', 'record'),
  'POST /claims/:claimId/approve': to('claims.approve', 'record'),
  'POST /claims/:claimId/return': to('claims.return', 'record', { reason }),
  'POST /claims/:claimId/reject': to('claims.reject', 'record', { reason }),
  'POST /claims/:claimId/withdraw': to('claims.withdraw', 'record'),
  'POST /claims/:claimId/recoveries': to('recoveries.propose', 'record', { reason }),
  'POST /claims/:claimId/recoveries/:no/confirm': paid(to('recoveries.confirm', 'record')),
  'POST /claims/:claimId/recoveries/:no/dismiss': paid(to('recoveries.dismiss', 'record', { reason })),
  'POST /claims/:claimId/recoveries/:no/receive': paid(
    to('recoveries.receive', 'record', { amountYuan: '10.00', receivedOn: '2024-10-28' }),
  ),
}

const ofFunds: Rows = {
  'GET /balances': to('balances.read', 'list'),
  'POST /funds': to('funds.open', 'create', fund),
  'POST /funds/:fundId/allot': to('funds.allot', 'office', { amountYuan: '1.00', document: '文' }),
  'GET /funds': to('funds.read', 'list'),
  'GET /funds/:fundId': to('funds.read', 'office'),
}

const ofBatches = ({ frozenClaimId: claimId, paidClaimId }: World): Rows => ({
  'POST /batches': to('batches.plan', 'create', { district: '330602', claimIds: [claimId] }),
  'GET /batches': to('batches.read', 'list'),
  'GET /batches/:batchId': to('batches.read', 'office'),
  'GET /batches/:batchId/lines': to('batches.read', 'office'),
  'GET /batches/:batchId/reconciliation': to('batches.read', 'office'),
  'GET /batches/:batchId/notice': to('batches.read', 'office'),
  'GET /batches/:batchId/pay-list': paid(to('batches.pay-list', 'office')),
  'POST /batches/:batchId/freeze': to('batches.freeze', 'office'),
  'POST /batches/:batchId/close-notice': to('batches.close-notice', 'office'),
  'POST /batches/:batchId/close': to('batches.close', 'office'),
  'POST /batches/:batchId/approve': to('batches.approve', 'office', { digest: 'a'.repeat(64) }),
  'POST /batches/:batchId/cancel': to('batches.cancel', 'office', { reason }),
  'POST /batches/:batchId/objections': to('batches.object', 'office', { claimId, ground: reason }),
  'POST /batches/:batchId/objections/:no/resolve': paid(
    to('batches.resolve', 'office', { upheld: false, reason }),
  ),
  'POST /batches/:batchId/remove': to('batches.remove', 'office', { claimId, reason }),
  'POST /batches/:batchId/give-up': paid(to('batches.give-up', 'office', { claimId: paidClaimId, reason })),
  'POST /batches/:batchId/notice': to('batches.notice', 'office'),
  'POST /batches/:batchId/release': to('batches.release', 'office'),
  'POST /batches/:batchId/reissue': to('batches.reissue', 'office'),
  'POST /batches/:batchId/results': {
    ...to('batches.results', 'office'),
    file: bankFile([[1, claimId, '成功', '', '2024-10-14']]),
  },
})

const designation = {
  districts: ['330602'],
  from: '2024-01-01',
  until: '2024-12-31',
  document: '绍市人社〔2024〕9号',
}
const newTrainer = {
  idNumber: syntheticIdNumber(78),
  name: '新老师',
  occupation: '数控车工',
  level: '高级技师',
  certificateNumber: 'S000033010000240000078',
  from: '2024-01-01',
  until: '2024-12-31',
  document: '绍师资〔2024〕9号',
}
/** Whose provider is not said: a provider plans for itself. */
const suspension = { from: '2024-09-01', document: '停〔2024〕1号' }
const plannedClass = {
  trainingId: 'MATRIX-1',
  providerId: 'provider-1',
  ...{ course: 'composite', name: '新班', startsOn: '2024-06-03', endsOn: '2024-06-05', hours: 24 },
  ...{ place: '一楼', capacity: 10, department: 'human-resources', district: '330602' },
}

const ofTrainings: Rows = {
  'POST /providers': to('providers.designate', 'create', { providerId: 'p-9', name: '新校', ...designation }),
  'GET /providers': to('providers.read', 'list'),
  'GET /providers/:providerId': to('providers.read', 'class'),
  'GET /providers/:providerId/desk': to('provider-desk.read', 'class'),
  'GET /training-register': to('training-register.read', 'list'),
  'GET /certificates': to('certificates.read', 'list'),
  'GET /catalogue': to('catalogue.read', 'everyone'),
  'GET /findings': to('findings.read', 'list'),
  'POST /providers/:providerId/change': to('providers.designate', 'class', designation),
  'POST /providers/:providerId/suspend': to('providers.suspend', 'class', suspension),
  'POST /providers/:providerId/reinstate': to('providers.suspend', 'class', {
    on: '2024-09-02',
    document: '复〔2024〕1号',
  }),
  'POST /trainers': to('trainers.enlist', 'everyone', newTrainer),
  'GET /trainers': to('trainers.read', 'everyone'),
  'POST /trainers/:trainerId/delist': to('trainers.delist', 'everyone', {
    on: '2024-12-01',
    document: '退〔2024〕1号',
  }),
  'POST /trainings': to('trainings.plan', 'class', plannedClass),
  'GET /trainings': to('trainings.read', 'list'),
  'GET /trainings/:trainingId': to('trainings.read', 'class'),
  'POST /trainings/:trainingId/change': to('trainings.change', 'class', { name: '又一班' }),
  'POST /trainings/:trainingId/open': to('trainings.step', 'class'),
  'POST /trainings/:trainingId/finish': to('trainings.step', 'class'),
  'POST /trainings/:trainingId/close': to('trainings.step', 'class'),
  'POST /trainings/:trainingId/cancel': to('trainings.step', 'class'),
  'POST /trainings/:trainingId/learners/:personId/remove': to('trainings.remove-learner', 'class'),
  'POST /trainings/:trainingId/findings/:no/resolve': to('trainings.resolve', 'class', {
    upheld: false,
    reason,
  }),
}

/** A class that nobody opened, so that all its rows are wrong. */
export const sheet = csvOf([cellsOf(5, { 培训班编号: 'NONE-9', 培训类型: '职业技能培训' })]).toString()

const ofImports: Rows = {
  'POST /imports': {
    ...to('imports.upload', 'class'),
    file: sheet,
    query: ({ providerId }) => `?provider=${providerId}`,
  },
  'GET /imports': to('imports.read', 'list'),
  'GET /imports/:importId': to('imports.read', 'upload'),
  'GET /imports/:importId/rows': to('imports.rows', 'upload'),
  'GET /imports/:importId/marked': to('imports.marked', 'upload'),
  'GET /imports/template': to('imports.template', 'everyone'),
  'POST /imports/:importId/commit': to('imports.commit', 'upload'),
  'POST /imports/:importId/cancel': to('imports.cancel', 'upload'),
}

const others: Rows = {
  'GET /personas': open,
  'POST /session': to('public', 'everyone', { persona: 'auditor' }),
  'POST /demo/clock': to('public', 'everyone', { now: '2024-10-28T09:00:00+08:00' }),
  'GET /jobs/:jobId': to('jobs.read', 'starter'),
  'GET /policies': to('policy.read', 'everyone'),
  'GET /policies/:id': to('policy.read', 'everyone'),
}

const outside: Rows = Object.fromEntries(
  ['', 'problems', 'problems/:code', 'healthz', 'readyz', 'metrics', 'openapi.json']
    .map((path) => `GET /${path}`)
    .concat(
      ['', '/static/*', '/static/index.html', '/static/swagger-initializer.js', '/json', '/yaml'].map(
        (path) => `GET /docs${path}`,
      ),
    )
    .map((route) => [route, open]),
)

/** Every route by method and pattern. A route that is not here fails the test. */
export const rowsOf = (world: World): Rows => {
  const rows = {
    ...ofPeople(world),
    ...ofClaims,
    ...ofFunds,
    ...ofBatches(world),
    ...ofTrainings,
    ...ofImports,
    ...others,
  }
  const placed = Object.entries(rows).map(([route, row]) => [route.replace(' ', ' /api/v1'), row])
  return { ...Object.fromEntries(placed), ...outside }
}

/** A route's address in the world. */
export const addressIn = (route: string, row: Row, world: World): string => {
  const isPaid = row.of === 'paid'
  const ids: Readonly<Record<string, string>> = {
    personId: world.personId,
    claimId: isPaid ? world.paidClaimId : world.frozenClaimId,
    recognitionId: world.recognitionId,
    completionId: world.completionId,
    fundId: world.fundId,
    batchId: isPaid ? world.releasedBatchId : world.frozenBatchId,
    jobId: world.jobId,
    providerId: world.providerId,
    trainerId: world.trainerId,
    trainingId: world.trainingId,
    importId: world.importId,
    no: '1',
    id: 'plan-2024-2026',
    code: 'id-checksum',
  }
  const path = route.slice(route.indexOf('/'))
  return (
    path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '').replace('*', 'swagger-ui.css') +
    (row.query?.(world) ?? '')
  )
}

const nobody = 'a'.repeat(26)

/** Ids of nothing, in the own district where they name one. */
export const nothing: World = {
  personId: nobody,
  frozenClaimId: `${nobody}-c2`,
  paidClaimId: `${nobody}-c1`,
  recognitionId: `${nobody}-r1`,
  completionId: `${nobody}-t3`,
  fundId: '330602-employment-subsidy-2030',
  frozenBatchId: '330602-209901-aaaaaa',
  releasedBatchId: '330602-209901-bbbbbb',
  jobId: '00000000-0000-5000-8000-000000000000',
  providerId: 'provider-77',
  trainerId: nobody,
  trainingId: 'NONE-1',
  importId: '00000000-0000-5000-8000-000000000000',
  secrets: [],
}
