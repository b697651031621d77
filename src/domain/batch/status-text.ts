import type { BatchStatus, LineStatus } from './state.ts'

/** The words that the finance office reads; the same in every channel. */
export const batchStatusText: Readonly<Record<BatchStatus, string>> = {
  planned: '拟定',
  freezing: '冻结中',
  frozen: '已冻结',
  noticed: '公示中',
  'notice-closed': '公示结束',
  approved: '已批准',
  released: '已放款',
  closed: '已结清',
  cancelled: '已作废',
}

export const batchStatuses = Object.keys(batchStatusText) as readonly BatchStatus[]

export const lineStatusText: Readonly<Record<LineStatus, string>> = {
  open: '待放款',
  removed: '已移出',
  sent: '待银行入账',
  paid: '已到账',
  returned: '退汇',
  'given-up': '不再拨付',
}

export const lineStatuses = Object.keys(lineStatusText) as readonly LineStatus[]
