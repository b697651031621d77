import type { Certificate } from '../../domain/person/events.ts'
import { initialPerson, type PersonFact, type PersonState } from '../../domain/person/state.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import type { TrainingFacts } from '../../domain/training/facts.ts'
import type { Commitments, FieldName, Vault } from '../../vault/vault.ts'
import { countAccountAsRecorded } from '../counted-account.ts'
import { LedgerError } from '../errors.ts'
import type { CommandAnswer } from '../handle-command.ts'
import { givenBack } from '../held-certificates.ts'
import type { Caller, Ledger } from '../ledger.ts'
import { Turns } from '../turns.ts'
import { type ClassBook, ClassesOfFile } from './class-book.ts'
import { Places, type Rosters } from './places.ts'
import { changesOf } from './row-changes.ts'
import { standingRecord } from './row-content.ts'
import { isRefusal, refusalFault } from './row-faults.ts'
import { factsOf } from './row-judge.ts'
import { type Rehearse, unclaimedReasons } from './row-notes.ts'
import { isOf } from './row-record.ts'
import { correctSteps, recordSteps, watched } from './row-steps.ts'
import type { ReadyRow } from './seal-rows.ts'
import type { RowFault } from './sheet-row.ts'

export interface CommitParts {
  readonly ledger: Pick<
    Ledger,
    'certificateDigest' | 'isKnownAs' | 'isEnlistedOtherwise' | 'people' | 'known' | 'giveBackPlace'
  >
  readonly vault: Pick<Vault, 'put' | 'read' | 'countOnly'>
  readonly classes: ClassBook
  readonly rosters: Rosters
}

export interface CommitTerms {
  /** In whose name the rows are recorded, and when; the command id is the row's own. */
  readonly caller: Caller
  readonly provider: string
  readonly policy: Policy
}

/** The terms of one import's rows. */
export interface RowTerms extends CommitTerms {
  readonly importId: string
}

export interface RowCommitted {
  /** `already`: another import recorded the same row since it was judged. */
  readonly kind: 'recorded' | 'corrected' | 'already'
  readonly completionId: string
  /** Filed with the row. */
  readonly claims: number
  /** Why none was; empty also where one was filed before. */
  readonly unfiled: readonly RowFault[]
}
export type RowResult = RowCommitted | { readonly kind: 'left'; readonly fault: RowFault }

const isFault = (sealed: Commitments | RowFault): sealed is RowFault => 'address' in sealed

const ofPerson: readonly FieldName[] = ['idNumber', 'name', 'phone', 'bankAccount', 'bankName']

/** Records judged rows, each as one append; rows of one person one after another. */
export class RowCommitter {
  readonly #parts: CommitParts
  readonly #terms: RowTerms
  readonly #classes: ClassesOfFile
  readonly #places: Places
  readonly #turns = new Turns()

  constructor(parts: CommitParts, terms: RowTerms) {
    this.#parts = parts
    this.#terms = terms
    this.#classes = new ClassesOfFile(parts.classes)
    this.#places = new Places(parts, terms.caller)
  }

  /** A refusal leaves the row; anything else that goes wrong is thrown. */
  async commit(row: ReadyRow): Promise<RowResult> {
    const { sealed } = row
    if (isFault(sealed)) return { kind: 'left', fault: sealed }
    return this.#turns.run(row.plan.personId, async () => {
      try {
        return await this.#record(row, sealed)
      } catch (error) {
        if (!isRefusal(error)) throw error
        await this.#countAccount(row, undefined)
        const isOutdated = error instanceof LedgerError && error.code === 'row-outdated'
        const already = isOutdated ? await this.#recordedMeanwhile(row) : undefined
        return already ?? { kind: 'left', fault: refusalFault(error, this.#terms.policy) }
      }
    })
  }

