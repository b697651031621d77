/** Why a step of an import is illegal. */
export type ImportErrorCode =
  | 'import-unknown'
  | 'import-not-judged'
  | 'import-unreadable'
  | 'import-cancelled'
  | 'import-committing'
  | 'import-committed'
  | 'import-has-faults'
  | 'import-file-destroyed'
