/** Life of a class: planned → open → finished → closed; cancelled from planned or open. */
export type TrainingStatus = 'planned' | 'open' | 'finished' | 'closed' | 'cancelled'

/** The words that providers and officers read; the same in every channel. */
export const trainingStatusText: Readonly<Record<TrainingStatus, string>> = {
  planned: '计划中',
  open: '已开班',
  finished: '已结业',
  closed: '已办结',
  cancelled: '已取消',
}

export const trainingStatuses = Object.keys(trainingStatusText) as readonly TrainingStatus[]
