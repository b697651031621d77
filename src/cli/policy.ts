import { readFileSync } from 'node:fs'
import { parsePolicyFile } from '../app/policy-file.ts'
import { isDay, shanghaiDay } from '../domain/dates.ts'
import type { PolicyDocument } from '../domain/policy/policy.ts'
import { inForceOn, type PolicyVersion } from '../domain/policy/publication.ts'
import { type ExitCode, exitCodes, Failure, usageFailure } from './failure.ts'
import { publishPolicy } from './policy-publish.ts'
import { type Known, policyText, versionsTable } from './policy-text.ts'
import { type Context, defineVerb } from './verb.ts'
import { withLedger } from './with-ledger.ts'

const listVerb = defineVerb({
  options: (yargs) => yargs,
  run: async (context) => {
    const { versions, ...current } = await known(context)
    const { terminal } = context
    if (terminal.json) terminal.printJson(versions.map((version) => summary(version, current.inForce)))
    else terminal.print(versionsTable(terminal, versions, current))
    return exitCodes.ok
  },
})

const showVerb = defineVerb({
  options: (yargs) =>
    yargs
      .positional('编号', { type: 'string', demandOption: true, describe: '见 policy list' })
      .option('policy-version', {
        type: 'number',
        requiresArg: true,
        describe: '第几版,默认为当前生效的一版',
      }),
  run: async (context, { 编号: id, policyVersion }) => {
    const { versions, inForce, today } = await known(context)
    const wanted =
      policyVersion === undefined
        ? (inForce ?? versions.at(-1))
        : versions.find(({ version }) => version === policyVersion)
    if (wanted === undefined || wanted.document.id !== id) {
      const next = '用 jinlan policy list 查看编号和版本'
      throw new Failure('policy-unknown', exitCodes.judged, '没有这份政策,或者没有这一版', next)
    }
    const { terminal } = context
    const { document } = wanted
    if (terminal.json) terminal.printJson({ ...summary(wanted, inForce), document })
    else terminal.print(policyText(terminal, wanted, today))
    return exitCodes.ok
  },
})

const publishVerb = defineVerb({
  options: (yargs) =>
    yargs
      .positional('文件', { type: 'string', demandOption: true, describe: '政策文件(JSON)' })
      .option('drafted-by', { type: 'string', demandOption: true, requiresArg: true, describe: '起草账号' })
      .option('approved-by', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: '批准账号,不能与起草是同一人',
      })
      .option('from', { type: 'string', requiresArg: true, describe: '生效日期 YYYY-MM-DD,默认今天' }),
  run: (context, { 文件: file, draftedBy, approvedBy, from }) =>
    publish(context, file, { draftedBy, approvedBy, from }),
})

export const policyVerbs = { list: listVerb, show: showVerb, publish: publishVerb }

/** What the log holds; where there is no ledger yet, what it would begin with. */
const known = async (context: Context): Promise<Known> => {
  const { host, terminal, settings } = context
  if (await host.hasLedger(settings())) {
    return withLedger(context, { readOnly: true }, async ({ rulebook, now }) => {
      const { versions } = rulebook
      const today = shanghaiDay(now())
      return { versions, inForce: inForceOn({ versions }, today), today }
    })
  }
  terminal.note('还没有台账;以下是随程序附带、首次启动时发布的政策')
  const versions = host.shippedPolicies().map((document) => ({
    version: document.version,
    digest: '',
    document,
    draftedBy: '',
    inForceFrom: document.term.from,
  }))
  return { versions, inForce: versions[0], today: shanghaiDay(new Date().toISOString()) }
}

const summary = (
  { version, digest, document, inForceFrom }: PolicyVersion,
  inForce: PolicyVersion | undefined,
): object => ({
  id: document.id,
  version,
  title: document.title,
  digest,
  inForceFrom,
  inForce: version === inForce?.version,
})

const readDocument = (file: string): PolicyDocument => {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch {
    throw usageFailure(`${file} 无法读取`, '核对文件后重试')
  }
  return parsePolicyFile(bytes)
}

const publish = (
  context: Context,
  file: string,
  given: { readonly draftedBy: string; readonly approvedBy: string; readonly from?: string | undefined },
): Promise<ExitCode> => {
  const document = readDocument(file)
  const { from } = given
  if (from !== undefined && !isDay(from)) throw usageFailure('--from 应为存在的日期 YYYY-MM-DD')
  return withLedger(context, { readOnly: false }, async (ledger) => {
    const today = shanghaiDay(ledger.now())
    if (from !== undefined && from < today) throw usageFailure('--from 不能早于今天')
    const inForceFrom = from ?? today
    await publishPolicy(ledger, document, { ...given, inForceFrom })
    const { version, id } = document
    const published = ledger.rulebook.versions.find((known) => known.version === version)?.inForceFrom
    if (published !== inForceFrom) {
      const sentence = `政策 ${id} 第 ${version} 版已发布,自 ${published ?? ''} 起生效,不能改期`
      throw new Failure('policy-published', exitCodes.judged, sentence, '需要改动时发布下一版')
    }
    const { terminal } = context
    if (terminal.json) terminal.printJson({ id, version, inForceFrom })
    else terminal.print(`政策 ${id} 第 ${version} 版已发布,自 ${inForceFrom} 起生效`)
    return exitCodes.ok
  })
}
