import type { SeriesDecided, SeriesStep } from '../../domain/person/decide-series.ts'
import type { Certificate } from '../../domain/person/events.ts'
import { initialPerson, type PersonFact, type PersonState } from '../../domain/person/state.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import type { ProviderState } from '../../domain/provider/state.ts'
import { personInScope, scopeOf } from '../../domain/scope.ts'
import type { TrainingFacts } from '../../domain/training/facts.ts'
import type { CompletionRow } from '../../sheets/completion-row.ts'
import type { Vault } from '../../vault/vault.ts'
import { LedgerError } from '../errors.ts'
import type { Caller, Ledger } from '../ledger.ts'
import { maskedPerson } from '../masked-person.ts'
import type { KnownFacts } from '../people.ts'
import { type ClassBook, ClassesOfFile } from './class-book.ts'
import { KeptRows } from './kept-rows.ts'
import { certificatesOf } from './row-certificates.ts'
import { changesOf } from './row-changes.ts'
import { correctionId, ownRecords, recordId, rowDigest, standingRecord } from './row-content.ts'
import { isRefusal, refusalFault } from './row-faults.ts'
import {
  detailNotes,
  type KnownDetails,
  type Rehearse,
  rowDetails,
  unclaimedReasons,
  unfiledReasons,
} from './row-notes.ts'
import { correctSteps, recordSteps, type StepTerms } from './row-steps.ts'
import { blank, claimsIn, type RowPlan, type RowReport, unregistered } from './row-verdict.ts'
import type { SheetRow } from './sheet-row.ts'

export interface JudgeParts {
  readonly vault: Pick<Vault, 'open'>
  readonly ledger: Pick<
    Ledger,
    'personIdOf' | 'certificateDigest' | 'isKnownAs' | 'isEnlistedOtherwise' | 'people'
  >
  readonly classes: ClassBook
  readonly digestKey: Uint8Array
}

export interface JudgeTerms {
  /** In whose name the rows would be recorded. */
  readonly caller: Caller
  readonly provider: string
  readonly policy: Policy
  /** Whether the ledger may know the person; false only when it surely does not. */
  readonly mayBeKnown: (personId: string) => boolean
  /** Whether the file recorded this line before: it corrects nothing by it, and brings nothing back. */
  readonly isDone: (line: number) => boolean
}

/** Each is judged over what those before it lead to, so that many would hold everybody up. */
const rowsOfOnePerson = 20

interface Subject {
  readonly row: CompletionRow
  readonly line: number
  readonly personId: string
  readonly digest: string
  readonly facts: TrainingFacts | null
  readonly provider: ProviderState | null
  readonly certificates: readonly Certificate[]
}

interface Outcome {
  readonly report: RowReport
  /** The person as the row would leave them. */
  readonly after: () => PersonState
}

/**
 * Judges rows against the ledger, each over what the rows before it would lead to. The verdict comes
 * from the deciders that will record the row, so the two never disagree.
 */
export class RowJudge {
  readonly #parts: JudgeParts
  readonly #terms: JudgeTerms
  readonly #classes: ClassesOfFile
  /** Rows to record so far, by person. */
  readonly #earlier = new KeptRows()

  constructor(parts: JudgeParts, terms: JudgeTerms) {
    this.#parts = parts
    this.#terms = terms
    this.#classes = new ClassesOfFile(parts.classes)
  }

