import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { formatOf } from '../app/imports/imports.ts'
import { providerFor } from '../app/imports/provider-for.ts'
import type { ReportFile } from '../app/imports/report-file.ts'
import { recordOfRow } from '../app/imports/row-record.ts'
import type { RowReport } from '../app/imports/row-verdict.ts'
import type { OnProgress } from '../app/jobs.ts'
import type { Caller } from '../app/ledger.ts'
import { isExhausted } from '../domain/import/decide.ts'
import type { CommitCounts, JudgedCounts } from '../domain/import/events.ts'
import type { ImportState } from '../domain/import/state.ts'
import { readAnswer } from './answers.ts'
import { entitled } from './entitled.ts'
import { type ExitCode, exitCodes, Failure, usageFailure } from './failure.ts'
import type { OpenLedger } from './host.ts'
import { type ImportOutcome, importJson, importText } from './import-text.ts'
import { stopOnInterrupt } from './interrupt.ts'
import { needFree, writeWhole } from './output-file.ts'
import { stepProgress } from './step-progress.ts'
import { type Context, defineVerb } from './verb.ts'
import { withLedger } from './with-ledger.ts'

interface Asked {
  readonly file: string
  readonly bytes: Uint8Array
  readonly provider: string
  readonly by: string
  readonly dryRun: boolean
  readonly allOrNothing: boolean
  readonly marked: string | undefined
  readonly force: boolean
}

export const importVerb = defineVerb({
  options: (yargs) =>
    yargs
      .positional('文件', { type: 'string', demandOption: true, describe: '最大 20 MB、50,000 行' })
      .option('provider', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: '是哪一家培训机构的名单',
      })
      .option('by', {
        type: 'string',
        requiresArg: true,
        describe: '以哪个账号办理;不填即机构自己的账号',
      })
      .option('dry-run', { type: 'boolean', default: false, describe: '只校验,什么也不记录' })
      .option('all-or-nothing', { type: 'boolean', default: false, describe: '有一行要修改就一行也不记录' })
      .option('marked', {
        type: 'string',
        requiresArg: true,
        describe: '把标注后的原表写到这个文件(.xlsx;CSV 也可写 .csv)',
      })
      .option('force', { type: 'boolean', default: false, describe: '标注后的原表已存在时覆盖' }),
  run: (context, { 文件: file, provider, by = provider, dryRun, allOrNothing, marked, force }) => {
    const bytes = bytesOf(file)
    if (marked !== undefined) {
      needFree(marked, force)
      needExtension(marked, bytes)
    }
    const asked = { file, bytes, provider, by, dryRun, allOrNothing, marked, force }
    return withLedger(context, { readOnly: dryRun, existing: true }, async (ledger) => {
      const outcome = await carryOut(context, ledger, asked)
      await tell(context, ledger, asked, outcome)
      return exitOf(outcome)
    })
  },
})

const bytesOf = (file: string): Uint8Array => {
  try {
    return readFileSync(file)
  } catch {
    throw usageFailure(`${basename(file)} 读不出来`, '检查文件名和权限')
  }
}

/** Said of the provider, not of the account of the same name that nobody asked for. */
const needProvider = async ({ personas, providers }: OpenLedger, { by, provider }: Asked): Promise<void> => {
  if (by !== provider || personas.get(by) !== undefined) return
  if ((await providers.load(provider)).designations.length > 0) return
  const next = '核对机构编号;列表见 jinlan provider list'
  throw new Failure('provider-unknown', exitCodes.usage, '没有这家机构', next)
}

/** Before anything is recorded: what is marked is given back as xlsx, or what came as CSV as CSV too. */
const needExtension = (output: string, bytes: Uint8Array): void => {
  const extension = extname(output).toLowerCase()
  const isCsv = formatOf(bytes) === 'csv'
  if (extension === '.xlsx' || (isCsv && extension === '.csv')) return
  const kinds = isCsv ? '.xlsx 或 .csv' : '.xlsx'
  throw usageFailure(`标注后的原表是 ${kinds} 文件,${basename(output)} 不是`, '换一个文件名')
}

