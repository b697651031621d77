import { isProblemCode, type ProblemCode } from '../app/problem-catalogue.ts'

/** One thing that is wrong, and where. Never the value that is wrong. */
export interface Finding {
  /**
   * `#/endsOn` in the body, `query/limit`, `header/idempotency-key`, a claim's id, `line/3` of a
   * file; `''` for the whole request.
   */
  readonly pointer: string
  /** Of the catalogue, unless there is a `detail`. */
  readonly code: string
  readonly detail?: string
  readonly facts?: Readonly<Record<string, string>> | undefined
}

/** The edge says no: nothing reached the ledger. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly code: ProblemCode
  readonly findings: readonly Finding[]

  constructor(code: ProblemCode, findings: readonly Finding[] = []) {
    super(code)
    this.code = code
    this.findings = findings
  }
}

/** One finding is the refusal itself; several are one refusal that lists them. */
export const refusalOf = (findings: readonly Finding[]): RequestRefused => {
  const [first] = findings
  const only = findings.length === 1 ? first?.code : undefined
  const code = only !== undefined && isProblemCode(only) ? only : 'validation-failed'
  return new RequestRefused(code, findings)
}
