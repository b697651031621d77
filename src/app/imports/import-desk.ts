import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import type { CommitMode } from '../../domain/import/commands.ts'
import { isBusy, isExhausted } from '../../domain/import/decide.ts'
import type { ImportState } from '../../domain/import/state.ts'
import type { MarkedFile } from '../../sheets/mark-rows.ts'
import type { markSheet } from '../../sheets/mark-sheet.ts'
import { completionTemplate } from '../../sheets/template.ts'
import type { SealedFiles } from '../../vault/sealed-files.ts'
import type { CommandAnswer } from '../handle-command.ts'
import type { OnProgress } from '../jobs.ts'
import type { Caller } from '../ledger.ts'
import { nameUuid } from '../name-uuid.ts'
import { Turns } from '../turns.ts'
import { askCommit, beginCommit, type WantedCommit } from './begin-commit.ts'
import type { CommitReportParts } from './commit-report.ts'
import { finishCommit } from './finish-commit.ts'
import { formatOf, type Imports } from './imports.ts'
import { type FileJudged, type JudgeFileParts, judgeFile, type OnCrash, sheetTerms } from './judge-file.ts'
import { linesDone } from './lines-done.ts'
import { ReportFile } from './report-file.ts'
import { beside } from './row-notes.ts'
import type { RowFault } from './sheet-row.ts'

export interface ImportDeskParts extends JudgeFileParts, Omit<CommitReportParts, keyof JudgeFileParts> {
  readonly imports: Imports
  /** Opens the file, off this thread. */
  readonly markSheet: typeof markSheet
  readonly vault: JudgeFileParts['vault'] & CommitReportParts['vault']
  readonly ledger: JudgeFileParts['ledger'] & CommitReportParts['ledger']
}

export interface Received extends CommandAnswer<ImportState> {
  readonly importId: string
  /** All of it is recorded already: there is nothing to judge. */
  readonly exhausted: boolean
}

interface MarkOptions {
  /** Also what came as CSV. */
  readonly asXlsx?: boolean
}

export interface TrialFile {
  readonly provider: string
  readonly bytes: Uint8Array
  readonly scratch: SealedFiles
}

type Stepped = Promise<CommandAnswer<ImportState>>

const uploadOf = (importId: string): string => `${importId}.upload`

/** One file is read or recorded at a time; others wait for their turn and show that they do. */
const heavy = 'heavy'
/** Small files are marked one at a time beside those, so that nobody waits minutes for a short list. */
const light = 'light'
const lightBytesAtMost = 512 * 1024

/** The steps of imports. Those of one import take turns. */
export class ImportDesk {
  readonly #parts: ImportDeskParts
  readonly #turns = new Turns()
  readonly #heavy = new Turns()
  #onCrash: OnCrash = () => {}

  constructor(parts: ImportDeskParts) {
    this.#parts = parts
  }

  get imports(): Imports {
    return this.#parts.imports
  }

  /** From now on told of files that crash their reader; the import itself ends as unreadable. */
  set onCrash(onCrash: OnCrash) {
    this.#onCrash = onCrash
  }

