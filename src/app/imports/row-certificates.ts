import type { Certificate } from '../../domain/person/events.ts'
import type { CompletionRow } from '../../sheets/completion-row.ts'

/** A certificate with its number, which is for the vault. */
export interface NumberedCertificate {
  readonly number: string
  readonly certificate: Certificate
}

/** All certificates of the row, the first columns' first. */
export const numberedCertificates = (
  row: CompletionRow,
  digestOf: (number: string) => string,
): readonly NumberedCertificate[] => {
  const { occupation, level, certificateNumber: number, certificateIssuedOn: issuedOn } = row
  const isWhole = occupation !== null && level !== null && number !== null && issuedOn !== null
  const first = isWhole ? [{ number, certificate: { occupation, level, issuedOn } }] : []
  const more = row.moreCertificates.map(({ number: other, kind, ...rest }) => ({
    number: other,
    // A skill certificate needs no word of its kind.
    certificate: kind === 'skill-level' ? rest : { ...rest, kind },
  }))
  return [...first, ...more].map(({ number: own, certificate }) => ({
    number: own,
    certificate: { ...certificate, numberDigest: digestOf(own) },
  }))
}

export const certificatesOf = (
  row: CompletionRow,
  digestOf: (number: string) => string,
): readonly Certificate[] => numberedCertificates(row, digestOf).map(({ certificate }) => certificate)
