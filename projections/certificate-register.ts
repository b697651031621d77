import type { CertificateKind, PersonEvent } from '../src/domain/person/events.ts'
import type { Projection } from './projection.ts'

/** Each certificate; its number is known as a keyed digest only. */
export interface RegisteredCertificate {
  readonly completionId: string
  readonly personId: string
  readonly numberDigest: string
  readonly occupation: string
  readonly level: string
  readonly kind: CertificateKind
  /** 一评双证: shared with the certificate of the same evaluation. */
  readonly evaluation: string | null
  readonly issuedOn: string
  /** Of its completion; null for what was recorded before it was asked for, and by an office. */
  readonly provider: string | null
  readonly district: string | null
  /** Its completion was withdrawn. */
  readonly voided: boolean
}

type CertificateEvent = Extract<PersonEvent, { readonly type: 'CertificateIssued' | 'CertificateVoided' }>

export const certificateRegister: Projection<RegisteredCertificate, CertificateEvent> = {
  name: 'certificate-register',
  version: 1,
  category: 'person',
  partitionBy: ({ data }) => {
    const numberDigest = 'certificate' in data ? data.certificate.numberDigest : data.numberDigest
    return `${data.completionId}/${numberDigest}`
  },
  init: () => ({
    ...{ completionId: '', personId: '', numberDigest: '', occupation: '', level: '', issuedOn: '' },
    ...{ evaluation: null, provider: null, district: null, voided: false },
    kind: 'skill-level',
  }),
  when: {
    CertificateIssued: (state, { data, streamId }) => {
      const { completionId, certificate, provider = null, district = null } = data
      const {
        occupation,
        level,
        numberDigest,
        issuedOn,
        kind = 'skill-level',
        evaluation = null,
      } = certificate
      const issued = { occupation, level, numberDigest, issuedOn, kind, evaluation }
      const personId = streamId.slice('person-'.length)
      return { ...state, ...issued, completionId, personId, provider, district, voided: false }
    },
    CertificateVoided: (state) => ({ ...state, voided: true }),
  },
  index: {
    digest: (state) => (state.voided ? null : state.numberDigest),
    provider: (state) => state.provider,
    district: (state) => state.district,
    occupation: (state) => state.occupation,
    level: (state) => state.level,
    kind: (state) => state.kind,
    year: (state) => state.issuedOn.slice(0, 4),
    issuedOn: (state) => (state.voided ? null : state.issuedOn),
  },
  lists: [['digest'], ['provider', 'issuedOn'], ['provider'], ['district'], ['occupation'], ['year']],
}