  /** Seals the file and says that it came. The same file of the same provider is the same import. */
  receive(caller: Caller, provider: string, bytes: Uint8Array): Promise<Received> {
    const { imports, files } = this.#parts
    const { importId, fileDigest } = imports.identify(caller.principal, provider, bytes)
    return this.#turns.run(importId, async () => {
      const known = await imports.load(importId)
      const done = known !== undefined && isExhausted(known)
      // Before the log says that it is there.
      if (!done && (await files.parts(uploadOf(importId))) === 0) {
        await files.write(uploadOf(importId), [bytes])
      }
      const answer = await imports.execute(caller, importId, {
        type: 'ReceiveImport',
        data: { importId, provider, fileDigest, bytes: bytes.length, format: formatOf(bytes) },
      })
      return { ...answer, importId, exhausted: isExhausted(answer.state) }
    })
  }

  /**
   * Judges the file as the ledger stands now. What it says is recorded only where it is new.
   *
   * @throws {DomainError} as {@link decideImport}
   */
  judge(caller: Caller, importId: string, onProgress: OnProgress): Stepped {
    const work = () => this.#judge(caller, importId, onProgress)
    return this.#turns.run(importId, () => this.#heavy.run(heavy, work))
  }

  async #judge(caller: Caller, importId: string, onProgress: OnProgress): Stepped {
    const { imports, files } = this.#parts
    const state = await this.#needState(importId)
    const { provider, status } = state
    if (status === 'committing') throw new DomainError('import-committing')
    if (status === 'cancelled') throw new DomainError('import-cancelled')
    const isDone = await linesDone(state, this.report(importId))
    const bytes = await this.upload(importId)
    onProgress({ step: '读取', done: 0, total: 0 })
    const found = await judgeFile(
      { ...this.#parts, files, onCrash: this.#onCrash },
      caller,
      { importId, provider, bytes, isDone },
      onProgress,
    )
    const step = (what: string): Caller => ({ ...caller, commandId: nameUuid(caller.commandId, what) })
    if ('counts' in found) {
      return imports.execute(step('judge'), importId, { type: 'JudgeImport', data: { counts: found.counts } })
    }
    const code = found.faults[0]?.code ?? 'upload-unreadable'
    await files.write(`${importId}.faults`, [Buffer.from(JSON.stringify(found.faults))])
    return imports.execute(step('refuse'), importId, { type: 'RefuseImport', data: { code } })
  }

  async #needState(importId: string): Promise<ImportState> {
    const state = await this.#parts.imports.load(importId)
    if (state === undefined || state.importId === null) throw new DomainError('import-unknown')
    return state
  }

  /** The file as it came. @throws {DomainError} `import-file-destroyed` */
  async upload(importId: string): Promise<Uint8Array> {
    const bytes = await this.#parts.files.read(uploadOf(importId), 0)
    if (bytes === undefined) throw new DomainError('import-file-destroyed')
    return bytes
  }

  /** Promises a commit, which then waits for nobody's turn to be in the log. @throws as {@link askCommit} */
  ask(caller: Caller, importId: string, mode: CommitMode): Stepped {
    return askCommit(this.#parts.imports, { caller, importId, mode })
  }

  /**
   * Records the good rows, all at once or one after another as `mode` says; begun once, it may be
   * interrupted and goes on with {@link ImportDesk.goOn}.
   *
   * @throws {DomainError} as {@link decideImport}
   */
  commit(caller: Caller, importId: string, mode: CommitMode, onProgress: OnProgress): Stepped {
    return this.#commit({ caller, importId, mode, promised: false }, onProgress)
  }

  /** The same, unless what {@link ImportDesk.ask} promised was taken back meanwhile. @throws as it */
  commitAsked(caller: Caller, importId: string, mode: CommitMode, onProgress: OnProgress): Stepped {
    return this.#commit({ caller, importId, mode, promised: true }, onProgress)
  }

  #commit(wanted: WantedCommit, onProgress: OnProgress): Stepped {
    const { caller, importId } = wanted
    const work = async (): Stepped => {
      const judgeAgain = () => this.#judge(caller, importId, onProgress)
      const begun = await beginCommit(this.#parts.imports, wanted, judgeAgain)
      if (begun.state.status !== 'committing') return begun
      return finishCommit(this.#parts, caller, begun.state, onProgress)
    }
    return this.#turns.run(importId, () => this.#heavy.run(heavy, work))
  }

  /** Takes up a commit where it was left, as whoever began it. */
  goOn(caller: Caller, importId: string, onProgress: OnProgress): Stepped {
    const work = async (): Stepped =>
      finishCommit(this.#parts, caller, await this.#needState(importId), onProgress)
    return this.#turns.run(importId, () => this.#heavy.run(heavy, work))
  }

  /** Takes no turn: a commit that waits for its own is called off before it begins. */
  cancel(caller: Caller, importId: string): Stepped {
    return this.#parts.imports.execute(caller, importId, { type: 'CancelImport', data: {} })
  }

  /** What was uploaded and what was found in it is gone for good, and the log says so. */
  destroy(caller: Caller, importId: string): Stepped {
    return this.#turns.run(importId, async () => {
      const { imports, files } = this.#parts
      if (isBusy(await this.#needState(importId))) throw new DomainError('import-committing')
      for (const name of [uploadOf(importId), `${importId}.faults`]) await files.remove(name)
      await this.report(importId).remove()
      return imports.execute(caller, importId, { type: 'DestroyImportFile', data: {} })
    })
  }

  report(importId: string): ReportFile {
    return new ReportFile(this.#parts.files, importId)
  }

  /** What is wrong with a file that cannot be read. */
  async fileFaults(importId: string): Promise<readonly RowFault[]> {
    const bytes = await this.#parts.files.read(`${importId}.faults`, 0)
    return bytes === undefined ? [] : (JSON.parse(Buffer.from(bytes).toString('utf8')) as RowFault[])
  }

  /** The provider's own file, with what is wrong marked in it. Waits for its turn, and holds nothing so long. */
  async marked(importId: string, options: MarkOptions = {}): Promise<MarkedFile> {
    const { bytes } = await this.#needState(importId)
    return this.#heavy.run(bytes > lightBytesAtMost ? heavy : light, async () =>
      this.mark(await this.upload(importId), this.report(importId), options),
    )
  }

  async mark(bytes: Uint8Array, report: ReportFile, options: MarkOptions): Promise<MarkedFile> {
    const said = new Map<number, readonly RowFault[]>()
    for await (const rows of report.parts()) {
      for (const row of rows) {
        const all = [...row.faults, ...beside(row)]
        if (all.length > 0) said.set(row.line, all)
      }
    }
    return this.#parts.markSheet(bytes, said, options)
  }

  /** What would become of a file; nothing is kept of it but in `scratch`, under the answer's id. */
  async tryOut(
    caller: Caller,
    { provider, bytes, scratch }: TrialFile,
    onProgress: OnProgress,
  ): Promise<FileJudged & { readonly report: ReportFile }> {
    const { importId } = this.#parts.imports.identify(caller.principal, provider, bytes)
    const parts = { ...this.#parts, files: scratch }
    const isDone = await linesDone(await this.imports.load(importId), this.report(importId))
    const judged = await judgeFile(parts, caller, { importId, provider, bytes, isDone }, onProgress)
    return { ...judged, report: new ReportFile(scratch, importId) }
  }

  /** An empty sheet to fill in, with the names of today. */
  async template(at: string): Promise<Uint8Array> {
    const { rulebook, directory } = this.#parts
    await rulebook.refresh(at)
    return completionTemplate(sheetTerms(directory, rulebook.inForce(shanghaiDay(at)), at))
  }
}
