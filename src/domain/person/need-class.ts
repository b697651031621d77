import { DomainError } from '../errors.ts'
import { classRequiredOn, levelOrder, namedLevel } from '../policy/training.ts'
import type { TrainingFacts } from '../training/facts.ts'
import type { DecideContext } from './commands.ts'
import type { Certificate, CompletionDetails, TrainingCopy } from './events.ts'
import type { PersonFact } from './state.ts'

/** The class that came with the command, where it is the one meant. */
const classIn = (
  { training }: Pick<DecideContext, 'training'>,
  trainingId: string | null,
): TrainingFacts | null => (training && training.trainingId === trainingId ? training : null)

/**
 * The class that a completion belongs to: it must be there where the policy asks for one, and must fit
 * wherever it is there.
 *
 * @param provider who records it; null: an office
 * @returns null where none is registered and none is needed
 * @throws {DomainError} `training-unknown`, `training-not-open`, `training-course`, `training-dates`,
 *   `training-full`, `provider-not-eligible`
 */
export const needClass = (
  details: CompletionDetails,
  provider: string | null,
  context: Pick<DecideContext, 'policy' | 'training'>,
): TrainingFacts | null => {
  const { trainingId, course } = details
  const training = classIn(context, trainingId)
  if (training === null) {
    if (classRequiredOn(context.policy, course, details.endsOn)) {
      throw new DomainError('training-unknown', { trainingId })
    }
    return null
  }
  if (provider !== null && training.provider !== provider) {
    throw new DomainError('training-unknown', { trainingId })
  }
  if (training.status !== 'open' && training.status !== 'finished') {
    throw new DomainError('training-not-open', { trainingId, status: training.status })
  }
  if (training.course !== course) throw new DomainError('training-course', { trainingId })
  if (details.startsOn < training.startsOn || details.endsOn > training.endsOn) {
    throw new DomainError('training-dates', { startsOn: training.startsOn, endsOn: training.endsOn })
  }
  if (!training.enrolled && training.room === 0) throw new DomainError('training-full', { room: '0' })
  if (training.providerFault !== null) {
    throw new DomainError('provider-not-eligible', {
      fault: training.providerFault,
      startsOn: training.startsOn,
    })
  }
  return training
}

/**
 * The class that a recorded completion belongs to. Another provider may have registered a class under the
 * same id since; that one is none of the completion's.
 *
 * @returns null where none counts for it
 */
export const classOfRecord = (
  { trainingId, provider }: Pick<PersonFact, 'trainingId' | 'provider'>,
  training: TrainingFacts | null | undefined,
): TrainingFacts | null => {
  if (!training || training.trainingId !== trainingId) return null
  return provider === null || provider === training.provider ? training : null
}

/** What of a class goes into the completion's event, so that figures need not look it up. */
export const copyOf = (training: TrainingFacts | null): { readonly training?: TrainingCopy } => {
  if (training === null) return {}
  const { department, occupation, level, hours } = training
  return { training: { department, occupation, level, hours } }
}

/**
 * Levels of skill certificates are the policy's; one evaluation yields a skill certificate and a title.
 *
 * @throws {DomainError} `level-unknown`, `evaluation-kind`
 */
export const needSoundCertificates = (
  certificates: readonly Certificate[],
  { policy }: Pick<DecideContext, 'policy'>,
): void => {
  const order = levelOrder(policy)
  for (const { level, kind = 'skill-level', evaluation } of certificates) {
    if (kind === 'skill-level' && order.length > 0 && !order.includes(level)) {
      throw new DomainError('level-unknown')
    }
    if (evaluation !== undefined && kind !== 'skill-level' && kind !== 'title') {
      throw new DomainError('evaluation-kind')
    }
  }
}

export const isSkill = ({ kind = 'skill-level' }: Certificate): boolean => kind === 'skill-level'

/**
 * What a class names it is held for, and a skill certificate from it proves that and nothing else. Titles,
 * vocational and industry certificates have names of their own and are not held against it.
 *
 * @param training null: no class is registered
 * @throws {DomainError} `training-certificate`
 */
export const needCertificatesOf = (
  training: TrainingFacts | null,
  certificates: readonly Certificate[],
  { policy }: Pick<DecideContext, 'policy'>,
): void => {
  if (training === null) return
  const { occupation } = training
  const level = training.level === null ? null : namedLevel(policy, training.level)
  for (const certificate of certificates.filter(isSkill)) {
    const isOther = occupation !== null && certificate.occupation !== occupation
    const isOtherLevel = level !== null && certificate.level !== level
    if (!isOther && !isOtherLevel) continue
    throw new DomainError('training-certificate', {
      field: isOther ? 'occupation' : 'level',
      heldFor: [occupation, level].filter((word) => word !== null).join(' '),
    })
  }
}
