import type { CertificateKind, CompletionDetails } from '../domain/person/events.ts'

/** What happens in a synthetic life, in the order in which it happens. */

/** Everything here is invented; ids are of the never-assigned region 330699. */
export interface SyntheticPerson {
  readonly idNumber: string
  readonly name: string
  readonly phone: string
  readonly bankAccount: string
  readonly bankName: string
}

export interface SyntheticCertificate {
  readonly occupation: string
  readonly level: string
  readonly number: string
  readonly issuedOn: string
  /** Absent: a skill certificate. */
  readonly kind?: CertificateKind
  /** 一评双证: the same on both. */
  readonly evaluation?: string
}

/** Facts and claims by their place in the life: `r1`, `t2`, `c1`. */
export type Act =
  | { readonly do: 'register'; readonly person: SyntheticPerson; readonly district: string }
  | { readonly do: 'move'; readonly district: string; readonly movedOn: string }
  | {
      readonly do: 'grant'
      readonly title: string
      readonly grantedOn: string
      readonly document: string
      /** From an official list: the claim is filed with it. */
      readonly officialList: boolean
    }
  | { readonly do: 'revoke'; readonly fact: string; readonly revokedOn: string; readonly note: string }
  | {
      readonly do: 'complete'
      readonly details: CompletionDetails
      readonly certificates: readonly SyntheticCertificate[]
    }
  | {
      readonly do: 'correct'
      readonly fact: string
      readonly change: Partial<CompletionDetails>
      readonly note: string
    }
  /** Somebody looks into what was found about it. */
  | { readonly do: 'look'; readonly fact: string; readonly upheld: boolean; readonly note: string }
  | { readonly do: 'withdraw-completion'; readonly fact: string; readonly note: string }
  | {
      readonly do: 'submit'
      readonly instrument: string
      readonly fact: string
      readonly requestedFen: number | null
    }
  | {
      readonly do: 'confirm' | 'return' | 'resubmit' | 'review' | 'approve' | 'reject' | 'withdraw'
      readonly claim: string
      /** Empty where the step takes none. */
      readonly note: string
    }

export interface Step {
  /** Minutes since the city's first day began. */
  readonly at: number
  /** Account of a persona; `self` is the person. */
  readonly by: string
  readonly act: Act
}

/** Of one person, in order. */
export type Life = readonly Step[]
