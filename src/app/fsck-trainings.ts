import { evolveTrainer } from '../domain/trainer/evolve.ts'
import { initialTrainer } from '../domain/trainer/state.ts'
import { evolveTraining } from '../domain/training/evolve.ts'
import { initialTraining } from '../domain/training/state.ts'
import type { RecordedEvent } from '../event-store/event-store.ts'
import { type FieldName, VaultErased, VaultIntegrityFailure } from '../vault/vault.ts'
import { decodeProviderEvent } from './codecs/provider-events.ts'
import { decodeTrainerEvent } from './codecs/trainer-events.ts'
import { decodeTrainingEvent } from './codecs/training-events.ts'
import { decodePersonEvent } from './event-codec.ts'
import type { Finding } from './fsck.ts'
import type { PersonCheckParts } from './fsck-person.ts'

interface Standing {
  readonly trainingId: string
  /** Null: an office recorded it. */
  readonly provider: string | null
}

interface Roster {
  readonly provider: string
  /** Learner → the event that gave them their place. */
  readonly enrolledBy: ReadonlyMap<string, RecordedEvent>
}

/** Earlier versions took a place before they recorded, and kept it where that came to nothing. */
const placeText = (trainingId: string, personId: string): string =>
  `培训班 ${trainingId} 的学员名单里有 ${personId},但没有对应的结业记录。只多占一个名额,不影响申领和金额。` +
  '下一步:此人确已结业的,由机构补录结业;没有结业的,由机构或经办人把此人移出培训班'

/** Whether the record that an enrolment was made for may still be coming. */
type IsUnderWay = (enrolment: RecordedEvent) => boolean

/**
 * Looks at the streams of the training office, each whole: ids, rosters against places, and what
 * lies sealed for trainers and for whoever decided on a finding. Then at whether every completion that
 * was judged by a class has its place there, and every place its completion.
 */
export class TrainingOfficeCheck {
  readonly #parts: PersonCheckParts
  /** People for whom something is sealed, and who may have no stream of their own. */
  readonly sealedFor = new Set<string>()
  readonly #rosters = new Map<string, Roster>()
  /** Person → classes that their standing completions were judged by. */
  readonly #judged = new Map<string, ReadonlySet<string>>()
  /** Person → what they completed and stands. */
  readonly #standing = new Map<string, readonly Standing[]>()

  constructor(parts: PersonCheckParts) {
    this.#parts = parts
  }

  /** A whole stream, oldest first; others than the training office's are passed over. */
  take(stream: string, events: readonly RecordedEvent[]): readonly Finding[] {
    if (stream.startsWith('provider-')) return providerFaults(stream.slice('provider-'.length), events)
    if (stream.startsWith('trainer-')) return this.#trainer(stream.slice('trainer-'.length), events)
    if (stream.startsWith('training-')) return this.#training(stream.slice('training-'.length), events)
    if (stream.startsWith('person-')) this.#person(stream.slice('person-'.length), events)
    return []
  }