const carryOut = async (context: Context, ledger: OpenLedger, asked: Asked): Promise<ImportOutcome> => {
  const { imports, providers } = ledger
  await needProvider(ledger, asked)
  const principal = entitled(ledger, asked.by, asked.dryRun ? 'imports.upload' : 'imports.commit')
  if (principal.role === 'provider' && principal.provider !== asked.provider) {
    const sentence = `账号 ${asked.by} 不是 ${asked.provider} 的`
    throw new Failure('forbidden', exitCodes.forbidden, sentence, '换这家机构的账号,或区县经办人的账号')
  }
  const provider = await providerFor(providers, principal, asked.provider)
  const caller = (): Caller => ({ principal, commandId: randomUUID(), digest: 'import', at: ledger.now() })
  const { bytes } = asked
  const steps = stepProgress(context.terminal)
  try {
    if (asked.dryRun) {
      const scratch = ledger.scratchFiles()
      const judged = await imports.tryOut(caller(), { provider, bytes, scratch }, steps.on)
      const { importId } = imports.imports.identify(principal, provider, bytes)
      return 'faults' in judged
        ? { importId, fileFaults: judged.faults, report: judged.report }
        : { importId, counts: judged.counts, report: judged.report }
    }
    const received = await imports.receive(caller(), provider, bytes)
    const { importId } = received
    const report = imports.report(importId)
    const before = received.state.committed
    if (isExhausted(received.state)) {
      return { importId, report, repeated: await noteOn(ledger, importId) }
    }
    const isHalf = received.state.status === 'committing'
    const { state } = isHalf ? received : await imports.judge(caller(), importId, steps.on)
    if (state.status === 'unreadable')
      return { importId, fileFaults: await imports.fileFaults(importId), report }
    if (state.status === 'committed') {
      const counts = await countsNow(report)
      return { importId, counts, report, repeated: await noteOn(ledger, importId) }
    }
    if (asked.allOrNothing && (state.judged?.wrong ?? 0) > 0) return { importId, ...countsOf(state), report }
    const mode = asked.allOrNothing ? 'all-or-nothing' : 'good'
    const done = await committed(context, steps.on, (on) => imports.commit(caller(), importId, mode, on))
    return { importId, ...countsOf(done.state), committed: sinceThen(before, done.state.committed), report }
  } finally {
    steps.finish()
  }
}

const goOn = '再运行一次同样的命令,从停下的地方接着录入,已录入的行不会重复'

/** Ctrl-C stops between two batches of rows. */
const committed = async <Done>(
  { terminal }: Context,
  shown: OnProgress,
  commit: (onProgress: OnProgress) => Promise<Done>,
): Promise<Done> => {
  const stop = stopOnInterrupt((sentence) => terminal.note(sentence))
  try {
    return await commit((progress) => {
      shown(progress)
      const { step, done, total } = progress
      if (step === '提交' && done < total) stop.check(`录入了大约 ${done} 行,还剩 ${total - done} 行;${goOn}`)
    })
  } finally {
    stop.end()
  }
}

const countsOf = ({ judged }: ImportState): { counts?: JudgedCounts } =>
  judged === null ? {} : { counts: judged }

/** When it was recorded, what came of it, and what was withdrawn since. */
const noteOn = async (ledger: OpenLedger, importId: string): Promise<string> => {
  const { note } = await readAnswer<{ readonly note: string | null }>(ledger, `/imports/${importId}`)
  return `${note ?? ''};再次导入,无新增`
}

/** Of the latest judgement, which adds nothing and is therefore not in the log. */
const countsNow = async (report: ReportFile): Promise<JudgedCounts> => {
  const counts = { rows: 0, ok: 0, already: 0, changed: 0, wrong: 0 }
  for await (const part of report.parts()) {
    for (const { verdict } of part) {
      counts.rows += 1
      counts[verdict === 'already-recorded' ? 'already' : verdict] += 1
    }
  }
  return { ...counts, faults: [] }
}

/** What this run added to what was recorded of the file before. */
const sinceThen = (before: CommitCounts | null, now: CommitCounts | null): CommitCounts | undefined => {
  if (now === null || before === null) return now ?? undefined
  const { recorded, corrected, claims } = before
  return {
    ...now,
    recorded: now.recorded - recorded,
    corrected: now.corrected - corrected,
    claims: now.claims - claims,
  }
}

const tell = async (
  { terminal }: Context,
  ledger: OpenLedger,
  asked: Asked,
  outcome: ImportOutcome,
): Promise<void> => {
  const groups = (await outcome.report.groups()) ?? []
  const told = { groups, ...(await outcome.report.notes()) }
  if (terminal.json) {
    const isDone = outcome.committed !== undefined || outcome.repeated !== undefined
    const of = { provider: asked.provider, status: isDone ? 'committed' : 'judged' } as const
    const recordOf = (row: RowReport) => recordOfRow(ledger.ledger, of, row)
    terminal.printJson(await importJson(asked, outcome, told, recordOf))
  } else terminal.print(importText(terminal, asked, outcome, told))
  if (asked.marked !== undefined) await writeMarked(ledger, asked, asked.marked, outcome.report)
}

const hasMarks = async (report: ReportFile): Promise<boolean> => {
  const told = Object.values(await report.notes())
  return [(await report.groups()) ?? [], ...told].some((list) => list.length > 0)
}

const writeMarked = async (
  { imports }: OpenLedger,
  { bytes, force }: Asked,
  output: string,
  report: ReportFile,
): Promise<void> => {
  if (!(await hasMarks(report))) return
  const asXlsx = extname(output).toLowerCase() === '.xlsx'
  const { bytes: written } = await imports.mark(bytes, report, { asXlsx })
  writeWhole(output, [written], force)
}

const exitOf = ({ fileFaults, counts, committed }: ImportOutcome): ExitCode => {
  if (fileFaults !== undefined) return exitCodes.usage
  const left = committed?.left ?? counts?.wrong ?? 0
  return left > 0 ? exitCodes.judged : exitCodes.ok
}
