import { hash } from 'node:crypto'
import { type Fault, isOfWholeFile } from '../../bank-files/fault.ts'
import type { BatchEvent } from '../../domain/batch/events.ts'
import { type BatchState, initialBatch, lineOf, takenOf } from '../../domain/batch/state.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { scopeOf } from '../../domain/scope.ts'
import { LedgerError } from '../errors.ts'
import type { CommandAnswer } from '../handle-command.ts'
import type { OnProgress } from '../jobs.ts'
import type { Caller } from '../ledger.ts'
import type { BankFiles, FileFormat, MadeFile, Notice } from './bank-files.ts'
import type { Batches, BatchHistory } from './batches.ts'
import type { Treasury } from './treasury.ts'

/**
 * Steps of a batch that rest on a list or a file. What is made for a step is made only where the
 * step can be taken: elsewhere the batch itself refuses, or gives a repeat its first answer.
 */

export interface DeskParts {
  readonly treasury: Treasury
  readonly batches: Batches
  readonly bankFiles: BankFiles
}

type Stepped = Promise<CommandAnswer<BatchState>>

/** @throws {DomainError} `batch-unknown` */
export const needBatch = async (
  { batches }: { readonly batches: Pick<Batches, 'batch'> },
  { principal }: Pick<Caller, 'principal'>,
  batchId: string,
): Promise<BatchState> => {
  const batch = await batches.batch(scopeOf(principal), batchId)
  if (batch === undefined) throw new DomainError('batch-unknown')
  return batch
}

/** `opensOn` undefined: today; `workingDays` undefined: as many as the policy asks for. */
export interface NoticeTerms {
  readonly opensOn?: string | undefined
  readonly workingDays?: number | undefined
}

const noPolicy = { id: '', version: 0, digest: '' }
const noList: Omit<Notice, 'rows'> = { listDigest: '', policy: noPolicy }
/** No file has this number, so it is never recorded. */
const noFile: MadeFile = {
  ...{ bytes: new Uint8Array(), fileNo: 0 },
  ...{ fileDigest: '', asOf: '0', policy: noPolicy },
}

export const openNotice = async (
  parts: DeskParts,
  caller: Caller,
  batchId: string,
  { terms, onProgress }: { readonly terms: NoticeTerms; readonly onProgress: OnProgress },
): Stepped => {
  const batch = await needBatch(parts, caller, batchId)
  const { listDigest, policy } =
    batch.status === 'frozen' ? await parts.bankFiles.notice(batch, caller.at) : noList
  const opensOn = terms.opensOn ?? shanghaiDay(caller.at)
  const data = { opensOn, workingDays: terms.workingDays ?? null, listDigest, policy }
  return parts.treasury.step(caller, batchId, { type: 'OpenNotice', data }, onProgress)
}

/** @throws {LedgerError} `account-missing-lines` */
export const release = async (
  parts: DeskParts,
  caller: Caller,
  batchId: string,
  { format, onProgress }: { readonly format: FileFormat; readonly onProgress: OnProgress },
): Stepped => {
  const batch = await needBatch(parts, caller, batchId)
  onProgress({ step: '生成代发清册', done: 0, total: batch.lines.length })
  const made =
    batch.status === 'approved'
      ? await parts.bankFiles.make(batch, { format, nos: null, at: caller.at })
      : noFile
  const { bytes: _, ...file } = made
  const data = { ...file, format }
  return parts.treasury.step(caller, batchId, { type: 'ReleaseBatch', data }, onProgress)
}

export interface ReissueTerms {
  readonly format: FileFormat
  /** Undefined: every line that came back. */
  readonly claimIds?: readonly string[] | undefined
}

