import type { ClaimStatus, RecoveryStatus } from './state.ts'

/** The words that applicants and officers read; the same in every channel. */
export const claimStatusText: Readonly<Record<ClaimStatus, string>> = {
  unconfirmed: '待补正',
  submitted: '审核中',
  reviewed: '审核中',
  returned: '待补正',
  approved: '待拨付',
  batched: '待拨付',
  noticed: '公示中',
  payable: '待拨付',
  paid: '已拨付',
  rejected: '未通过',
  withdrawn: '已撤回',
  recovered: '已追回',
}

export const claimStatuses = Object.keys(claimStatusText) as readonly ClaimStatus[]

export const isClaimStatus = (text: string): text is ClaimStatus => Object.hasOwn(claimStatusText, text)

export const recoveryStatusText: Readonly<Record<RecoveryStatus, string>> = {
  proposed: '待确认',
  confirmed: '待收回',
  dismissed: '不予追回',
  received: '已收回',
  reduced: '已核减',
  lapsed: '已失效',
}

export const recoveryStatuses = Object.keys(recoveryStatusText) as readonly RecoveryStatus[]

export const isRecoveryStatus = (text: string): text is RecoveryStatus =>
  Object.hasOwn(recoveryStatusText, text)
