import type { ClaimStatus } from './state.ts'

/** The words that applicants and officers read; the same in every channel. */
export const claimStatusText: Readonly<Record<ClaimStatus, string>> = {
  submitted: '审核中',
  reviewed: '审核中',
  returned: '待补正',
  approved: '待拨付',
  rejected: '未通过',
  withdrawn: '已撤回',
}

export const claimStatuses = Object.keys(claimStatusText) as readonly ClaimStatus[]

export const isClaimStatus = (text: string): text is ClaimStatus => Object.hasOwn(claimStatusText, text)