/** @throws {LedgerError} `account-missing-lines` */
export const reissue = async (
  parts: DeskParts,
  caller: Caller,
  batchId: string,
  { terms, onProgress }: { readonly terms: ReissueTerms; readonly onProgress: OnProgress },
): Stepped => {
  const batch = await needBatch(parts, caller, batchId)
  const { format, claimIds } = terms
  const back = batch.lines.filter(({ status }) => status === 'returned')
  const nos =
    claimIds === undefined
      ? back.map(({ no }) => no)
      : [...new Set(claimIds)].map((id) => numberOf(batch, id))
  const isMade = pastOf(await parts.batches.history(batchId), caller.commandId) !== undefined
  const canBe = nos.length > 0 && nos.every((no) => back.some((line) => line.no === no))
  const made = canBe && !isMade ? await parts.bankFiles.make(batch, { format, nos, at: caller.at }) : noFile
  const { bytes: _, ...file } = made
  const data = { ...file, nos, format }
  return parts.treasury.step(caller, batchId, { type: 'Reissue', data }, onProgress)
}

/** @throws {DomainError} `line-unknown` */
export const numberOf = (batch: BatchState, claimId: string): number => {
  const line = lineOf(batch, claimId)
  if (line === undefined) throw new DomainError('line-unknown', { claimId })
  return line.no
}

/** What came of the bank's file. */
export interface TakenResults {
  readonly state: BatchState
  readonly position: bigint
  readonly replayed: boolean
  readonly confirmed: number
  readonly returned: number
  readonly faults: readonly Fault[]
  /** Lines at the bank that the file did not settle. */
  readonly unanswered: number
  /** The same bytes were taken in before by another request, and now nothing more: nothing changed. */
  readonly repeated: boolean
}

/** Nothing of the bank's file can be used. */
export class ResultsUnusable extends LedgerError {
  override readonly name = 'ResultsUnusable'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super('results-unusable')
    this.faults = faults
  }
}

/**
 * A repeat reads the file against batch and people as they were then, and so comes to the same.
 *
 * @throws {ResultsUnusable}
 */
export const takeResults = async (
  parts: DeskParts,
  caller: Caller,
  batchId: string,
  { bytes, onProgress }: { readonly bytes: Uint8Array; readonly onProgress: OnProgress },
): Promise<TakenResults> => {
  await needBatch(parts, caller, batchId)
  const history = await parts.batches.history(batchId)
  const past = pastOf(history, caller.commandId)
  const before = past?.before ?? (await needBatch(parts, caller, batchId))
  onProgress({ step: '读取银行结果', done: 0, total: before.lines.length })
  const known = takenOf(before, hash('sha256', bytes, 'hex'))
  const at = past?.at ?? caller.at
  const { command, matched } = await parts.bankFiles.readResults(before, bytes, at, past?.position)
  const wholeFile = matched.faults.filter(isOfWholeFile)
  if (wholeFile.length > 0) throw new ResultsUnusable(wholeFile)
  const { state, position, replayed } = await parts.treasury.step(caller, batchId, command, onProgress)
  const newer =
    past?.taken ?? takenBy(await parts.batches.eventsAfter(batchId, lastOf(history)), caller.commandId)
  const taken = newer ?? { confirmed: 0, returned: 0 }
  const repeated = known.nos.length > 0 && taken.confirmed + taken.returned === 0
  const faults = known.isWhole ? [] : matched.faults
  const told = { faults, unanswered: matched.unanswered.length, repeated }
  return { state, position, replayed, ...taken, ...told }
}

interface Past {
  /** The batch right before the request's first event. */
  readonly before: BatchState
  /** Instant and position of that event. */
  readonly at: string
  readonly position: bigint
  /** Of a bank's file: what was recorded of it. */
  readonly taken: { readonly confirmed: number; readonly returned: number } | undefined
}

/** What the request made happen before; undefined: nothing. */
const pastOf = ({ events }: BatchHistory, commandId: string): Past | undefined => {
  const place = events.findIndex(({ event }) => event.metadata.commandId === commandId)
  const first = events[place]
  if (first === undefined) return undefined
  const before = events[place - 1]?.state ?? initialBatch
  const { event, position } = first
  return { before, at: event.metadata.at, position, taken: takenBy(events, commandId) }
}

const lastOf = ({ events }: BatchHistory): number => events.at(-1)?.revision ?? -1

const takenBy = (events: readonly { readonly event: BatchEvent }[], commandId: string): Past['taken'] => {
  for (const { event } of events) {
    if (event.type !== 'ResultsRecorded' || event.metadata.commandId !== commandId) continue
    const { confirmed, returned } = event.data
    return { confirmed, returned }
  }
  return undefined
}
