import { LedgerError } from '../errors.ts'

const claimsNamed = 100

export interface RefusedClaim {
  readonly claimId: string
  readonly code: string
  /** As the refusal names them. */
  readonly facts: Readonly<Record<string, string>>
}

/** Claims that cannot be in the batch, each with the code of what stands in the way. */
export class ClaimsNotReady extends LedgerError {
  override readonly name = 'ClaimsNotReady'
  readonly claims: readonly RefusedClaim[]

  constructor(claims: readonly RefusedClaim[]) {
    super('claims-not-ready', { count: String(claims.length) })
    this.claims = claims
  }

  /** The first of them as an event can hold them: claim id → code, claim id/name of a fact → fact. */
  get firstFacts(): Readonly<Record<string, string>> {
    const first = this.claims.slice(0, claimsNamed).flatMap(({ claimId, code, facts }) => {
      const named = Object.entries(facts).map(([name, fact]) => [`${claimId}/${name}`, fact] as const)
      return [[claimId, code] as const, ...named]
    })
    return { ...this.facts, ...Object.fromEntries(first) }
  }

  /** From what an event holds of it. */
  static ofFacts(facts: Readonly<Record<string, string>>): ClaimsNotReady {
    const claims = new Map<string, RefusedClaim>()
    for (const [key, value] of Object.entries(facts)) {
      const [claimId = '', name] = key.split('/')
      if (key === 'count') continue
      const known = claims.get(claimId) ?? { claimId, code: '', facts: {} }
      const more = name === undefined ? { code: value } : { facts: { ...known.facts, [name]: value } }
      claims.set(claimId, { ...known, ...more })
    }
    return new ClaimsNotReady([...claims.values()])
  }
}