  /**
   * Of somebody new the row's account was sealed ahead of its turn. It counts only if it is the one that the
   * log has by now: the row may have come to nothing, and others may have registered the person meanwhile.
   */
  async #countAccount({ plan, sealed }: ReadyRow, recorded: PersonState | undefined): Promise<void> {
    if (isFault(sealed) || sealed.bankAccount === undefined) return
    if (recorded?.commitments.bankAccount === sealed.bankAccount) return
    const { vault, ledger } = this.#parts
    await countAccountAsRecorded({ vault, people: ledger.people, personId: plan.personId })
  }

  /** The same record by another command: a row that says something else of the person alone. */
  async #recordedMeanwhile({ row, plan, certificates }: ReadyRow): Promise<RowCommitted | undefined> {
    const { provider, policy } = this.#terms
    const { state = initialPerson } = (await this.#parts.ledger.people.load(plan.personId)) ?? {}
    const record = standingRecord(state, provider, row.trainingId)
    if (record === undefined || changesOf(row, record, certificates, policy).length > 0) return undefined
    const unfiled = this.#unclaimed({ row, plan }, record, state)
    return { kind: 'already', completionId: record.id, claims: 0, unfiled }
  }

  #unclaimed(
    { row, plan: { commandId, digest } }: Pick<ReadyRow, 'row' | 'plan'>,
    record: PersonFact,
    state: PersonState,
  ): readonly RowFault[] {
    const { people } = this.#parts.ledger
    const caller = { ...this.#terms.caller, commandId, digest }
    const rehearse: Rehearse = (steps) => people.rehearse(caller, state, steps)
    return unclaimedReasons(row, record, state, { ...this.#terms, rehearse })
  }

  async #record(ready: ReadyRow, sealed: Commitments): Promise<RowCommitted> {
    const { row, plan, certificates, begins, elsewhere } = ready
    const { ledger } = this.#parts
    const { caller, provider, policy, importId } = this.#terms
    const { personId, commandId, digest, corrects } = plan
    const facts = await this.#classes.factsFor(row.trainingId, personId)
    const recorder = await this.#classes.recorder(provider)
    const terms = {
      personId,
      provider,
      policy,
      certificates,
      commitments: Object.fromEntries(
        ofPerson.flatMap((field) => (sealed[field] === undefined ? [] : [[field, sealed[field]]])),
      ),
      noteCommitment: sealed[`note:${commandId}`] ?? '',
      isKnownAs: ledger.isKnownAs.bind(ledger),
    }
    const planned = corrects === null ? recordSteps(row, terms) : correctSteps(row, terms, corrects)
    let had: readonly Certificate[] = []
    const steps = watched(planned, (before) => {
      had = standingRecord(before, provider, row.trainingId)?.certificates ?? []
    })
    const own = { ...caller, commandId, digest }
    // What a correction adds is counted by the register alone.
    const looked = { provider: corrects === null ? provider : null, certificates }
    const place = this.#placeFor(facts, personId)
    let answer: CommandAnswer<PersonState> | undefined
    const standing = (): PersonFact | undefined =>
      answer && standingRecord(answer.state, provider, row.trainingId)
    const execute = async (): Promise<string | undefined> => {
      const known = { ...factsOf(facts, recorder), elsewhere: elsewhere() }
      const around = { facts: known, ready: place, importId, begins }
      answer = await ledger.people.executeSeries(own, personId, steps, around)
      return answer.replayed ? undefined : standing()?.id
    }
    await (ledger.known?.recording(looked, execute) ?? execute())
    const { state = initialPerson, events = [] } = answer ?? {}
    await this.#countAccount(ready, state)
    const fact = standing()
    const { id: completionId = '', certificates: has = [] } = fact ?? {}
    ledger.known?.voided(completionId, givenBack(had, has))
    const unfiled = fact === undefined ? [] : this.#unclaimed({ row, plan }, fact, state)
    if (!isOf(importId, events)) return { kind: 'already', completionId, claims: 0, unfiled }
    const claims = events.filter(({ type }) => type === 'ClaimSubmitted').length
    return { kind: corrects === null ? 'recorded' : 'corrected', completionId, claims, unfiled }
  }

  /** Only a class of the row's own provider has a place for it, and only if the row is legal. */
  #placeFor(facts: TrainingFacts | null, personId: string): (() => Promise<void>) | undefined {
    if (facts === null || facts.enrolled || facts.provider !== this.#terms.provider) return undefined
    return () => this.#places.take(facts.trainingId, personId)
  }
}
