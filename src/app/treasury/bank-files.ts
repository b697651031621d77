import { type PayListForm, payList } from '../../bank-files/pay-list.ts'
import type { ListPolicy } from '../../domain/batch/events.ts'
import { type BankFile, type BatchLine, type BatchState, standing } from '../../domain/batch/state.ts'
import { canonicalJson } from '../../domain/canonical-json.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import type { EventStore } from '../../event-store/event-store.ts'
import { IntegrityFailure } from '../../event-store/event-store.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Directory } from '../directory.ts'
import { LedgerError } from '../errors.ts'
import type { Ledger } from '../ledger.ts'
import type { Rulebook } from '../rulebook.ts'
import { sha256 } from '../sha256.ts'
import type { Batches } from './batches.ts'
import { needNothingHeld } from './held-lines.ts'
import { type ListParts, type NoticeRow, noticeRows, payListRows } from './list-rows.ts'
import { peopleAsOf, tipOf } from './people-as-of.ts'
import { type ReadResults, readResults } from './read-results.ts'
import { unitsById, unitsByName } from './unit-names.ts'

/** How a bank file may be written; the batch's event names it. */
export const fileFormats = {
  csv: { format: 'csv', encoding: 'utf-8-bom' },
  'csv-gb18030': { format: 'csv', encoding: 'gb18030' },
  xlsx: { format: 'xlsx' },
} as const satisfies Readonly<Record<string, PayListForm>>
export type FileFormat = keyof typeof fileFormats

export interface BankFilesParts {
  readonly store: EventStore
  readonly ledger: Ledger
  readonly batches: Batches
  readonly rulebook: Rulebook
  readonly vault: Pick<Vault, 'open'>
  readonly directory: Directory
}

export interface MadeFile {
  readonly bytes: Uint8Array
  readonly fileNo: number
  readonly fileDigest: string
  readonly asOf: string
  readonly policy: ListPolicy
}

/** `nos` null: every line that was not removed. `at`: now, an instant. */
export interface FileTerms {
  readonly format: FileFormat
  readonly nos: readonly number[] | null
  readonly at: string
}

export interface Notice {
  readonly rows: readonly NoticeRow[]
  /** SHA-256 (hex) of the rows' canonical JSON. */
  readonly listDigest: string
  readonly policy: ListPolicy
}

/** The lists of a batch that leave the house, each made again to the same bytes at any time. */
export class BankFiles {
  readonly #parts: BankFilesParts

  constructor(parts: BankFilesParts) {
    this.#parts = parts
  }

  /** The list that is published; before it is, what it would be `at` this instant. */
  async notice(batch: BatchState, at: string): Promise<Notice> {
    const policy =
      batch.notice === null ? await this.#policyAt(at) : await this.#recorded(batch.notice.policy)
    const rows = await noticeRows(await this.#lists(batch, policy), standing(batch.lines))
    return { rows, listDigest: sha256(canonicalJson(rows)), policy: nameOf(policy) }
  }

  /**
   * What the bank would be sent now.
   *
   * @throws {LedgerError} `account-missing-lines`
   * @throws {DomainError} `recovery-open` names the claims of which it is not decided what is due;
   *   `finding-open`, `finding-upheld` the first whose record is in doubt.
   */
  async make(batch: BatchState, { format, nos, at }: FileTerms): Promise<MadeFile> {
    const policy = await this.#policyAt(at)
    const lists = await this.#lists(batch, policy)
    await needNothingHeld(lists.people, linesIn(batch, nos))
    const fileNo = batch.files.length + 1
    const bytes = await this.#bytes(lists, batch, { format, nos, fileNo })
    const asOf = `${lists.people.asOf}`
    return { bytes, fileNo, fileDigest: sha256(bytes), asOf, policy: nameOf(policy) }
  }

  /**
   * A file that was released, to the byte.
   *
   * @throws {IntegrityFailure} vault and log no longer give what the file was made of.
   */
  async again(batch: BatchState, file: BankFile, format: FileFormat): Promise<Uint8Array> {
    const lists = await this.#lists(batch, await this.#recorded(file.policy), BigInt(file.asOf))
    const released = { ...file, format: file.format as FileFormat }
    // Those of before had ids where now there are names.
    for (const unitOf of [lists.unitOf, unitsById]) {
      const bytes = await this.#bytes({ ...lists, unitOf }, batch, released)
      if (sha256(bytes) !== file.fileDigest) continue
      return format === file.format ? bytes : this.#bytes({ ...lists, unitOf }, batch, { ...file, format })
    }
    throw new IntegrityFailure(`file ${file.fileNo} of batch ${batch.batchId} cannot be made again`)
  }

  async #lists(batch: BatchState, policy: Policy, asOf?: bigint): Promise<ListParts> {
    const { store, ledger, vault, directory } = this.#parts
    const people = peopleAsOf({ ledger, store }, asOf ?? (await this.#tip(batch)))
    return { people, vault, policy, directory, unitOf: unitsByName(store, people.asOf) }
  }

  async #policyAt(at: string): Promise<Policy> {
    const { rulebook } = this.#parts
    if (rulebook.isStale(at)) await rulebook.refresh(at)
    return rulebook.inForce(shanghaiDay(at))
  }

  async #recorded(named: ListPolicy): Promise<Policy> {
    const { rulebook } = this.#parts
    if (rulebook.recorded(named) === undefined) await rulebook.refresh()
    const policy = rulebook.recorded(named)
    if (policy === undefined)
      throw new IntegrityFailure(`version ${named.version} of the policy is not there`)
    return policy
  }

  async #tip({ batchId }: BatchState): Promise<bigint> {
    const { store, batches } = this.#parts
    return tipOf(store, (await batches.position(batchId ?? '')) ?? 0n)
  }

  async #bytes(
    lists: ListParts,
    batch: BatchState,
    file: { readonly format: FileFormat; readonly nos: readonly number[] | null; readonly fileNo: number },
  ): Promise<Uint8Array> {
    const lines = linesIn(batch, file.nos)
    const remark = file.fileNo === 1 ? '' : `重发,第 ${file.fileNo} 份清册`
    const rows = await payListRows(lists, batch, lines, remark)
    const missing = rows.filter(({ bankAccount }) => bankAccount === '')
    if (missing.length > 0) {
      const claims = missing.slice(0, 20).map(({ claimId }) => claimId)
      throw new LedgerError('account-missing-lines', {
        count: `${missing.length}`,
        claims: claims.join('、'),
      })
    }
    return payList(rows, fileFormats[file.format])
  }

  /** As {@link readResults}; `asOf`: of a repeat, where the log stood the first time. */
  readResults(batch: BatchState, bytes: Uint8Array, at: string, asOf?: bigint): Promise<ReadResults> {
    return readResults(this.#parts, batch, bytes, { at, asOf })
  }
}

const nameOf = ({ id, version, digest }: Policy): ListPolicy => ({ id, version, digest })

const linesIn = ({ lines }: BatchState, nos: readonly number[] | null): readonly BatchLine[] =>
  nos === null ? lines.filter(({ status }) => status !== 'removed') : nos.flatMap((no) => lines[no - 1] ?? [])
