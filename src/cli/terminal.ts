import { styleText } from 'node:util'
import { createProgress, createSilentProgress, type Progress } from './progress.ts'

export interface TerminalOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly colour: boolean
}

/** What a terminal would obey rather than show, and what turns the direction of reading. */
const control = /(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu
const ownStyle = new RegExp(`(${String.fromCharCode(0x1b)}\\[[\\d;]*m)`)

const escapedIn = (text: string): string =>
  text.replace(control, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)

/**
 * The text with control characters written out, as JSON would: data must not be able to move the
 * cursor, hide a line or ring a bell.
 *
 * @param colour colours and weights are let through, for they are the program's own.
 */
export const harmless = (text: string, colour: boolean): string =>
  colour
    ? text
        .split(ownStyle)
        .map((part, place) => (place % 2 === 1 ? part : escapedIn(part)))
        .join('')
    : escapedIn(text)

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
    this.#results.write(`${harmless(text, this.#colour)}\n`)
  }

  /** A result for programs. Log positions are texts. */
  printJson(value: unknown): void {
    const text = JSON.stringify(
      value,
      (_, part) => (typeof part === 'bigint' ? String(part) : (part as unknown)),
      2,
    )
    this.#results.write(`${harmless(text, false)}\n`)
  }

  note(text: string): void {
    if (!this.quiet) this.complain(text)
  }

  /** What went wrong; said even when quiet. */
  complain(text: string): void {
    this.#notes.write(`${harmless(text, false)}\n`)
  }

  progress(label: string, total: number): Progress {
    return createProgress({ stream: this.#notes, quiet: this.quiet }, label, total)
  }

  /** Elsewhere than on a terminal only where the work is long, since it is silent when all is well. */
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
