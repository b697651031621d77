/** Life of a class: planned → open → finished → closed; cancelled from planned or open. */
export type TrainingStatus = 'planned' | 'open' | 'finished' | 'closed' | 'cancelled'
