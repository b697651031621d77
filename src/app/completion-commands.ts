import { shanghaiDay } from '../domain/dates.ts'
import type { PersonCommand, PersonCommandData } from '../domain/person/commands.ts'
import type { Certificate } from '../domain/person/events.ts'
import { namedLevel } from '../domain/policy/training.ts'
import type { FieldName, FieldValues } from '../vault/vault.ts'
import type { Secrets } from './ledger.ts'
import type { Rulebook } from './rulebook.ts'

/** A certificate as it is told, with its number. */
export type GivenCertificate = Omit<Certificate, 'numberDigest'> & { readonly number: string }

export interface SealableCertificates {
  /** For the log: levels as the policy names them, and digests for numbers. */
  readonly certificates: readonly Certificate[]
  /** For the vault: the numbers. */
  readonly fields: FieldValues
}

/** @param at instant, ISO 8601 UTC: by the policy of that day */
export const sealableCertificates = (
  given: readonly GivenCertificate[],
  { rulebook, digestOf }: { readonly rulebook: Rulebook; readonly digestOf: (number: string) => string },
  at: string,
): SealableCertificates => {
  const policy = rulebook.inForce(shanghaiDay(at))
  const sealed = given.map(({ number, level, ...rest }) => {
    const certificate = { ...rest, level: namedLevel(policy, level), numberDigest: digestOf(number) }
    return { number, certificate }
  })
  const fields = sealed.map(({ number, certificate }) => [`certificate:${certificate.numberDigest}`, number])
  return {
    certificates: sealed.map(({ certificate }) => certificate),
    fields: Object.fromEntries(fields) as FieldValues,
  }
}

/** What is corrected of a completion, and why. */
export interface CompletionCorrection {
  readonly completionId: string
  readonly change: PersonCommandData<'CorrectCompletion'>['change']
  /** More of them, or another number for one; what is not named stays. */
  readonly certificates: readonly GivenCertificate[]
  readonly reason: string
}

interface WithSecrets {
  readonly command: PersonCommand
  readonly secrets?: Secrets
}

export const recordingOf = (
  completion: Omit<PersonCommandData<'RecordCompletion'>, 'certificates'>,
  { certificates, fields }: SealableCertificates,
): WithSecrets => {
  const command: PersonCommand = { type: 'RecordCompletion', data: { ...completion, certificates } }
  if (certificates.length === 0) return { command }
  return { command, secrets: { fields: () => fields, complete: () => command } }
}

/** @param commandId under which the reason is sealed */
export const correctionOf = (
  { completionId, change, reason }: CompletionCorrection,
  commandId: string,
  { certificates, fields }: SealableCertificates,
): Required<WithSecrets> => {
  const field: FieldName = `note:${commandId}`
  const command = (noteCommitment: string): PersonCommand => ({
    type: 'CorrectCompletion',
    data: { completionId, change, certificates, noteCommitment },
  })
  const secrets: Secrets = {
    fields: () => ({ ...fields, [field]: reason }),
    complete: (commitments) => command(commitments[field] ?? ''),
  }
  return { command: command('pending'), secrets }
}
