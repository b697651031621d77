import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { nowUs } from './timing.ts'

/** Writes and waits for the disk, and nothing else: the floor under every durable command. */
export class BareFile {
  readonly #descriptor: number
  readonly #bytes: Buffer
  readonly #writes: number
  #end: number

  constructor(file: string, { writes, bytes }: { readonly writes: number; readonly bytes: number }) {
    this.#descriptor = openSync(file, 'w')
    this.#bytes = Buffer.alloc(bytes, 'x')
    this.#writes = writes
    this.#end = writeSync(this.#descriptor, Buffer.alloc(writes * bytes))
    fsyncSync(this.#descriptor)
  }

  /** Microseconds per write at the growing end of the file. */
  appending(): number {
    const us = this.#loop(this.#end)
    this.#end += this.#writes * this.#bytes.length
    return us
  }

  /** Microseconds per write over what was written before: no file system can do better. */
  overwriting(): number {
    return this.#loop(0)
  }

  #loop(from: number): number {
    const { length } = this.#bytes
    const start = nowUs()
    for (let i = 0; i < this.#writes; i++) {
      writeSync(this.#descriptor, this.#bytes, 0, length, from + i * length)
      fdatasyncSync(this.#descriptor)
    }
    return (nowUs() - start) / this.#writes
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
