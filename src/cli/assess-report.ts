import type { MalformedCase } from '../app/case-file.ts'
import type { CaseDifference, JudgedCase } from '../app/cases.ts'
import { formatYuan } from '../domain/money.ts'
import type { Assessment } from '../domain/policy/assessment.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { Terminal } from './terminal.ts'
import { groupedYuan, outcomeText, stepLines } from './words.ts'

/** One case for programs. */
export const caseReport = (file: string, answer: JudgedCase | MalformedCase): object => {
  if ('malformed' in answer) return { file, ...answer }
  const { name, claims, assessments, buckets, agrees, differences } = answer
  const explained = claims.map((claim, place) => ({ ...claim, ...derivation(assessments[place]) }))
  return { file, name, claims: explained, buckets, agrees, differences }
}

const derivation = (assessment: Assessment | undefined): object => ({
  policy: assessment?.policy,
  interpretations: assessment?.interpretations,
  steps: assessment?.steps.map(({ inFen, outFen, ...step }) => ({
    ...step,
    inYuan: formatYuan(inFen),
    outYuan: formatYuan(outFen),
  })),
})

/** One case for people: every claim with its steps, what is left of the buckets, what differs. */
export const caseText = (terminal: Terminal, policy: Policy, file: string, judged: JudgedCase): string => {
  const { name, claims, assessments, buckets, agrees, differences } = judged
  const lines = [
    `${mark(terminal, agrees)} ${terminal.styled('bold', name)}  ${terminal.styled('dim', file)}`,
  ]
  for (const [place, claim] of claims.entries()) {
    const assessment = assessments[place]
    if (assessment === undefined) continue
    const instrument = policy.instrument.get(assessment.instrument)?.name ?? assessment.instrument
    const amount = claim.outcome === 'approved' ? ` ${groupedYuan(claim.amountYuan)} 元` : ''
    lines.push(`  ${claim.claim} ${instrument}:${outcomeText(claim.outcome)}${amount}`)
    lines.push(...stepLines(policy, assessment).map((line) => `     ${line}`))
  }
  for (const { bucket, window, capYuan, usedYuan, headroomYuan } of buckets) {
    const [cap, used, left] = [capYuan, usedYuan, headroomYuan].map(groupedYuan)
    lines.push(`  ${bucket}(${window}):上限 ${cap},已用 ${used},余额 ${left}`)
  }
  lines.push(...differences.flatMap((difference) => differenceLines(terminal, difference)))
  return lines.join('\n')
}

const mark = (terminal: Terminal, agrees: boolean | null): string => {
  if (agrees === null) return '· 无预期'
  return agrees ? terminal.styled('green', '✓ 一致') : terminal.styled('red', '✗ 不一致')
}

const differenceLines = (
  terminal: Terminal,
  { place, expected, computed }: CaseDifference,
): readonly string[] => {
  const shown = (value: unknown): string => (value === undefined ? '(没有)' : JSON.stringify(value))
  return [
    terminal.styled('red', `  与预期不同 ${place}`),
    `     预期 ${shown(expected)}`,
    `     核算 ${shown(computed)}`,
  ]
}
