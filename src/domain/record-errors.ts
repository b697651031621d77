/** Illegal commands on completions, their certificates and findings; part of `DomainErrorCode`. */
export type RecordErrorCode =
  | 'level-unknown'
  | 'evaluation-kind'
  | 'training-course'
  | 'training-certificate'
  | 'finding-open'
  | 'finding-upheld'
