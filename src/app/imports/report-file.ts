import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { JudgedCounts } from '../../domain/import/events.ts'
import { type FaultGroup, FaultGroups } from '../../sheets/group-faults.ts'
import type { SealedFiles } from '../../vault/sealed-files.ts'
import { addressIn, type Places, placed } from './row-faults.ts'
import type { RowNotes } from './row-notes.ts'
import { blank, type RowReport, type RowVerdict, rowVerdicts, saidOf } from './row-verdict.ts'
import type { RowFault } from './sheet-row.ts'

/** So many rows are sealed as one part, and read together. */
const rowsPerPart = 500

/** What a row has nothing of is left out: most rows have nothing of most. */
type StoredRow = Pick<RowReport, 'line' | 'verdict'> & Partial<RowReport>

interface Part {
  readonly rows: readonly StoredRow[]
}

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)

const storedOf = (report: RowReport): StoredRow => {
  const { line, verdict } = report
  const others = Object.entries(report).filter(([, value]) => !isNothing(value))
  return Object.assign({ line, verdict }, Object.fromEntries(others))
}

/** What the first part says of the others, so that a page of one verdict opens no part in vain. */
interface Contents {
  readonly version: 1
  readonly places: Places
  readonly groups: readonly FaultGroup[]
  /** Absent, or without some of it, in what was sealed before there was any. */
  readonly notes?: Partial<GroupedNotes>
  readonly parts: readonly {
    readonly lastLine: number
    readonly verdicts: Readonly<Record<RowVerdict, number>>
  }[]
}

/** Notes by what they say, the most frequent first. */
export type GroupedNotes = { readonly [R in keyof RowNotes | 'remarks']: readonly FaultGroup[] }

export const noGroups: GroupedNotes = { unfiled: [], notes: [], remarks: [] }

/** Rows are much alike: packed they are a tenth, in memory until all are judged and on disk after that. */
const packed = promisify(gzip)
const unpacked = promisify(gunzip)
const quickly = { level: 1 }
const firstOfPacked = 0x1f

const encode = (value: unknown): Promise<Uint8Array> => packed(JSON.stringify(value), quickly)

/** What was sealed before anything was packed is read as it is. */
const decode = async <T>(bytes: Uint8Array): Promise<T> => {
  const text = bytes[0] === firstOfPacked ? await unpacked(bytes) : Buffer.from(bytes)
  return JSON.parse(text.toString('utf8')) as T
}

const nameOf = (importId: string): string => `${importId}.rows`

/** Takes verdicts in the order of the file and seals them in parts, so that few are held at once. */
export class ReportWriter {
  readonly #parts: Promise<Uint8Array>[] = []
  readonly #contents: Contents['parts'][number][] = []
  readonly #wrong = new FaultGroups()
  readonly #unfiled = new FaultGroups()
  readonly #notes = new FaultGroups()
  readonly #remarks = new FaultGroups()
  #rows: RowReport[] = []

  add(report: RowReport): void {
    this.#rows.push(report)
    const { line, faults, remarks = [], unfiled, notes } = report
    this.#remarks.add({ line, faults: remarks.map(saidOf) })
    this.#wrong.add({ line, faults })
    this.#unfiled.add({ line, faults: unfiled })
    this.#notes.add({ line, faults: notes })
    if (this.#rows.length === rowsPerPart) this.#end()
  }

  #end(): void {
    const rows = this.#rows
    const last = rows.at(-1)
    if (last === undefined) return
    this.#rows = []
    const count = (verdict: RowVerdict): number => rows.filter((row) => row.verdict === verdict).length
    const verdicts = Object.fromEntries(rowVerdicts.map((verdict) => [verdict, count(verdict)]))
    this.#contents.push({ lastLine: last.line, verdicts: verdicts as Record<RowVerdict, number> })
    const part = encode({ rows: rows.map(storedOf) } satisfies Part)
    // What goes wrong is thrown where it is waited for.
    part.catch(() => {})
    this.#parts.push(part)
  }

