import type { DecideContext, PersonCommandData } from './commands.ts'
import type { NewPersonEvent } from './events.ts'
import { followUps, needFact, needPast } from './fact-steps.ts'
import { findingsAbout } from './findings.ts'
import { classIn, needCertificatesOf, needSoundCertificates } from './need-class.ts'
import { districtOn, type PersonState } from './state.ts'

/**
 * Certificates that came later than the record of their training. A certificate is known by its
 * number: the same number again issues nothing. They change what is paid, so a claim that was reviewed
 * is reviewed again.
 *
 * @throws {DomainError} `completion-unknown`, `already-revoked`, `date-future`, `level-unknown`,
 *   `evaluation-kind`, `training-certificate`.
 */
export const issueCertificates = (
  { completionId, certificates }: PersonCommandData<'IssueCertificates'>,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  const fact = needFact(state, completionId, 'completion')
  const known = new Set(fact.certificates.map(({ numberDigest }) => numberDigest))
  const more = certificates.filter(({ numberDigest }) => !known.has(numberDigest))
  if (more.length === 0) return []
  for (const { issuedOn } of more) needPast(issuedOn, 'issuedOn', context)
  needSoundCertificates(more, context)
  needCertificatesOf(classIn(context, fact.trainingId), more, context)
  const { provider } = fact
  const details = {
    course: fact.of,
    trainingId: fact.trainingId ?? '',
    startsOn: fact.startsOn,
    endsOn: fact.relevantOn,
    eligibleCostFen: fact.eligibleCostFen ?? 0,
  }
  const district = districtOn(state, details.endsOn)
  const all = [...fact.certificates, ...more]
  const issued = more.map((certificate) => ({
    type: 'CertificateIssued' as const,
    data: { completionId, certificate, provider, district },
  }))
  return [
    ...issued,
    ...followUps(issued, completionId, state, context),
    ...findingsAbout({ completionId, details, provider, certificates: all }, state, context),
  ]
}
