import type { NewPersonEvent, PersonEvent } from '../domain/person/events.ts'
import { evolvePerson } from '../domain/person/evolve.ts'
import { initialPerson, type PersonState } from '../domain/person/state.ts'
import { assess } from '../domain/policy/assess.ts'
import type { Assessment, BucketUse } from '../domain/policy/assessment.ts'
import type { Policy, Readings } from '../domain/policy/policy.ts'
import { readingsOn } from '../domain/policy/readings.ts'
import type { CaseStep } from './case-form.ts'

/** The steps contradict each other. The message is Chinese. */
export class ContradictoryStep extends Error {
  override readonly name = 'ContradictoryStep'
}

const actor = { account: 'case', role: 'officer', pid: 'case' } as const
const metadata = { commandId: 'case', digest: 'case', at: '2024-01-01T00:00:00Z', actor }

/** A claim of any of these reasons touches no bucket. */
const untouching = new Set(['basis-missing', 'outside-policy-term', 'instrument-not-in-force'])

export interface TouchedBucket {
  readonly use: BucketUse
  /** Those of the claim, under which earlier awards are counted. */
  readonly readings: Readings
}

/** The life of a case's person, step by step. Event ids are the ids of the case. */
export class CaseRun {
  state: PersonState = initialPerson
  readonly decisions: { readonly claim: string; readonly assessment: Assessment }[] = []
  /** Buckets that a claim touched or tried to touch, each as the last such claim found it. */
  readonly touched = new Map<string, TouchedBucket>()
  readonly #policy: Policy
  readonly #chosen: Readings
  readonly #ids = new Set<string>()
  /** Claims approved and not withdrawn. */
  readonly #standing = new Set<string>()

  constructor(policy: Policy, chosen: Readings) {
    this.#policy = policy
    this.#chosen = chosen
  }

  /** @throws {ContradictoryStep} */
  take(step: CaseStep): void {
    if ('id' in step) this.#add(step.id)
    switch (step.kind) {
      case 'completion': {
        const data = { completionId: step.id, provider: null, ...step.details }
        this.#happen(step.id, { type: 'TrainingCompleted', data })
        break
      }
      case 'recognition': {
        const { id, title, grantedOn } = step
        const data = { recognitionId: id, title, grantedOn, document: '' }
        this.#happen(id, { type: 'RecognitionGranted', data })
        break
      }
      case 'claim':
        this.#decide(step)
        break
      case 'withdraw':
        this.#withdraw(step.claim)
        break
      case 'revoke':
        this.#revoke(step.basis)
    }
  }

  #happen(id: string, event: NewPersonEvent): void {
    this.state = evolvePerson(this.state, { ...event, id, metadata } as PersonEvent)
  }

  #add(id: string): void {
    if (this.#ids.has(id)) throw new ContradictoryStep(`编号 ${id} 在本例中出现两次`)
    this.#ids.add(id)
  }

  #decide({ id, instrument, basis, requestedFen }: Extract<CaseStep, { kind: 'claim' }>): void {
    // Cases have no filing dates: a claim counts as filed on the day that decides.
    const filedOn = this.state.facts.get(basis)?.relevantOn ?? this.#policy.term.from
    const request = { instrument, basis, requestedFen, filedOn }
    const assessment = assess(this.#policy, this.state, request, this.#chosen)
    this.decisions.push({ claim: id, assessment })
    const { outcome, amountFen, reasons, buckets } = assessment
    if (!reasons.some((reason) => untouching.has(reason))) {
      const readings = readingsOn(this.#policy, filedOn, this.#chosen)
      for (const use of buckets) this.touched.set(JSON.stringify([use.bucket, use.window]), { use, readings })
    }
    if (outcome === 'refused') return
    this.#standing.add(id)
    this.#happen(id, { type: 'ClaimApproved', data: { claimId: id, instrument, basis, amountFen, buckets } })
  }

  #withdraw(claimId: string): void {
    if (!this.#standing.delete(claimId)) {
      throw new ContradictoryStep('撤回的申领不存在、未获核定或已撤回')
    }
    this.#happen(claimId, { type: 'ClaimWithdrawn', data: { claimId, noteCommitment: null } })
  }

  #revoke(basis: string): void {
    const fact = this.state.facts.get(basis)
    if (fact === undefined || fact.revoked) throw new ContradictoryStep('撤销的依据不存在或已撤销')
    const noteCommitment = ''
    // The fact keeps its own id as the event that `becauseOf` names.
    if (fact.kind === 'recognition') {
      const data = { recognitionId: basis, revokedOn: fact.relevantOn, noteCommitment }
      this.#happen(basis, { type: 'RecognitionRevoked', data })
    } else {
      this.#happen(basis, { type: 'CompletionWithdrawn', data: { completionId: basis, noteCommitment } })
    }
  }
}
