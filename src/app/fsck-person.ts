import type { PersonEvent } from '../domain/person/events.ts'
import type { RecordedEvent } from '../event-store/event-store.ts'
import { type FieldName, type Vault, VaultErased, VaultIntegrityFailure } from '../vault/vault.ts'
import { decodePersonEvent } from './event-codec.ts'
import type { Finding } from './fsck.ts'
import { AwardCheck } from './fsck-awards.ts'

export interface PersonCheckParts {
  readonly vault: Pick<Vault, 'open' | 'opens' | 'people' | 'read'>
  readonly personIdOf: (idNumber: string) => string
  readonly certificateDigest: (number: string) => string
}

/** What is wrong with one person's stream: against the vault, and against the caps it records. */
export const checkPerson = (
  stream: string,
  events: readonly RecordedEvent[],
  parts: PersonCheckParts,
): readonly Finding[] => {
  const personId = stream.slice('person-'.length)
  const findings: Finding[] = []
  const sums = new AwardCheck()
  for (const recorded of events) {
    const event = decodePersonEvent(recorded)
    const report = (text: string): void => {
      findings.push({ event: recorded, text })
    }
    for (const text of sealedFaults(personId, event, parts)) report(text)
    if ('personId' in event.data && event.data.personId !== personId) report('人员编号与所在的流不一致')
    for (const text of sums.take(event)) report(text)
  }
  return findings
}

/** Everything the event says about sealed values, held against the vault. */
const sealedFaults = (personId: string, event: PersonEvent, parts: PersonCheckParts): readonly string[] => {
  const faults: string[] = []
  try {
    for (const [field, commitment] of commitmentsIn(event)) {
      const opened = parts.vault.opens(personId, field, commitment)
      if (opened === 'no') faults.push(`保险库中没有与承诺相符的 ${field.split(':')[0]}`)
    }
    if (!keyedRight(personId, event, parts)) faults.push('保险库中的号码与台账的编号或摘要不符,密钥可能不对')
  } catch (error) {
    if (error instanceof VaultErased) return faults
    if (!(error instanceof VaultIntegrityFailure)) throw error
    faults.push('保险库中的内容被改动、移动或丢失')
  }
  return faults
}

const commitmentsIn = ({ type, data, metadata }: PersonEvent): readonly (readonly [FieldName, string])[] => {
  if ('commitments' in data) return Object.entries(data.commitments) as [FieldName, string][]
  const note = 'noteCommitment' in data ? (data.noteCommitment ?? null) : null
  if (note === null) return []
  // The words of an objection are sealed with the batch's own command.
  if (type === 'ClaimObjectionUpheld') return []
  return [[`note:${metadata.commandId}`, note]]
}

/** Whether what the vault holds leads, under the ledger's keys, to what the log holds. */
const keyedRight = (personId: string, event: PersonEvent, parts: PersonCheckParts): boolean => {
  if (event.type === 'PersonRegistered') {
    const { idNumber: commitment } = event.data.commitments
    if (commitment === undefined) return false
    const { idNumber } = parts.vault.open(personId, { idNumber: commitment })
    return idNumber !== undefined && parts.personIdOf(idNumber) === personId
  }
  if (event.type !== 'CertificateIssued') return true
  const { numberDigest } = event.data.certificate
  const field: FieldName = `certificate:${numberDigest}`
  const number = parts.vault.read(personId, [field])[field]
  return number !== undefined && parts.certificateDigest(number) === numberDigest
}