  /** @returns how many rows got which verdict */
  async write(files: SealedFiles, importId: string, places: Places): Promise<JudgedCounts> {
    this.#end()
    const addressOf = addressIn(places)
    const groups = this.#wrong.list(addressOf)
    const notes = {
      unfiled: this.#unfiled.list(addressOf),
      notes: this.#notes.list(addressOf),
      remarks: this.#remarks.list(addressOf),
    }
    const contents: Contents = { version: 1, places, groups, notes, parts: this.#contents }
    await files.write(nameOf(importId), await Promise.all([encode(contents), ...this.#parts]))
    const { ok, 'already-recorded': already, changed, wrong } = verdictsIn(this.#contents)
    return { rows: ok + already + changed + wrong, ok, already, changed, wrong, faults: countsOf(groups) }
  }
}

const verdictsIn = (parts: Contents['parts']): Readonly<Record<RowVerdict, number>> => {
  const sum = (verdict: RowVerdict): number =>
    parts.reduce((total, { verdicts }) => total + verdicts[verdict], 0)
  const counted = rowVerdicts.map((verdict) => [verdict, sum(verdict)])
  return Object.fromEntries(counted) as Record<RowVerdict, number>
}

/** Rows by code alone: that is all the log is told. */
const countsOf = (groups: readonly FaultGroup[]): JudgedCounts['faults'] => {
  const counts = new Map<string, number>()
  for (const { code, count } of groups) counts.set(code, (counts.get(code) ?? 0) + count)
  const list = [...counts].map(([code, count]) => ({ code, count }))
  return list.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
}

export interface ReportPage {
  readonly rows: readonly RowReport[]
  /** The line after which the next page begins; null: there is none. */
  readonly next: number | null
}

/** The sealed verdicts on the rows of one import. */
export class ReportFile {
  readonly #files: SealedFiles
  readonly #importId: string

  constructor(files: SealedFiles, importId: string) {
    this.#files = files
    this.#importId = importId
  }

  async #contents(): Promise<Contents | undefined> {
    const bytes = await this.#files.read(nameOf(this.#importId), 0)
    return bytes && (await decode<Contents>(bytes))
  }

  async #part(part: number, places: Places): Promise<readonly RowReport[]> {
    const bytes = await this.#files.read(nameOf(this.#importId), part + 1)
    const { rows } = bytes === undefined ? { rows: [] } : await decode<Part>(bytes)
    return rows.map((stored) => {
      const row: RowReport = { ...blank(stored.line), ...stored }
      const { line, faults, unfiled, notes } = row
      if (faults.length + unfiled.length + notes.length === 0) return row
      const inPlace = (said: readonly RowFault[]) => said.map((fault) => placed(fault, line, places))
      return { ...row, faults: inPlace(faults), unfiled: inPlace(unfiled), notes: inPlace(notes) }
    })
  }

  /** All rows, part by part; none where the file is gone. */
  async *parts(): AsyncGenerator<readonly RowReport[]> {
    const { parts = [], places = {} } = (await this.#contents()) ?? {}
    for (const part of parts.keys()) yield await this.#part(part, places)
  }

  /** @param after only rows of later lines; undefined where the file is gone */
  async page(
    verdict: RowVerdict | null,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<ReportPage | undefined> {
    const contents = await this.#contents()
    if (contents === undefined) return undefined
    const found: RowReport[] = []
    for (const [part, { lastLine, verdicts }] of contents.parts.entries()) {
      if (lastLine <= after || (verdict !== null && verdicts[verdict] === 0)) continue
      for (const row of await this.#part(part, contents.places)) {
        if (row.line <= after || (verdict !== null && row.verdict !== verdict)) continue
        if (found.length === limit) return { rows: found, next: found.at(-1)?.line ?? null }
        found.push(row)
      }
    }
    return { rows: found, next: null }
  }

  /** Why rows are wrong; undefined where the file is gone. */
  async groups(): Promise<readonly FaultGroup[] | undefined> {
    return (await this.#contents())?.groups
  }

  async notes(): Promise<GroupedNotes> {
    return { ...noGroups, ...(await this.#contents())?.notes }
  }

  /** How many rows got which verdict; undefined where the file is gone. */
  async counts(): Promise<Readonly<Record<RowVerdict, number>> | undefined> {
    const contents = await this.#contents()
    return contents && verdictsIn(contents.parts)
  }

  async places(): Promise<Places> {
    return (await this.#contents())?.places ?? {}
  }

  remove(): Promise<void> {
    return this.#files.remove(nameOf(this.#importId))
  }
}
