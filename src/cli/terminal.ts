import { styleText } from 'node:util'
import { createProgress, createSilentProgress, type Progress } from './progress.ts'

export interface TerminalOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly colour: boolean
}

type Style = 'red' | 'green' | 'yellow' | 'bold' | 'dim'

/** Results go to stdout, progress and notes to stderr. */
export class Terminal {
  readonly json: boolean
  readonly quiet: boolean
  readonly #colour: boolean
  readonly #results: NodeJS.WriteStream
  readonly #notes: NodeJS.WriteStream

  constructor(results: NodeJS.WriteStream, notes: NodeJS.WriteStream, options: TerminalOptions) {
    this.#results = results
    this.#notes = notes
    this.json = options.json
    this.quiet = options.quiet
    this.#colour = options.colour && results.isTTY === true
  }

  /** A result for people. */
  print(text: string): void {
    this.#results.write(`${text}\n`)
  }

  /** A result for programs. Log positions are texts. */
  printJson(value: unknown): void {
    const text = JSON.stringify(
      value,
      (_, part) => (typeof part === 'bigint' ? String(part) : (part as unknown)),
      2,
    )
    this.#results.write(`${text}\n`)
  }

  note(text: string): void {
    if (!this.quiet) this.#notes.write(`${text}\n`)
  }

  /** What went wrong; said even when quiet. */
  complain(text: string): void {
    this.#notes.write(`${text}\n`)
  }

  progress(label: string, total: number): Progress {
    return createProgress({ stream: this.#notes, quiet: this.quiet }, label, total)
  }

  /** Shown on a terminal only, since the work is silent when all is well. */
  silentProgress(label: string, total: number): Progress {
    return createSilentProgress({ stream: this.#notes, quiet: this.quiet }, label, total)
  }

  styled(style: Style, text: string): string {
    return this.#colour ? styleText(style, text) : text
  }

  get colour(): boolean {
    return this.#colour
  }
}
