import type { Fate } from './city.ts'

export type Stage = 'confirm' | 'return' | 'review' | 'resubmit' | 'withdraw' | 'approve' | 'reject'

/** What is done with a claim after it was filed. */
export const stages: Readonly<Record<Fate, readonly Stage[]>> = {
  approved: ['review', 'approve'],
  resubmitted: ['return', 'resubmit', 'review', 'approve'],
  rejected: ['review', 'reject'],
  withdrawn: ['withdraw'],
  'withdrawn-after-approval': ['review', 'approve', 'withdraw'],
  'left-submitted': [],
  'left-reviewed': ['review'],
  'left-returned': ['return'],
}
