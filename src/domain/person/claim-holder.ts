import type { ClaimStatus } from './state.ts'

/** At whose desk a claim lies. */
export type ClaimHolder = 'applicant' | 'officer' | 'reviewer' | 'finance' | 'bank' | 'checker'

const holders: Readonly<Record<ClaimStatus, ClaimHolder | null>> = {
  unconfirmed: 'applicant',
  submitted: 'officer',
  returned: 'applicant',
  reviewed: 'reviewer',
  approved: 'finance',
  batched: 'finance',
  noticed: 'finance',
  payable: 'bank',
  paid: null,
  rejected: null,
  withdrawn: null,
  recovered: null,
}

/** Who has to do the next step; null when there is none. */
export const claimHolder = (status: ClaimStatus): ClaimHolder | null => holders[status]

export const claimHolderText: Readonly<Record<ClaimHolder, string>> = {
  applicant: '申领人',
  officer: '初审经办人',
  reviewer: '复核人',
  finance: '财政经办人',
  bank: '银行',
  checker: '没有录入这条记录的经办人或复核人',
}

/** What happens next, for the person who waits. */
export const claimNextText: Readonly<Record<ClaimStatus, string>> = {
  unconfirmed: '请确认收款账户。',
  submitted: '等待初审。',
  returned: '请补正后重新提交。',
  reviewed: '等待复核。',
  approved: '等待列入拨付批次。',
  batched: '等待公示。',
  noticed: '公示期满且无异议后拨付。',
  payable: '等待银行入账。',
  paid: '已经办结。',
  rejected: '已经办结,理由见核算说明。',
  withdrawn: '已经撤回,可以重新申领。',
  recovered: '款项已全部追回。',
}
