import closeWithGrace from 'close-with-grace'
import type { Settings } from '../config.ts'
import { settingsTable } from '../config.ts'
import { exitCodes, Failure, failureOf, failureText, usageFailure } from './failure.ts'
import type { LogLevel, OpenLedger } from './host.ts'
import { leaveInterruptToMe } from './interrupt.ts'
import { type Context, defineVerb } from './verb.ts'

/** Requests under way when the server is told to stop have so long to finish. */
const graceMs = 30_000
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/

const settingsText = (): string =>
  [
    '设置(命令行选项优先于环境变量):',
    ...Object.values(settingsTable).map(
      ({ variable, otherwise, what }) => `  ${variable.padEnd(20)} ${what}(默认 ${otherwise ?? '不设'})`,
    ),
  ].join('\n')

export const serveVerb = defineVerb({
  options: (yargs) =>
    yargs
      .option('host', { type: 'string', requiresArg: true, describe: settingsTable.host.what })
      .option('port', { type: 'string', requiresArg: true, describe: settingsTable.port.what })
      .option('auth', { type: 'string', requiresArg: true, describe: settingsTable.auth.what })
      .option('clock', {
        type: 'string',
        requiresArg: true,
        describe: '演示时钟的起始时刻,如 2026-06-30T09:00:00+08:00;演示数据默认从停下的地方接着走',
      })
      .epilogue(settingsText()),
  run: async (context, { host, port, auth, clock }) => {
    const settings = context.settings({ host, port, auth })
    if (settings.auth === 'demo') context.host.needLoopback(settings.host)
    else if (clock !== undefined) throw usageFailure('--clock 只用于演示登录(--auth demo)')
    const ledger = await context.host.open(settings, { readOnly: false, clock: clockOf(clock) })
    return serveUntilStopped(context, ledger, settings, {
      logLevel: context.terminal.quiet ? 'error' : 'info',
    })
  },
})

const clockOf = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  const instant = instantForm.test(text) ? new Date(text) : undefined
  if (instant && !Number.isNaN(instant.getTime()) && /^\d{4}-/.test(instant.toISOString())) return text
  throw usageFailure('--clock 应为带时区的时刻,如 2026-06-30T09:00:00+08:00')
}

export interface Serving {
  readonly logLevel: LogLevel
  readonly onListening?: (url: string) => void
}

/**
 * Serves until it is told to stop: takes no more, finishes what is under way, closes the log. It
 * ends the process itself.
 */
export const serveUntilStopped = async (
  { terminal }: Context,
  ledger: OpenLedger,
  settings: Settings,
  { logLevel, onListening = () => {} }: Serving,
): Promise<never> => {
  for (const notice of ledger.notices) terminal.note(notice)
  const listening = await ledger.listen(logLevel).catch(async (error: unknown) => {
    await ledger.close()
    throw portTaken(error) ? portFailure(settings.port) : error
  })
  leaveInterruptToMe()
  closeWithGrace({ delay: graceMs, logger: false }, async ({ signal, err }) => {
    if (err !== undefined) terminal.complain(failureText(failureOf(err)))
    else terminal.note('正在停止:不再接受新请求,办完手头的请求')
    await listening.close()
    await ledger.close()
    if (err !== undefined) process.exit(exitCodes.unavailable)
    if (signal === 'SIGINT') process.exit(exitCodes.interrupted)
  })
  if (terminal.json) terminal.printJson({ url: listening.url })
  else terminal.print(`金蓝台账已启动:${listening.url}(接口文档 ${listening.url}/docs)`)
  onListening(listening.url)
  return new Promise<never>(() => {})
}

const portTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

export const portFailure = (port: number): Failure =>
  new Failure(
    'port-in-use',
    exitCodes.usage,
    `端口 ${port} 已被占用`,
    `停掉占用它的程序,或换一个端口:--port ${port === 65_535 ? 8080 : port + 1}`,
  )
