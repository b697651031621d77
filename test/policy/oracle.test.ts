import fc from 'fast-check'
import { test } from 'tap'
import type { Assessment } from '../../src/domain/policy/assessment.ts'
import { byAssess, byCommands, lives } from '../support/histories.ts'
import { oracle } from '../support/oracle.ts'
import { shippedPolicy } from '../support/policies.ts'
import { runs } from '../support/runs.ts'

/**
 * The rulebook against a second, independent program, on random histories. Each history is decided three
 * times: by the oracle, by `assess` with chosen readings, and by the commands of a person's stream under a
 * policy that has those readings in force.
 */

const touchesNothing = ['basis-missing', 'instrument-not-in-force', 'outside-policy-term']

const essence = ({ outcome, amountFen, reasons, buckets }: Assessment) => ({
  outcome,
  amountFen,
  reasons,
  buckets: reasons.some((reason) => touchesNothing.includes(reason))
    ? []
    : buckets
        .map(({ bucket, window, capFen, usedFen }) => ({ bucket, window, capFen, usedFen }))
        .sort((a, b) => (`${a.bucket} ${a.window}` < `${b.bucket} ${b.window}` ? -1 : 1)),
})

/** What an applicant is shown must lead from what was asked to what was awarded, without a gap. */
const brokenStep = ({ steps, amountFen, outcome, reasons }: Assessment): string | undefined => {
  if (outcome === 'approved') {
    const gap = steps.findIndex((step, i) => i > 0 && step.inFen !== steps[i - 1]?.outFen)
    if (gap > 0) return `step ${gap} does not start where the one before ended`
    if (steps.at(-1)?.outFen !== amountFen) return 'the last step does not end in the amount'
  }
  const unexplained = reasons.filter((reason) => !steps.some((step) => step.reason === reason))
  return unexplained.length > 0 ? `no step gives ${unexplained}` : undefined
}

const equal = (found: unknown, wanted: unknown, by: string): void => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (a !== b) throw new Error(`${by} answers ${a}, the oracle ${b}`)
}

test('the rulebook agrees with an independent oracle on random histories', (t) => {
  const seen = new Map<string, number>()
  const property = fc.property(lives, (life) => {
    const wanted = oracle(life.steps, life.readings)
    for (const { reasons, outcome } of wanted) {
      for (const name of [...reasons, outcome]) seen.set(name, (seen.get(name) ?? 0) + 1)
    }
    const withoutIds = wanted.map(({ claim: _claim, ...decision }) => decision)
    const assessed = byAssess(life)
    equal(assessed.map(essence), withoutIds, 'assess')
    equal(byCommands(life).map(essence), withoutIds, 'the stream')
    for (const assessment of assessed) {
      const broken = brokenStep(assessment)
      if (broken !== undefined) throw new Error(broken)
    }
  })
  fc.assert(property, runs(6_000, 500_000))
  // A case has no certificates, and so no catalogue.
  const unused = ['certificate-missing', 'filing-window-closed', 'excluded-by-other', 'yearly-count-reached']
  unused.push('occupation-not-listed')
  for (const { code } of shippedPolicy.reasons) {
    if (!unused.includes(code)) t.ok((seen.get(code) ?? 0) > 50, `${code} came up ${seen.get(code)} times`)
  }
  t.comment(JSON.stringify([...seen]))
  t.end()
})
