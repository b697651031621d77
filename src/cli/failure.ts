import { isProblemCode, problemParts } from '../app/problem-catalogue.ts'
import { atTerminal } from './at-terminal.ts'

/** How a command ends; scripts rely on these numbers. */
export const exitCodes = {
  ok: 0,
  /** The data was judged, and something in it was refused or differs. */
  judged: 1,
  usage: 2,
  integrity: 3,
  forbidden: 4,
  /** The store is unavailable, or it is not known whether it recorded. */
  unavailable: 5,
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command with one Chinese sentence, a stable code and what to do next. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: string
  readonly exit: ExitCode
  readonly next: string

  constructor(code: string, exit: ExitCode, sentence: string, next: string) {
    super(sentence)
    this.code = code
    this.exit = exit
    this.next = next
  }
}

export const usageFailure = (sentence: string, next = '用 --help 查看用法'): Failure =>
  new Failure('usage', exitCodes.usage, sentence, next)

export const integrityFailure = (sentence: string): Failure =>
  new Failure('integrity-failure', exitCodes.integrity, sentence, keepEvidence)

const keepEvidence = '停止写入并保留现场,与备份或检查点核对后再恢复'
const tryAgain = '稍后用同一命令重试,不会重复记账'

interface Words {
  readonly code: string
  readonly exit: ExitCode
  readonly sentence: string
  readonly next: string
  /** The message is written for people, or names an event or a place; never personal data. */
  readonly detailed?: true
}

const { usage, integrity, unavailable, judged } = exitCodes
const failed = (code: string, exit: ExitCode, sentence: string, next: string): Words => {
  return { code, exit, sentence, next }
}
const detailed = (words: Words): Words => ({ ...words, detailed: true })

/** By name, so that neither an adapter nor the projector is loaded to tell its errors apart. */
const byName: Readonly<Record<string, Words>> = {
  IntegrityFailure: detailed(failed('integrity-failure', integrity, '台账自检未通过', keepEvidence)),
  VaultIntegrityFailure: failed(
    'vault-integrity',
    integrity,
    '保险库的内容与密钥或台账不符',
    '核对密钥文件是否属于这个数据文件夹,再从备份恢复',
  ),
  ReadModelsUnfit: failed(
    'read-models-unfit',
    integrity,
    '查询数据不能使用:已损坏、不是查询数据,或由较新的程序写成',
    '执行 jinlan rebuild 由台账重建(原文件改名保留),或换用较新的程序',
  ),
  StoreUnavailable: detailed(
    failed('log-unavailable', unavailable, '事件存储不可用,没有写入', '检查磁盘空间、权限或网络后重试'),
  ),
  StoreOverloaded: failed('overloaded', unavailable, '事件存储繁忙,没有写入', tryAgain),
  VaultUnavailable: failed('vault-unavailable', unavailable, '保险库不可用', '检查磁盘空间和权限后重试'),
  SqliteError: failed('read-models-unavailable', unavailable, '查询数据无法读写', '检查磁盘空间和权限后重试'),
  ReadModelsBusy: failed('read-models-busy', unavailable, '另一进程正在写查询数据', '稍后重试'),
  ReadModelBehind: failed('read-model-behind', unavailable, '查询数据还没有跟上台账', '稍后重试'),
  OutcomeUnknown: failed('outcome-unknown', unavailable, '存储没有确认是否已记录', tryAgain),
  RaceLost: failed('race-lost', unavailable, '同一记录正被频繁改动,没有写入', tryAgain),
  IdempotencyKeyReused: failed(
    'idempotency-key-reused',
    judged,
    '同一命令已用于另一内容,没有写入',
    '核对文件和日期',
  ),
  PolicyError: detailed(failed('policy-malformed', usage, '政策文件不合格', '按所指位置修改后重试')),
  SettingsError: detailed(failed('settings', usage, '', '用 jinlan serve --help 查看全部设置')),
  KeyFileError: detailed(failed('key-file', usage, '', '处理好密钥文件后重试')),
}

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined

/** Codes of the ledger that mean that somebody may not. */
const forbidding = new Set(['separation-of-duties', 'listen-beyond-loopback', 'district-out-of-scope'])

/** Any error as a failure. What nobody foresaw is told without its message, which may quote data. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof Failure) return error
  if (!(error instanceof Error)) return unforeseen('')
  const code = codeOf(error)
  // Log and vault have errors of their own, so a bare one is the figures'.
  const damaged = error.name === 'SqliteError' && /^SQLITE_(?:CORRUPT|NOTADB)/.test(code ?? '')
  const words = byName[damaged ? 'ReadModelsUnfit' : error.name]
  if (words !== undefined) return inWords(error, words)
  const known = (error.name === 'DomainError' || error.name === 'LedgerError') && code !== undefined
  if (!known || !isProblemCode(code)) return unforeseen(error.name)
  const facts = 'facts' in error ? (error.facts as Readonly<Record<string, string>>) : {}
  const { detail, next } = problemParts(code, facts)
  const exit = forbidding.has(code) ? exitCodes.forbidden : judged
  return new Failure(code, exit, atTerminal(detail), atTerminal(next))
}

const inWords = (error: Error, { code, exit, sentence, next, detailed: shown }: Words): Failure => {
  const keyFile = error.name === 'KeyFileError' ? codeOf(error) : undefined
  const text = [sentence, shown === true ? toldIn(error.message) : ''].filter((part) => part !== '').join(':')
  return new Failure(keyFile ?? code, keyFile === 'key-file-malformed' ? integrity : exit, text, next)
}

/** Of a message that is not written for people, what it names: an event, a place, a code. */
const toldIn = (message: string): string => {
  if (/\p{Script=Han}/u.test(message)) return message
  const [, event] = /\bevent ([0-9a-f-]{36})\b/.exec(message) ?? []
  const [, position] = /\bposition (\d+)\b/.exec(message) ?? []
  const [, stream] = /\bstream (\S+)/.exec(message) ?? []
  const [, code] = /\(([A-Z][A-Z_]{3,})\)/.exec(message) ?? []
  const named = [event && `事件 ${event}`, stream && `流 ${stream}`, position && `位置 ${position}`, code]
  return named.filter((part) => part !== undefined && part !== '').join(',')
}

const unforeseen = (name: string): Failure =>
  new Failure(
    'internal-error',
    unavailable,
    `程序遇到没有预料的错误${name === '' ? '' : `(${name})`},没有确认办成`,
    '把命令和时间告诉维护人员',
  )

/** `错误(code):…。下一步:…` */
export const failureText = ({ code, message, next }: Failure): string => {
  const end = (text: string): string => text.replace(/[。.]$/u, '')
  return `错误(${code}):${end(message)}。下一步:${end(next)}。`
}
