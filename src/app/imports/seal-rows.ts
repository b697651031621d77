import { bornOf } from '../../domain/id-number.ts'
import type { Elsewhere } from '../../domain/person/elsewhere.ts'
import type { Certificate } from '../../domain/person/events.ts'
import type { CompletionRow } from '../../sheets/completion-row.ts'
import type { Commitments, FieldName, FieldValues } from '../../vault/vault.ts'
import { LedgerError } from '../errors.ts'
import type { CountedDays, RowLookedAt } from '../known-records.ts'
import type { CommitParts, CommitTerms } from './commit-rows.ts'
import { numberedCertificates } from './row-certificates.ts'
import { isRefusal, refusalFault } from './row-faults.ts'
import type { RowPlan, RowReport } from './row-verdict.ts'
import type { RowFault } from './sheet-row.ts'

/** A row with what was sealed of it, or why nothing could be. */
export interface SealedRow {
  readonly row: CompletionRow
  readonly plan: RowPlan
  readonly certificates: readonly Certificate[]
  /** Nothing was heard of the person, so their stream begins with the row. */
  readonly begins: boolean
  readonly sealed: Commitments | RowFault
}

/** A sealed row with what is known of other records. */
export interface ReadyRow extends SealedRow {
  readonly elsewhere: () => Elsewhere | undefined
}

/** Words under which corrections from a sheet are sealed. */
const correctionNote = '按导入的结业名单更正'

/** Readies judged rows for being recorded. */
export class RowSealer {
  readonly #parts: Pick<CommitParts, 'ledger' | 'vault'>
  readonly #terms: CommitTerms
  readonly #counted: CountedDays = new Map()

  constructor(parts: Pick<CommitParts, 'ledger' | 'vault'>, terms: CommitTerms) {
    this.#parts = parts
    this.#terms = terms
  }

  /**
   * Seals what the rows tell and looks up what they share with others, ahead of recording them:
   * together they wait for the disk once, and are one look.
   */
  async makeReady(reports: readonly RowReport[]): Promise<readonly ReadyRow[]> {
    const rows = await Promise.all(reports.map((report) => this.#seal(report)))
    const looked = rows.map((row) => this.#lookedAt(row))
    const { caller } = this.#terms
    // What others recorded only raises findings, so judging had no need of it.
    const known = this.#parts.ledger.known?.elsewhereOfRows(looked, caller.at, this.#counted)
    return rows.map((row, place) => ({ ...row, elsewhere: known?.[place] ?? (() => undefined) }))
  }

  #lookedAt({ row, plan, certificates }: SealedRow): RowLookedAt {
    const { provider } = this.#terms
    const { startsOn, idNumber } = row
    return { personId: plan.personId, provider, certificates, startsOn, born: bornOf(idNumber) }
  }

  async #seal({ row, plan }: RowReport): Promise<SealedRow> {
    if (row === null || plan === null) throw new TypeError('the row has nothing to record')
    const { ledger, vault } = this.#parts
    const numbered = numberedCertificates(row, (number) => ledger.certificateDigest(number))
    const certificates = numbered.map(({ certificate }) => certificate)
    try {
      const { personId } = plan
      const begins = plan.newcomer && this.#isUnheardOf(personId)
      const newcomer = begins || (plan.newcomer && (await this.#isNew(personId, row.name)))
      const fields = fieldsOf(row, { ...plan, newcomer }, numbered)
      const sealed = Object.keys(fields).length === 0 ? {} : await vault.put(personId, fields)
      return { row, plan, certificates, begins, sealed }
    } catch (error) {
      if (!isRefusal(error)) throw error
      const sealed = refusalFault(error, this.#terms.policy)
      return { row, plan, certificates, begins: false, sealed }
    }
  }

  /** Nobody with such an id number is a person or a trainer, or was about to be. */
  #isUnheardOf(personId: string): boolean {
    return Object.keys(this.#parts.vault.read(personId, ['idNumber', 'name'])).length === 0
  }

  /**
   * Still: what was registered since the row was judged stays, in the vault too.
   *
   * @throws {LedgerError} `identity-mismatch`: a trainer of another name
   */
  async #isNew(personId: string, name: string): Promise<boolean> {
    const { vault, ledger } = this.#parts
    const isSealed = Object.keys(vault.read(personId, ['idNumber'])).length > 0
    if (isSealed && (await ledger.people.load(personId)) !== null) return false
    if (await ledger.isEnlistedOtherwise(personId, name)) throw new LedgerError('identity-mismatch')
    return true
  }
}

/** What of the row is sealed: all of it for a newcomer; a known person's details stay as they are. */
const fieldsOf = (
  { idNumber, name, phone, bankAccount, bankName }: CompletionRow,
  { newcomer, corrects, commandId }: RowPlan,
  numbered: ReturnType<typeof numberedCertificates>,
): FieldValues => {
  const fields: { [F in FieldName]?: string } = {}
  if (newcomer) {
    fields.idNumber = idNumber
    fields.name = name
    if (phone !== null) fields.phone = phone
    if (bankAccount !== null) fields.bankAccount = bankAccount
    if (bankName !== null) fields.bankName = bankName
  }
  for (const { number, certificate } of numbered) fields[`certificate:${certificate.numberDigest}`] = number
  if (corrects !== null) fields[`note:${commandId}`] = correctionNote
  return fields
}
