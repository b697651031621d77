import { readFileSync } from 'node:fs'
import { CaseFileError, type MalformedCase, parseCaseFile } from '../app/case-file.ts'
import { type JudgedCase, judgeCase } from '../app/cases.ts'
import { policyOf } from '../app/policy-document.ts'
import { parsePolicyFile } from '../app/policy-file.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { caseReport, caseText } from './assess-report.ts'
import { type ExitCode, exitCodes, usageFailure } from './failure.ts'
import type { Host } from './host.ts'
import { type Context, defineVerb } from './verb.ts'

type Answer = JudgedCase | MalformedCase
interface FileAnswers {
  readonly file: string
  /** In Chinese; null when the file is a list of cases. */
  readonly unreadable: string | null
  readonly cases: readonly Answer[]
}

export const assessVerb = defineVerb({
  options: (yargs) =>
    yargs
      .positional('文件', { type: 'string', array: true, demandOption: true, describe: '案例文件(JSON)' })
      .option('policy', {
        type: 'string',
        requiresArg: true,
        describe: '另一份政策:随附政策的编号,或政策文件',
      }),
  run: async (context, { 文件: files, policy: named }) => {
    const policy = policyNamed(context.host, named)
    const answers = files.map((file) => judgeFile(file, policy))
    report(context, policy, answers)
    return exitOf(answers)
  },
})

const policyNamed = (host: Host, named: string | undefined): Policy => {
  const shipped = host.shippedPolicies()
  const document = named === undefined ? shipped[0] : shipped.find(({ id }) => id === named)
  if (document !== undefined) return policyOf(document)
  if (named === undefined) throw usageFailure('程序没有随附政策', '用 --policy 指定政策文件')
  return policyOf(parsePolicyFile(bytesOf(named)))
}

const bytesOf = (file: string): Uint8Array => {
  try {
    return readFileSync(file)
  } catch {
    throw usageFailure(`没有编号或文件叫 ${file} 的政策`, '用 jinlan policy list 查看编号')
  }
}

/** Undefined for what cannot be read; bytes that are no UTF-8 are not made up for. */
const readInput = (file: string): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch {
    return undefined
  }
}

const judgeFile = (file: string, policy: Policy): FileAnswers => {
  const text = readInput(file)
  if (text === undefined)
    return { file, unreadable: '无法读取,或不是 UTF-8 文本;请核对文件名和权限,或另存为 UTF-8', cases: [] }
  try {
    const cases = parseCaseFile(text, policy)
    return {
      file,
      unreadable: null,
      cases: cases.map((trial) => ('malformed' in trial ? trial : judgeCase(policy, trial))),
    }
  } catch (error) {
    if (!(error instanceof CaseFileError)) throw error
    return { file, unreadable: error.message, cases: [] }
  }
}

const exitOf = (answers: readonly FileAnswers[]): ExitCode => {
  const cases = answers.flatMap((answer) => answer.cases)
  const unreadable = answers.some((answer) => answer.unreadable !== null)
  if (unreadable || cases.some((answer) => 'malformed' in answer)) return exitCodes.usage
  const differs = cases.some((answer) => 'agrees' in answer && answer.agrees === false)
  return differs ? exitCodes.judged : exitCodes.ok
}

const report = ({ terminal }: Context, policy: Policy, answers: readonly FileAnswers[]): void => {
  if (terminal.json) {
    terminal.printJson(
      answers.flatMap(({ file, unreadable, cases }) =>
        unreadable === null
          ? cases.map((answer) => caseReport(file, answer))
          : [{ file, malformed: unreadable }],
      ),
    )
  }
  for (const { file, unreadable, cases } of answers) {
    if (unreadable !== null) terminal.complain(`${file}:${unreadable}`)
    for (const answer of cases) {
      if ('malformed' in answer) terminal.complain(`${file}:${answer.name}:${answer.malformed}`)
      else if (!terminal.json) terminal.print(caseText(terminal, policy, file, answer))
    }
  }
  const cases = answers.flatMap((answer) => answer.cases)
  const count = (is: (answer: Answer) => boolean): number => cases.filter(is).length
  const malformed =
    count((answer) => 'malformed' in answer) + answers.filter((a) => a.unreadable !== null).length
  const differing = count((answer) => 'agrees' in answer && answer.agrees === false)
  const agreeing = count((answer) => 'agrees' in answer && answer.agrees === true)
  const form = malformed === 0 ? '' : ';案例的写法见 docs/cases.md'
  terminal.note(`共 ${cases.length} 例:一致 ${agreeing},不一致 ${differing},不合格 ${malformed}${form}`)
}