  async judge({ line, row, faults }: SheetRow): Promise<RowReport> {
    if (row === null) return { ...blank(line), verdict: 'wrong', faults }
    try {
      const subject = await this.#subjectOf(line, row)
      if (this.#earlier.count(subject.personId) >= rowsOfOnePerson) {
        throw new LedgerError('rows-of-one-person', { rows: `${rowsOfOnePerson}` })
      }
      const state = await this.#stateOf(subject)
      if (state.personId === null) await this.#needOneName(subject)
      const { report } = this.#outcomeOf(subject, state)
      const notes = this.#notesOn(subject, state)
      if (report.plan !== null) this.#keep(subject)
      const remarks = subject.facts === null ? { remarks: [unregistered] } : {}
      return { ...report, notes, ...remarks }
    } catch (error) {
      if (!isRefusal(error)) throw error
      return { ...blank(line), verdict: 'wrong', faults: [refusalFault(error, this.#terms.policy)] }
    }
  }

  async #subjectOf(line: number, row: CompletionRow): Promise<Subject> {
    const { ledger, digestKey } = this.#parts
    const personId = ledger.personIdOf(row.idNumber)
    return {
      row,
      line,
      personId,
      digest: rowDigest(digestKey, this.#terms.provider, row),
      facts: await this.#classes.factsFor(row.trainingId, personId),
      provider: await this.#classes.recorder(this.#terms.provider),
      certificates: certificatesOf(row, (number) => ledger.certificateDigest(number)),
    }
  }

  #keep(subject: Subject): void {
    this.#classes.take(subject.facts, subject.personId)
    this.#earlier.add(subject.personId, subject)
  }

  /** Earlier rows of the person are gone through again: few people have any, and all states would be many. */
  async #stateOf({ personId, row }: Subject): Promise<PersonState> {
    let state = await this.#recordedState(personId)
    for (const earlier of this.#earlier.of(personId)) {
      if (earlier.row.name !== row.name) throw new LedgerError('identity-mismatch')
      state = this.#outcomeOf(await this.#subjectOf(earlier.line, earlier.row), state).after()
    }
    return state
  }

  async #recordedState(personId: string): Promise<PersonState> {
    if (!this.#terms.mayBeKnown(personId)) return initialPerson
    return (await this.#parts.ledger.people.load(personId))?.state ?? initialPerson
  }

  /** Who is new among people may be a trainer already. */
  async #needOneName({ personId, row }: Subject): Promise<void> {
    if (!this.#terms.mayBeKnown(personId)) return
    if (await this.#parts.ledger.isEnlistedOtherwise(personId, row.name)) {
      throw new LedgerError('identity-mismatch')
    }
  }

  /** Of a newcomer what an earlier row says is what will be registered. */
  #notesOn({ row, personId }: Subject, state: PersonState): RowReport['notes'] {
    if (state.personId === null) return []
    const { principal } = this.#terms.caller
    // A provider is told of those whom it recorded before; an office of its own people.
    const isForeseenHere = state.commitments.idNumber === pending
    if (!isForeseenHere && !personInScope(scopeOf(principal), state)) return []
    const [first] = this.#earlier.of(personId)
    const isForeseen = isForeseenHere && first !== undefined
    return detailNotes(row, state, isForeseen ? rowDetails(first.row) : this.#registered(state))
  }

  #registered({ personId, commitments: { phone, bankAccount } }: PersonState): KnownDetails {
    const commitments = {
      ...(phone === undefined ? {} : { phone }),
      ...(bankAccount === undefined ? {} : { bankAccount }),
    }
    return maskedPerson(this.#parts.vault, { personId, commitments })
  }

  #outcomeOf(subject: Subject, state: PersonState): Outcome {
    const record = standingRecord(state, this.#terms.provider, subject.row.trainingId)
    return record === undefined ? this.#unrecorded(subject, state) : this.#recorded(subject, state, record)
  }

  #unrecorded(subject: Subject, state: PersonState): Outcome {
    const { row, line, personId, digest } = subject
    const before = ownRecords(state, this.#terms.provider, row.trainingId).length
    if (before > 0 && this.#terms.isDone(line)) throw new LedgerError('row-withdrawn')
    const commandId = recordId(digest, before)
    const steps = recordSteps(row, this.#stepTerms(subject))
    const rehearsed = this.#rehearse(subject, state, { commandId, steps })
    const newcomer = state.personId === null
    const plan: RowPlan = { personId, commandId, digest, newcomer, corrects: null }
    const report = { ...blank(line), verdict: 'ok', row, plan, ...this.#filed(row, rehearsed) } as const
    return { report, after: rehearsed.after }
  }

  #recorded(subject: Subject, state: PersonState, record: PersonFact): Outcome {
    const { row, line, personId, digest, certificates } = subject
    const terms = this.#stepTerms(subject)
    if (!terms.isKnownAs(state, row.name)) throw new LedgerError('identity-mismatch')
    const isDone = this.#terms.isDone(line)
    const changes = isDone ? [] : changesOf(row, record, certificates, this.#terms.policy)
    if (changes.length === 0) {
      const already = { completionId: record.id }
      const unfiled = this.#unclaimed(subject, state, record)
      return { report: { ...blank(line), verdict: 'already-recorded', already, unfiled }, after: () => state }
    }
    const corrects = { completionId: record.id, eventId: record.eventId }
    const commandId = correctionId(digest, record)
    const steps = correctSteps(row, terms, corrects)
    const rehearsed = this.#rehearse(subject, state, { commandId, steps })
    const plan: RowPlan = { personId, commandId, digest, newcomer: false, corrects }
    const filed = this.#filed(row, rehearsed)
    const report = { ...blank(line), verdict: 'changed', row, plan, changes, ...filed } as const
    return { report, after: rehearsed.after }
  }

  #unclaimed(subject: Subject, state: PersonState, record: PersonFact): RowReport['unfiled'] {
    const commandId = recordId(subject.digest, 0)
    const rehearse: Rehearse = (steps) => this.#rehearse(subject, state, { commandId, steps })
    return unclaimedReasons(subject.row, record, state, { ...this.#terms, rehearse })
  }

  #filed(row: CompletionRow, decided: SeriesDecided): Pick<RowReport, 'claims' | 'unfiled'> {
    const unfiled = unfiledReasons(row, decided, this.#terms.policy)
    return { claims: claimsIn(decided.events), unfiled }
  }

  #rehearse(
    { digest, facts, provider }: Subject,
    state: PersonState,
    { commandId, steps }: { readonly commandId: string; readonly steps: readonly SeriesStep[] },
  ) {
    const caller = { ...this.#terms.caller, commandId, digest }
    return this.#parts.ledger.people.rehearse(caller, state, steps, factsOf(facts, provider))
  }

  #stepTerms({ personId, certificates }: Subject): StepTerms {
    const { provider, policy } = this.#terms
    // Nothing of a foreseen newcomer is sealed yet; that the file has one name for them is looked at above.
    const isKnownAs: StepTerms['isKnownAs'] = (state, name) =>
      state.commitments.idNumber === pending || this.#parts.ledger.isKnownAs(state, name)
    const commitments = { idNumber: pending }
    return { personId, provider, policy, certificates, commitments, noteCommitment: pending, isKnownAs }
  }
}

const pending = 'pending'

/** What the deciders may know of the row's class, and of who records it. */
export const factsOf = (training: TrainingFacts | null, provider: ProviderState | null): KnownFacts => ({
  training,
  provider,
})
