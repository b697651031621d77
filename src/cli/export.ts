import { randomUUID } from 'node:crypto'
import { extname, join, parse } from 'node:path'
import { journal } from '../app/journal.ts'
import { type FileFormat, fileFormats } from '../app/treasury/bank-files.ts'
import { needBatch } from '../app/treasury/desk.ts'
import { journalEntries } from '../app/treasury/journal-entries.ts'
import { showPayList } from '../app/treasury/show-pay-list.ts'
import type { ClaimRow } from '../bank-files/claim-sheet.ts'
import { claimStatusText } from '../domain/person/claim-status-text.ts'
import { paidSoFar } from '../domain/person/paid-so-far.ts'
import { entitled } from './entitled.ts'
import { registerBytes, registerKinds } from './export-register.ts'
import { type ExitCode, exitCodes, usageFailure } from './failure.ts'
import type { OpenLedger, OpenOptions } from './host.ts'
import { namesOf } from './names.ts'
import { needFree, writeWhole } from './output-file.ts'
import { providerNames } from './provider-names.ts'
import { type Context, defineVerb } from './verb.ts'
import { withLedger } from './with-ledger.ts'
import { wordOf, wordsOption } from './words-option.ts'

interface Target {
  readonly output: string
  readonly force: boolean
}

const target = {
  output: { alias: 'o', type: 'string', demandOption: true, requiresArg: true, describe: '写到这个文件' },
  force: { type: 'boolean', default: false, describe: '文件已存在时覆盖' },
} as const

/** Makes the pieces of a file, and writes it once all are there. */
const exported = (
  context: Context,
  { output: file, force }: Target,
  make: (ledger: OpenLedger) => Promise<Iterable<string | Uint8Array>>,
  opened: OpenOptions = { readOnly: true },
): Promise<ExitCode> => {
  needFree(file, force)
  return withLedger(context, opened, async (ledger) => {
    const { terminal } = context
    writeWhole(file, await make(ledger), force)
    if (terminal.json) terminal.printJson({ file })
    else terminal.note(`已写入 ${file}`)
    return exitCodes.ok
  })
}

const countsPerNote = 10_000

/** How many there are is not known beforehand, so progress is told in round numbers. */
const countingNote = ({ terminal }: Context, verb: string, unit: string): ((count: number) => void) => {
  let told = 0
  return (count) => {
    if (count - told < countsPerNote) return
    told = count - (count % countsPerNote)
    terminal.note(`${verb} ${told.toLocaleString('en-US')} ${unit}`)
  }
}

const journalVerb = defineVerb({
  options: (yargs) => yargs.options(target),
  run: (context, { output, force }) =>
    exported(context, { output, force }, async (ledger) => {
      const entries = await journalEntries(ledger.store, countingNote(context, '已读', '个事件'))
      return journal(entries, namesOf(ledger))
    }),
})

const registerVerb = defineVerb({
  options: (yargs) =>
    yargs.options(target).option('of', { ...wordsOption(registerKinds, '哪一种台账'), default: 'claims' }),
  run: (context, { of: given, output, force }) => {
    const of = wordOf('of', registerKinds, given) ?? 'claims'
    const format = /\.(csv|xlsx)$/i.exec(output)?.[1]?.toLowerCase()
    if (format !== 'csv' && format !== 'xlsx') {
      throw usageFailure('输出文件不是 .csv 或 .xlsx', '换一个文件名')
    }
    return exported(context, { output, force }, async (ledger) => {
      const claims = (): AsyncIterable<ClaimRow> => claimRows(context, ledger)
      const note = countingNote(context, '已导出', '条')
      return [await registerBytes(of, format, { ledger, names: namesOf(ledger), claims, note })]
    })
  },
})

async function* claimRows(context: Context, ledger: OpenLedger): AsyncGenerator<ClaimRow> {
  const names = namesOf(ledger)
  const providerOf = providerNames(ledger)
  const note = countingNote(context, '已导出', '笔')
  let written = 0
  for await (const claim of ledger.claims()) {
    const { claimId, filedOn, requestedFen, amountFen } = claim
    yield {
      ...{ claimId, filedOn, requestedFen, amountFen, ...paidSoFar(claim) },
      district: names.district(claim.district),
      instrument: names.instrument(claim.instrument),
      status: claimStatusText[claim.status],
      paidOn: claim.paidFen > 0 ? (claim.payments.at(-1)?.on ?? '') : '',
      batchId: claim.batchId ?? '',
      provider: await providerOf(claim.provider),
      providerId: claim.provider ?? '',
    }
    written += 1
    note(written)
  }
}

const payListVerb = defineVerb({
  options: (yargs) =>
    yargs
      .positional('批次号', { type: 'string', demandOption: true, describe: '批次列表里的编号' })
      .options(target)
      .option('by', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: '取清册的账号,记入台账',
      })
      .option('file-no', {
        type: 'number',
        requiresArg: true,
        describe: '第几份清册;1 为放款,之后为重发;默认最近一份',
      }),
  run: (context, { 批次号: batchId, output, force, by, fileNo: asked }) =>
    exported(
      context,
      { output, force },
      async (ledger) => {
        const principal = entitled(ledger, by, 'batches.pay-list')
        const batch = await needBatch(ledger, { principal }, batchId)
        const fileNo = asked ?? Math.max(1, batch.files.length)
        const file = batch.files.find((one) => one.fileNo === fileNo)
        if (file === undefined) {
          const next = batch.files.length === 0 ? '先放款' : `清册编号为 1 至 ${batch.files.length}`
          throw usageFailure(`批次 ${batchId} 没有第 ${fileNo} 份清册`, next)
        }
        if (!isFormat(file.format)) throw usageFailure(`不认识清册格式 ${file.format}`, '换用较新的程序')
        needExtension(output, fileFormats[file.format].format)
        const caller = { principal, commandId: randomUUID(), digest: 'export pay-list', at: ledger.now() }
        const { bytes } = await showPayList(ledger, caller, batchId, { fileNo })
        context.terminal.note('文件里有姓名、证件号码和账号,请按规定保管')
        return [bytes]
      },
      { readOnly: false, existing: true },
    ),
})

/** A file that another program would open as what it is not. @throws {Failure} */
const needExtension = (output: string, extension: string): void => {
  if (extname(output).toLowerCase() === `.${extension}`) return
  const { dir, name } = parse(output)
  const fitting = join(dir, `${name}.${extension}`)
  throw usageFailure(`这份清册放款时是 .${extension} 文件,${output} 不是`, `改为 -o ${fitting}`)
}

const isFormat = (format: string): format is FileFormat => Object.hasOwn(fileFormats, format)

export const exportVerbs = { journal: journalVerb, register: registerVerb, payList: payListVerb }
