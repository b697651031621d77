import { readFileSync } from 'node:fs'
import yargs, { type Argv } from 'yargs'
import { readSettings, settingsTable } from '../config.ts'
import { type ExitCode, exitCodes, failureOf, failureText, usageFailure } from './failure.ts'
import type { Host } from './host.ts'
import { harmless, Terminal } from './terminal.ts'
import type { Context, VerbEntry, VerbGroup } from './verb.ts'

export interface Streams {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

interface GlobalOptions {
  readonly data?: string | undefined
  readonly store?: string | undefined
  readonly json: boolean
  readonly quiet: boolean
  readonly noColor: boolean
}

/** The command line. @returns the exit code; whatever goes wrong is told in one sentence. */
export const runProgram = async (
  args: readonly string[],
  host: Host,
  { stdout, stderr }: Streams,
  verbs: readonly (VerbEntry | VerbGroup)[],
): Promise<ExitCode> => {
  let exit: ExitCode = exitCodes.ok
  try {
    const program = withVerbs(globalOptions(args, verbs), verbs, async (entry, options) => {
      needOnce(entry, options as object)
      const verb = await entry.load()
      exit = await verb.run(contextOf(host, options as GlobalOptions, { stdout, stderr }), options)
    })
    await program.parseAsync()
  } catch (error) {
    const isParsers = error instanceof Error && error.name === parserError
    const failure = isParsers ? usageFailure(error.message, usageOf(args, verbs)) : failureOf(error)
    stderr.write(`${harmless(failureText(failure), false)}\n`)
    exit = failure.exit
  }
  return exit
}

const versionOf = (): string => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

/** An option without its value comes as an error of the library's own. */
const parserError = 'YError'

const noSuchVerb = '没有这个动词'

/** How the verb is written, as far as there is one; nothing else of what was typed. */
const usageOf = (args: readonly string[], verbs: readonly (VerbEntry | VerbGroup)[]): string => {
  const named = (one: VerbEntry | VerbGroup, word: string | undefined): boolean =>
    one.command.split(' ', 1)[0] === word
  const verb = verbs.find((one) => named(one, args[0]))
  if (verb === undefined) return '用 jinlan --help 查看用法'
  if (!('verbs' in verb)) return `写法:jinlan ${verb.command};用 jinlan ${args[0]} --help 查看选项`
  const inner = verb.verbs.find((one) => named(one, args[1]))
  if (inner === undefined) return `用 jinlan ${args[0]} --help 查看用法`
  return `写法:jinlan ${verb.command} ${inner.command};用 jinlan ${args[0]} ${args[1]} --help 查看选项`
}

const isNoVerb = ([first = '-']: readonly string[], verbs: readonly (VerbEntry | VerbGroup)[]): boolean =>
  !first.startsWith('-') && verbs.every(({ command }) => command.split(' ', 1)[0] !== first)

const globalOptions = (args: readonly string[], verbs: readonly (VerbEntry | VerbGroup)[]): Argv =>
  yargs([...args])
    .scriptName('jinlan')
    .locale('zh_CN')
    .updateStrings({
      'Not enough non-option arguments: got %s, need at least %s': {
        one: '参数不够:给了 %s 个,至少要 %s 个',
        other: '参数不够:给了 %s 个,至少要 %s 个',
      },
      'Too many non-option arguments: got %s, maximum of %s': {
        one: '参数太多:给了 %s 个,至多 %s 个',
        other: '参数太多:给了 %s 个,至多 %s 个',
      },
      'Did you mean %s?': '没有这个动词,可能是 %s',
      'Missing required argument: %s': { one: '缺少选项 --%s', other: '缺少选项(各加 --)%s' },
      'Not enough arguments following: %s': '选项 --%s 没有给值',
      ...unechoed,
    } as unknown as Record<string, string>)
    // `--no-…` are options of their own, listed in the help.
    .parserConfiguration({ 'boolean-negation': false })
    .usage('金蓝台账:技能人才补贴与奖励的事件溯源台账\n\n用法:$0 <动词> [选项]')
    .option('data', {
      type: 'string',
      requiresArg: true,
      describe: `${settingsTable.data.what}(JINLAN_DATA,默认 ./data)`,
    })
    .option('store', {
      type: 'string',
      requiresArg: true,
      describe: `${settingsTable.store.what}(JINLAN_STORE)`,
    })
    .option('json', { type: 'boolean', default: false, describe: '结果用 JSON 输出' })
    .option('quiet', { type: 'boolean', default: false, alias: 'q', describe: '不显示进度和说明' })
    .option('no-color', { type: 'boolean', default: false, describe: '不用颜色(或设 NO_COLOR)' })
    .help('help', '显示帮助')
    .version('version', '显示版本', versionOf())
    .alias('help', 'h')
    .strict()
    .recommendCommands()
    .demandCommand(1, 1, ...needVerb)
    .exitProcess(false)
    .fail((message, error) => {
      const isVague = !message?.startsWith(noSuchVerb) && isNoVerb(args, verbs)
      throw error ?? usageFailure(isVague ? noSuchVerb : message, usageOf(args, verbs))
    })
    .wrap(Math.min(100, process.stdout.columns ?? 100))

const unknownWord = '有不认识的动词、选项或多出的参数,这里不重复它%c'

/**
 * What was typed in the wrong place may be somebody's id number, so it is not said again: `%c` takes
 * the text and shows nothing of it.
 */
const unechoed = {
  'Unknown argument: %s': { one: unknownWord, other: unknownWord },
  'Unknown command: %s': { one: unknownWord, other: unknownWord },
} as const

const withVerbs = (
  program: Argv,
  verbs: readonly (VerbEntry | VerbGroup)[],
  run: (entry: VerbEntry, options: unknown) => Promise<void>,
): Argv => {
  for (const verb of verbs) {
    const { command, about } = verb
    if ('verbs' in verb)
      program.command(command, about, (group) => inGroup(withVerbs(group, verb.verbs, run)))
    else {
      const options = async (yargs: Argv): Promise<Argv> => (await verb.load()).options(yargs)
      program.command(command, about, options, (given) => run(verb, given))
    }
  }
  return program
}

/** An option given twice is a mistake; which of the two was meant, nobody knows. */
const needOnce = ({ command }: VerbEntry, options: object): void => {
  for (const [name, value] of Object.entries(options)) {
    if (!Array.isArray(value) || name === '_' || command.includes(`<${name}..>`)) continue
    throw usageFailure(`选项 --${name} 给了不止一次`)
  }
}

const needVerb = ['请给出一个动词', noSuchVerb] as const

const inGroup = (group: Argv): Argv => group.demandCommand(1, 1, ...needVerb)

const contextOf = (host: Host, options: GlobalOptions, { stdout, stderr }: Streams): Context => {
  const { json, quiet, noColor } = options
  const { NO_COLOR } = host.environment
  const colour = !noColor && (NO_COLOR === undefined || NO_COLOR === '')
  const { data, store } = options
  return {
    terminal: new Terminal(stdout, stderr, { json, quiet, colour }),
    host,
    settings: (flags = {}) => readSettings(host.environment, { data, store, ...flags }),
  }
}
