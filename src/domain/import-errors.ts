/** Why a step of an import is illegal. */
export type ImportErrorCode =
  | 'import-unknown'
  | 'import-not-judged'
  | 'import-unreadable'
  | 'import-cancelled'
  | 'import-commit-lapsed'
  | 'import-committing'
  | 'import-committed'
  | 'import-has-faults'
  | 'import-file-destroyed'
