import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { RegisterLookUps } from './app/known-records.ts'
import type { ClassAt } from './app/training-office/around-class.ts'
import type { ClassElsewhere } from './domain/training/commands.ts'
import type { EventStore } from './event-store/event-store.ts'
import { type Figures, type FiguresPlace, figuresFile, openFigures } from './figures.ts'

/** The figures of one node, opened when first asked for: the log can be looked at whatever state they are in. */
export class NodeFigures {
  readonly #store: EventStore
  readonly #folder: string | null
  readonly #threadLog: string | null
  #opened: Figures | undefined
  #isBuilt = false

  constructor(store: EventStore, { folder, threadLog }: FiguresPlace) {
    this.#store = store
    this.#folder = folder
    this.#threadLog = threadLog
  }

  /** @throws {ReadModelsUnfit} */
  open(): Figures {
    this.#opened ??= openFigures(this.#store, { folder: this.#folder, threadLog: this.#threadLog })
    return this.#opened
  }

  /** As the figures say, as far as there are any that can be read. See {@link Figures.missingTail}. */
  async missingTail(): Promise<string | undefined> {
    if (this.#folder !== null && !existsSync(join(this.#folder, figuresFile))) return undefined
    try {
      return await this.open().missingTail()
    } catch (error) {
      if (isUnusable(error)) return undefined
      throw error
    }
  }

  /** Classes with the same trainer or room, by figures that are up to date when it answers. */
  async classesElsewhere(asked: ClassAt): Promise<readonly ClassElsewhere[]> {
    const figures = this.open()
    await figures.catchUp()
    return figures.queries.classesElsewhere(asked)
  }

  /** Registers as they stand, for look-ups; undefined where the figures are not built yet. */
  lookUps(): RegisterLookUps | undefined {
    const opened = this.#opened
    // Once built, figures stay so for as long as they are open.
    if (opened !== undefined) this.#isBuilt ||= opened.built()
    return this.#isBuilt ? opened?.queries : undefined
  }

  /** Makes all figures anew. A file that cannot be used is kept under another name. */
  async rebuild(onEvents?: (done: number) => void): Promise<bigint | null> {
    try {
      return await this.open().rebuild(onEvents)
    } catch (error) {
      if (this.#folder === null || !isUnusable(error)) throw error
      await this.close()
      setAside(join(this.#folder, figuresFile))
      return this.open().rebuild(onEvents)
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    this.#isBuilt = false
    await opened?.close()
  }
}

/** Something else in the place of the figures, or damaged ones. */
const isUnusable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return error.name === 'ReadModelsUnfit' || /^SQLITE_(?:CORRUPT|NOTADB)/.test(code)
}

const setAside = (file: string): void => {
  let no = 1
  while (existsSync(`${file}.unusable-${no}`)) no++
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(file + part)) renameSync(file + part, `${file}.unusable-${no}${part}`)
  }
}