  #person(personId: string, events: readonly RecordedEvent[]): void {
    const classes = new Map<string, string>()
    const standing = new Map<string, Standing>()
    for (const recorded of events) {
      if (!ofCompletions.has(recorded.type)) continue
      const { type, data } = decodePersonEvent(recorded)
      if (type === 'CompletionWithdrawn') {
        classes.delete(data.completionId)
        standing.delete(data.completionId)
      }
      if (type !== 'TrainingCompleted' && type !== 'CompletionCorrected') continue
      const { completionId, trainingId } = data
      const before = standing.get(completionId)?.provider ?? null
      const provider = type === 'TrainingCompleted' ? data.provider : before
      standing.set(completionId, { trainingId, provider })
      if (data.training === undefined) classes.delete(data.completionId)
      else classes.set(data.completionId, data.trainingId)
    }
    if (standing.size > 0) this.#standing.set(personId, [...standing.values()])
    if (classes.size > 0) this.#judged.set(personId, new Set(classes.values()))
  }

  /** Once every stream was taken. */
  findings(underWay: IsUnderWay): readonly Finding[] {
    return [...this.#withoutPlace(), ...this.#withoutRecord(underWay)]
  }

  /** Places that nobody's completion has a use for, unless it is just about to be recorded. */
  #withoutRecord(underWay: IsUnderWay): readonly Finding[] {
    return [...this.#rosters].flatMap(([trainingId, { provider, enrolledBy }]) => {
      const needs = (one: Standing): boolean =>
        one.trainingId === trainingId && (one.provider === null || one.provider === provider)
      return [...enrolledBy].flatMap(([personId, event]) => {
        if (underWay(event) || this.#standing.get(personId)?.some(needs) === true) return []
        return [{ event, text: placeText(trainingId, personId) }]
      })
    })
  }

  #withoutPlace(): readonly Finding[] {
    return [...this.#judged].flatMap(([personId, trainingIds]) =>
      [...trainingIds].flatMap((trainingId) =>
        this.#rosters.get(trainingId)?.enrolledBy.has(personId) === true
          ? []
          : [{ event: null, text: `结业记录所在的培训班 ${trainingId} 的学员名单里没有 ${personId}` }],
      ),
    )
  }

  #trainer(trainerId: string, events: readonly RecordedEvent[]): readonly Finding[] {
    const findings: Finding[] = []
    this.sealedFor.add(trainerId)
    let state = initialTrainer
    for (const recorded of events) {
      const event = decodeTrainerEvent(recorded)
      state = evolveTrainer(state, event)
      if (event.type !== 'TrainerEnlisted') continue
      const { commitments, certificateDigest } = event.data
      const report = (text: string): number => findings.push({ event: recorded, text })
      if (state.trainerId !== trainerId) report('培训师编号与所在的流不一致')
      for (const text of this.#sealedFaults(trainerId, commitments)) report(text)
      for (const text of this.#certificateFaults(trainerId, certificateDigest)) report(text)
    }
    return findings
  }

  #training(trainingId: string, events: readonly RecordedEvent[]): readonly Finding[] {
    const findings: Finding[] = []
    let state = initialTraining
    const by = new Map<string, RecordedEvent>()
    for (const recorded of events) {
      const event = decodeTrainingEvent(recorded)
      const before = state.roster.size
      state = evolveTraining(state, event)
      const report = (text: string): number => findings.push({ event: recorded, text })
      if (state.trainingId !== trainingId) report('培训班编号与所在的流不一致')
      if (state.roster.size > state.details.capacity) report('学员多于名额')
      if (event.type === 'LearnersEnrolled' || event.type === 'LearnersRemoved') {
        for (const personId of event.data.personIds) by.set(personId, recorded)
        const moved = Math.abs(state.roster.size - before)
        if (moved !== event.data.personIds.length) report('学员名单与此前的登记不一致')
      }
      if (event.type !== 'TrainingFindingResolved') continue
      const { pid } = event.metadata.actor
      this.sealedFor.add(pid)
      const note = { [`note:${event.metadata.commandId}`]: event.data.noteCommitment }
      for (const text of this.#sealedFaults(pid, note)) report(text)
    }
    const enrolledBy = new Map([...by].filter(([personId]) => state.roster.has(personId)))
    this.#rosters.set(trainingId, { provider: state.details.providerId, enrolledBy })
    return findings
  }

  #sealedFaults(personId: string, commitments: Readonly<Record<string, string>>): readonly string[] {
    return unlessErased(() =>
      (Object.entries(commitments) as [FieldName, string][]).flatMap(([field, commitment]) =>
        this.#parts.vault.opens(personId, field, commitment) === 'no'
          ? [`保险库中没有与承诺相符的 ${field.split(':')[0]}`]
          : [],
      ),
    )
  }

  #certificateFaults(personId: string, digest: string): readonly string[] {
    const field: FieldName = `certificate:${digest}`
    return unlessErased(() => {
      const number = this.#parts.vault.read(personId, [field])[field]
      const isRight = number !== undefined && this.#parts.certificateDigest(number) === digest
      return isRight ? [] : ['保险库中的号码与台账的编号或摘要不符,密钥可能不对']
    })
  }
}

const ofCompletions: ReadonlySet<string> = new Set([
  'TrainingCompleted',
  'CompletionCorrected',
  'CompletionWithdrawn',
])

const unlessErased = (faults: () => readonly string[]): readonly string[] => {
  try {
    return faults()
  } catch (error) {
    if (error instanceof VaultErased) return []
    if (!(error instanceof VaultIntegrityFailure)) throw error
    return ['保险库中的内容被改动、移动或丢失']
  }
}

const providerFaults = (providerId: string, events: readonly RecordedEvent[]): readonly Finding[] =>
  events.flatMap((recorded) => {
    const { type, data } = decodeProviderEvent(recorded)
    const isElsewhere = type === 'ProviderDesignated' && data.providerId !== providerId
    return isElsewhere ? [{ event: recorded, text: '机构编号与所在的流不一致' }] : []
  })
