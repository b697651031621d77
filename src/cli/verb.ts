import type { ArgumentsCamelCase, Argv } from 'yargs'
import type { SettingName, Settings } from '../config.ts'
import type { ExitCode } from './failure.ts'
import type { Host } from './host.ts'
import type { Terminal } from './terminal.ts'

/** What every verb works with. */
export interface Context {
  readonly terminal: Terminal
  readonly host: Host
  /**
   * Flags over environment over defaults.
   *
   * @throws {SettingsError}
   */
  readonly settings: (flags?: { readonly [N in SettingName]?: string | undefined }) => Settings
}

export interface VerbOf<Options> {
  readonly options: (yargs: Argv) => Argv<Options>
  readonly run: (context: Context, options: ArgumentsCamelCase<Options>) => Promise<ExitCode>
}

/** A verb whose options only it knows. */
export interface Verb {
  readonly options: (yargs: Argv) => Argv
  readonly run: (context: Context, options: unknown) => Promise<ExitCode>
}

/** A verb by its words, before it is loaded. */
export interface VerbEntry {
  /** As yargs writes it: `assess <文件..>`. */
  readonly command: string
  readonly about: string
  readonly load: () => Promise<Verb>
}

/** Verbs under one word: `policy list`, `policy show`. */
export interface VerbGroup {
  readonly command: string
  readonly about: string
  readonly verbs: readonly VerbEntry[]
}

export const defineVerb = <Options>({ run, options }: VerbOf<Options>): Verb => ({
  options: (yargs) => options(yargs) as unknown as Argv,
  run: (context, given) => run(context, given as ArgumentsCamelCase<Options>),
})
