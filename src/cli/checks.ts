import { type ExitCode, exitCodes, failureText, integrityFailure } from './failure.ts'
import type { AuditFinding, OpenLedger } from './host.ts'
import type { Progress } from './progress.ts'
import type { Terminal } from './terminal.ts'
import type { Context } from './verb.ts'
import { withLedger } from './with-ledger.ts'

/**
 * A check over the ledger: the log's bytes first, which what comes after may then trust.
 *
 * @param work given a bar for the events it has passed.
 */
export const withAudited = async (
  context: Context,
  label: string,
  work: (ledger: OpenLedger, progress: Progress) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const { terminal, host, settings } = context
  let bar: Progress | undefined
  const { events, findings } = await host.audit(settings(), (done, total) => {
    bar ??= terminal.silentProgress('核对日志', total)
    bar.set(done)
  })
  bar?.finish()
  if (findings.length > 0) return tellFindings(terminal, { events }, findings.map(auditText), findings)
  return withLedger(context, { readOnly: true }, async (ledger) => {
    const progress = terminal.silentProgress(label, events)
    const exit = await work(ledger, progress)
    progress.finish()
    return exit
  })
}

/** A damaged file can give a finding for every event; the first few say what is wrong. */
const findingsShown = 20

/** Says what is wrong: each finding for people, all of them for programs. */
export const tellFindings = (
  terminal: Terminal,
  figures: Readonly<Record<string, number>>,
  sentences: readonly string[],
  findings: readonly unknown[] = sentences,
): ExitCode => {
  if (terminal.json) terminal.printJson({ ok: false, ...figures, findings })
  for (const sentence of sentences.slice(0, findingsShown)) terminal.complain(sentence)
  if (sentences.length > findingsShown) terminal.complain(`……共 ${sentences.length} 处`)
  terminal.complain(failureText(integrityFailure(`发现 ${sentences.length} 处问题`)))
  return exitCodes.integrity
}

const auditWords: Readonly<Record<string, string>> = {
  unreadable: '无法读取',
  'not-a-log': '不是台账文件',
  'schema-changed': '表、索引或触发器被改动',
  damaged: '数据库文件已损坏',
  'position-gap': '位置不连续',
  'revision-gap': '流内序号不连续',
  'event-id-twice': '事件编号重复',
  'leaf-mismatch': '内容与叶哈希不符,已被改动',
  'content-unreadable': '内容不是规范的 JSON',
  'more-findings': '问题太多,未全部列出',
}

const auditText = ({ code, detail, event }: AuditFinding): string => {
  const words = `${auditWords[code] ?? code}(${detail})`
  return event === undefined
    ? words
    : `事件 ${event.id}(${event.stream} 第 ${event.revision} 号,位置 ${event.position}):${words}`
}

/** Nothing for people when all is well; for programs a small object. */
export const allWell = (terminal: Terminal, figures: Readonly<Record<string, number>>): void => {
  if (terminal.json) terminal.printJson({ ok: true, ...figures })
}
