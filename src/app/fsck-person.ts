import type { Fen } from '../domain/money.ts'
import type { PersonEvent } from '../domain/person/events.ts'
import type { RecordedEvent } from '../event-store/event-store.ts'
import { type FieldName, type Vault, VaultErased, VaultIntegrityFailure } from '../vault/vault.ts'
import { decodePersonEvent } from './event-codec.ts'
import type { Finding } from './fsck.ts'

export interface PersonCheckParts {
  readonly vault: Pick<Vault, 'open' | 'opens' | 'people' | 'read'>
  readonly personIdOf: (idNumber: string) => string
  readonly certificateDigest: (number: string) => string
}

interface Standing {
  readonly claimId: string
  readonly basis: string
  readonly amountFen: Fen
  places: readonly string[]
}

const placeOf = ({ bucket, window }: { readonly bucket: string; readonly window: string }): string =>
  JSON.stringify([bucket, window])

/** What is wrong with one person's stream: against the vault, and against the caps it records. */
export const checkPerson = (
  stream: string,
  events: readonly RecordedEvent[],
  parts: PersonCheckParts,
): readonly Finding[] => {
  const personId = stream.slice('person-'.length)
  const findings: Finding[] = []
  let awards: readonly Standing[] = []
  for (const recorded of events) {
    const event = decodePersonEvent(recorded)
    const report = (text: string): void => {
      findings.push({ event: recorded, text })
    }
    for (const text of sealedFaults(personId, event, parts)) report(text)
    if ('personId' in event.data && event.data.personId !== personId) report('人员编号与所在的流不一致')
    awards = nextAwards(awards, event)
    if (event.type === 'ClaimApproved' && isOverCap(awards, event)) report('核定合计超过事件所记的上限')
  }
  return findings
}

/** A corrected basis may lie in another year or training now; what is per term stays where it is. */
const uprooted = (awards: readonly Standing[], basis: string): readonly Standing[] =>
  awards.map((award) =>
    award.basis === basis
      ? { ...award, places: award.places.filter((place) => place.endsWith(',"term"]')) }
      : award,
  )

const nextAwards = (awards: readonly Standing[], { type, data }: PersonEvent): readonly Standing[] => {
  switch (type) {
    case 'ClaimApproved': {
      const { claimId, basis, amountFen } = data
      return [...awards, { claimId, basis, amountFen, places: data.buckets.map(placeOf) }]
    }
    case 'ClaimWithdrawn':
      return awards.filter(({ claimId }) => claimId !== data.claimId)
    case 'CompletionCorrected':
      return uprooted(awards, data.completionId)
    case 'RecognitionCorrected':
      return uprooted(awards, data.recognitionId)
    default:
      return awards
  }
}

const isOverCap = (
  awards: readonly Standing[],
  { data }: Extract<PersonEvent, { type: 'ClaimApproved' }>,
): boolean =>
  data.buckets.some((bucket) => {
    const here = awards.filter(({ places }) => places.includes(placeOf(bucket)))
    return here.reduce((sum, { amountFen }) => sum + amountFen, 0) > bucket.capFen
  })

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

const commitmentsIn = ({ data, metadata }: PersonEvent): readonly (readonly [FieldName, string])[] => {
  if ('commitments' in data) return Object.entries(data.commitments) as [FieldName, string][]
  if (!('noteCommitment' in data) || data.noteCommitment === null) return []
  return [[`note:${metadata.commandId}`, data.noteCommitment]]
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
