import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const program = new URL('../../dist/test/support/crash-writer.js', import.meta.url).pathname

/** A crash writer, and what it has reported so far. */
export class CrashProcess {
  readonly child: ChildProcess
  readonly lines: string[] = []
  readonly ended: Promise<void>
  #waiting: (() => void) | undefined

  /** `under`: a command, such as strace with its options, that runs the writer. */
  constructor(
    args: readonly string[],
    under: readonly string[] = [],
    stderr: 'inherit' | 'ignore' = 'inherit',
  ) {
    // The test runner puts its own modules into every child of Node; `env` takes them out again.
    const [command, ...rest] = [...under, 'env', '-u', 'NODE_OPTIONS', process.execPath, program, ...args]
    this.child = spawn(command as string, rest, { stdio: ['pipe', 'pipe', stderr] })
    const reader = createInterface(this.child.stdout as NodeJS.ReadableStream)
    reader.on('line', (line) => {
      this.lines.push(line)
      this.#waiting?.()
    })
    this.ended = new Promise((resolve) => reader.on('close', resolve))
  }

  /** The line of that number, as soon as it is there; undefined if the process ends before. */
  async line(number: number): Promise<string | undefined> {
    let over = false
    this.ended.then(() => {
      over = true
      this.#waiting?.()
    })
    while (this.lines.length <= number && !over) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
    return this.lines[number]
  }

  /** The numbers of the writes it was told are on disk. */
  acknowledged(): number[] {
    return this.lines.filter((line) => line.startsWith('ACK ')).map((line) => Number(line.slice(4)))
  }
}
