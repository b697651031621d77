import { DomainError } from '../../domain/errors.ts'
import type { Caller } from '../ledger.ts'
import { sha256 } from '../sha256.ts'
import type { BankFiles, FileFormat } from './bank-files.ts'
import type { Batches } from './batches.ts'
import { needBatch } from './desk.ts'

export interface ShowParts {
  readonly batches: Pick<Batches, 'batch' | 'execute'>
  readonly bankFiles: Pick<BankFiles, 'again'>
}

/** `fileNo` undefined: the newest; `format` undefined: the one in which it was released. */
export interface WantedPayList {
  readonly fileNo?: number | undefined
  readonly format?: FileFormat | undefined
}

export interface ShownPayList {
  readonly bytes: Uint8Array
  readonly fileNo: number
  readonly format: FileFormat
  readonly position: bigint
  readonly replayed: boolean
}

/**
 * A bank file in clear, for whom the caller is. That they got it is on record before they have it.
 *
 * @throws {DomainError} `batch-unknown`, `batch-<status>` before the release, `pay-list-unknown`
 * @throws {IntegrityFailure} as {@link BankFiles.again}
 */
export const showPayList = async (
  { batches, bankFiles }: ShowParts,
  caller: Caller,
  batchId: string,
  wanted: WantedPayList,
): Promise<ShownPayList> => {
  const batch = await needBatch({ batches }, caller, batchId)
  if (batch.files.length === 0) throw new DomainError(`batch-${batch.status}`, { batchId })
  const fileNo = wanted.fileNo ?? batch.files.length
  const file = batch.files[fileNo - 1]
  if (file === undefined) throw new DomainError('pay-list-unknown', { fileNo: String(fileNo) })
  const format = wanted.format ?? (file.format as FileFormat)
  const bytes = await bankFiles.again(batch, file, format)
  const data = { fileNo, format, fileDigest: sha256(bytes) }
  const { position, replayed } = await batches.execute(caller, batchId, { type: 'ShowPayList', data })
  return { bytes, fileNo, format, position, replayed }
}
