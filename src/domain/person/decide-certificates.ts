import type { DecideContext, PersonCommandData } from './commands.ts'
import type { Certificate, NewPersonEvent } from './events.ts'
import { recordedDetails } from './fact-details.ts'
import { followUps, needFact, needOfficeIfAwarded, needPast } from './fact-steps.ts'
import { findingsAbout } from './findings.ts'
import { classOfRecord, needCertificatesOf, needSoundCertificates } from './need-class.ts'
import { needEligibleProvider } from './need-provider.ts'
import { districtOn, type PersonState } from './state.ts'

const kindOf = ({ kind = 'skill-level' }: Certificate): string => kind

const provesAs = (one: Certificate, other: Certificate): boolean =>
  one.occupation === other.occupation && one.level === other.level && kindOf(one) === kindOf(other)

/** Nothing is said of an evaluation where none is given. */
const isSame = (given: Certificate, known: Certificate): boolean =>
  given.numberDigest === known.numberDigest &&
  provesAs(given, known) &&
  given.issuedOn === known.issuedOn &&
  (given.evaluation === undefined || given.evaluation === known.evaluation)

/**
 * What has to change for a training to have the given certificates. A certificate is known by its number, so
 * the same number with another day, occupation or level corrects it; one training proves an occupation's level
 * once, so another number for the same corrects it too.
 *
 * @param given all that are known of the training now; what they do not name stays
 */
export const certificateChange = (
  given: readonly Certificate[],
  known: readonly Certificate[],
): { readonly more: readonly Certificate[]; readonly replaced: readonly Certificate[] } => {
  const numbers = new Set(given.map(({ numberDigest }) => numberDigest))
  const more = given.filter((one) => !known.some((old) => isSame(one, old)))
  const replaced = known.filter((old) =>
    numbers.has(old.numberDigest)
      ? more.some(({ numberDigest }) => numberDigest === old.numberDigest)
      : more.some((one) => provesAs(one, old)),
  )
  return { more, replaced }
}

/**
 * Certificates that came later than the record of their training, or in place of one with another number.
 * They change what is paid, so a claim that was reviewed is reviewed again.
 *
 * @throws {DomainError} `completion-unknown`, `already-revoked`, `certificates-awarded`, `date-future`,
 *   `level-unknown`, `evaluation-kind`, `training-certificate`, `provider-not-eligible`.
 */
export const issueCertificates = (
  { completionId, certificates, noteCommitment }: PersonCommandData<'IssueCertificates'>,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  const fact = needFact(state, completionId, 'completion')
  const { more, replaced } = certificateChange(certificates, fact.certificates)
  if (more.length === 0) return []
  needOfficeIfAwarded(state, fact, context)
  for (const { issuedOn } of more) needPast(issuedOn, 'issuedOn', context)
  needSoundCertificates(more, context)
  const training = classOfRecord(fact, context.training)
  needCertificatesOf(training, more, context)
  const { provider } = fact
  const details = recordedDetails(fact)
  const district = districtOn(state, details.endsOn)
  if (training === null) needEligibleProvider({ details, provider, district, certificates: more }, context)
  const all = [...fact.certificates.filter((one) => !replaced.includes(one)), ...more]
  const note = noteCommitment === undefined ? {} : { noteCommitment }
  const changed = [
    ...replaced.map(({ numberDigest }) => ({
      type: 'CertificateVoided' as const,
      data: { completionId, numberDigest },
    })),
    ...more.map((certificate) => ({
      type: 'CertificateIssued' as const,
      data: { completionId, certificate, provider, district, ...note },
    })),
  ]
  return [
    ...changed,
    ...followUps(changed, completionId, state, context),
    ...findingsAbout({ completionId, details, provider, certificates: all }, state, context),
  ]
}
