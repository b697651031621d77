import { problemText } from '../app/problem-catalogue.ts'
import { atTerminal } from './at-terminal.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import type { OpenLedger } from './host.ts'

/** What the HTTP interface answers, as far as the tables here show it. */

export interface AsOf {
  readonly position: string | null
  readonly at: string | null
}

export interface EntitlementAnswer {
  readonly personId: string
  readonly buckets: readonly {
    readonly bucket: string
    readonly window: string
    readonly instruments: readonly { readonly name: string }[]
    readonly capYuan: string
    readonly reservedYuan: string
    readonly paidYuan: string
    readonly headroomYuan: string
    readonly pendingYuan: string
    readonly clause: string
    readonly interpretations: readonly { readonly id: string; readonly reading: string }[]
  }[]
  readonly held: readonly {
    readonly claimId: string
    readonly instrumentName: string
    readonly nextText: string
  }[]
  readonly asOf: AsOf
}

export interface ClaimAnswer {
  readonly claimId: string
  readonly instrumentName: string
  readonly district: string
  readonly filedOn: string
  readonly statusText: string
  readonly holder: string | null
  readonly holderText: string | null
  readonly dueOn: string | null
  readonly nextText: string
  readonly requestedYuan: string | null
  readonly amountYuan: string | null
  readonly grossPaidYuan: string
  readonly returnedYuan: string
  readonly recoveredYuan: string
  readonly paidYuan: string
  readonly batchId: string | null
  readonly payments: readonly {
    readonly no: number
    readonly batchId: string
    readonly amountYuan: string
    readonly outcome: 'paid' | 'returned'
    readonly on: string
    readonly paidOn: string | null
    readonly reasonText: string | null
    readonly replaces: number | null
  }[]
  readonly recoveries: readonly {
    readonly no: number
    readonly cause: 'person' | 'late-fact'
    readonly proposedAt: string
    readonly amountYuan: string
    readonly receivedYuan: string
    readonly statusText: string
    readonly parts: readonly { readonly amountYuan: string; readonly receivedOn: string }[]
  }[]
  readonly assessment: {
    readonly outcome: 'approved' | 'refused'
    readonly amountYuan: string
    readonly policy: { readonly id: string; readonly version: number }
    readonly explanations: readonly { readonly text: string; readonly next: string }[]
    readonly interpretations: readonly { readonly id: string; readonly reading: string }[]
    readonly steps: readonly {
      readonly rule: string
      readonly clause: string
      readonly interpretation: string | null
      readonly inYuan: string
      readonly outYuan: string
      readonly bucket: string | null
      readonly catalogue: {
        readonly occupation: string
        readonly level: string
        readonly year: number
      } | null
    }[]
  }
  readonly timeline: readonly { readonly stepText: string; readonly at: string; readonly by: string }[]
  readonly asOf: AsOf
}

export interface CapCheckAnswer {
  readonly askedYuan: string
  readonly amountYuan: string
  readonly cutYuan: string
  readonly cuts: readonly {
    readonly rule: string
    readonly bucket: string | null
    readonly clause: string
    readonly interpretation: { readonly id: string; readonly reading: string } | null
    readonly cutYuan: string
    readonly reasonText: string | null
  }[]
}

interface Problem {
  readonly code?: string
  readonly detail?: string
  readonly errors?: readonly { readonly code: string }[]
}

const exitByStatus: Readonly<Record<number, ExitCode>> = {
  400: exitCodes.usage,
  403: exitCodes.forbidden,
  422: exitCodes.usage,
  500: exitCodes.integrity,
  503: exitCodes.unavailable,
}

/** @throws {Failure} with the code and words of the HTTP interface's problem. */
export const readAnswer = async <Answer>(ledger: OpenLedger, path: string): Promise<Answer> => {
  const { status, body } = await ledger.read(path)
  if (status === 200) return body as Answer
  const { detail = '', errors = [], ...problem } = body as Problem
  // What is not found is said by the first of the errors; the problem itself is the same for all.
  const code = (status === 404 ? errors[0]?.code : undefined) ?? problem.code ?? 'internal-error'
  const { next } = problemText(code)
  const sentence = detail.endsWith(next) ? detail.slice(0, -next.length) : detail
  throw new Failure(code, exitByStatus[status] ?? exitCodes.judged, atTerminal(sentence), atTerminal(next))
}

/** Where in the log the figures come from. */
export const asOfText = ({ position, at }: AsOf): string =>
  position === null ? '反映到日志位置:空' : `反映到日志位置 ${position}(${shanghaiTime(at)})`

/** An instant as the office reads it: `2024-05-31 09:30`. */
export const shanghaiTime = (instant: string | null): string => {
  if (instant === null) return '--'
  const shifted = new Date(Date.parse(instant) + 8 * 3_600_000).toISOString()
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 16)}`
}
