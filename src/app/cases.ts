import { isDeepStrictEqual } from 'node:util'
import { formatYuan, sumFen } from '../domain/money.ts'
import type { Assessment } from '../domain/policy/assessment.ts'
import { awardsIn } from '../domain/policy/buckets.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { MalformedCase } from './case-file.ts'
import type { Case } from './case-form.ts'
import { CaseRun, ContradictoryStep } from './case-run.ts'

/** A decision as it was made, in the words of the case. */
export interface CaseClaim {
  readonly claim: string
  readonly outcome: 'approved' | 'refused'
  readonly amountYuan: string
  readonly reasons: readonly string[]
}

/** A bucket after the last step. */
export interface CaseBucket {
  readonly bucket: string
  readonly window: string
  readonly capYuan: string
  readonly usedYuan: string
  readonly headroomYuan: string
}

export interface CaseDifference {
  /** Where in `expect`: `claims/0`. */
  readonly place: string
  /** Undefined: not expected at all. */
  readonly expected: unknown
  /** Undefined: not computed at all. */
  readonly computed: unknown
}

export interface JudgedCase {
  readonly name: string
  readonly claims: readonly CaseClaim[]
  /** How each of `claims` came about, in their order. */
  readonly assessments: readonly Assessment[]
  readonly buckets: readonly CaseBucket[]
  /** Null: the case expects nothing. */
  readonly agrees: boolean | null
  readonly differences: readonly CaseDifference[]
}

/** Decides every claim of a case and compares with what it expects. Pure. */
export const judgeCase = (policy: Policy, trial: Case): JudgedCase | MalformedCase => {
  const { name, interpretations, steps, expect } = trial
  const run = new CaseRun(policy, interpretations)
  for (const [place, step] of steps.entries()) {
    try {
      run.take(step)
    } catch (error) {
      if (!(error instanceof ContradictoryStep)) throw error
      return { name, malformed: `steps · 第 ${place + 1} 项:${error.message}` }
    }
  }
  const claims = run.decisions.map(({ claim, assessment: { outcome, amountFen, reasons } }) => {
    return { claim, outcome, amountYuan: formatYuan(amountFen), reasons }
  })
  const assessments = run.decisions.map(({ assessment }) => assessment)
  const buckets = bucketsAfter(policy, run)
  const differences = differencesOf(expect, { claims, buckets })
  const agrees = expect === undefined ? null : differences.length === 0
  return { name, claims, assessments, buckets, agrees, differences }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const bucketsAfter = (
  policy: Policy,
  { state, touched }: Pick<CaseRun, 'state' | 'touched'>,
): readonly CaseBucket[] =>
  [...touched.values()]
    .sort(({ use: a }, { use: b }) => byText(a.bucket, b.bucket) || byText(a.window, b.window))
    .map(({ use, readings }) => {
      const usedFen = sumFen(awardsIn(policy, state, use, readings).map(({ amountFen }) => amountFen))
      return {
        bucket: use.bucket,
        window: use.window,
        capYuan: formatYuan(use.capFen),
        usedYuan: formatYuan(usedFen),
        headroomYuan: formatYuan(Math.max(0, use.capFen - usedFen)),
      }
    })

/** What `expect` says in any other form than the answer's differs from it. */
const differencesOf = (
  expect: unknown,
  answer: Readonly<Record<'claims' | 'buckets', readonly object[]>>,
): readonly CaseDifference[] => {
  if (expect === undefined) return []
  if (typeof expect !== 'object' || expect === null || Array.isArray(expect)) {
    return [{ place: '', expected: expect, computed: answer }]
  }
  return Object.entries(expect).flatMap(([part, expected]) => {
    const computed = part === 'claims' || part === 'buckets' ? answer[part] : undefined
    if (!Array.isArray(expected) || computed === undefined) return [{ place: part, expected, computed }]
    const length = Math.max(expected.length, computed.length)
    return Array.from({ length }, (_, place) => place)
      .filter((place) => !isDeepStrictEqual(expected[place], computed[place]))
      .map((place) => ({
        place: `${part}/${place}`,
        expected: expected[place] as unknown,
        computed: computed[place],
      }))
  })
}
