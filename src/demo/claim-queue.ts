import { type Ledger, personOfClaim } from '../app/ledger.ts'

interface Waiting {
  readonly claimId: string
  readonly amountFen: number
}

/** Claims that were approved and wait for a batch, in the order of their approval. */
export class ClaimQueue {
  readonly #ledger: Ledger
  readonly #approvedAt = new Map<string, number>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  add(claimId: string, at: number): void {
    this.#approvedAt.set(claimId, at)
  }

  /**
   * Takes out the first claims of a district that the money is enough for.
   *
   * @param before only what was approved before this minute.
   */
  async take(district: string, before: number, availableFen: number): Promise<readonly string[]> {
    const claims = await this.#ready(district, before)
    let leftFen = availableFen
    const place = claims.findIndex(({ amountFen }) => {
      leftFen -= amountFen
      return leftFen < 0
    })
    const taken = claims.slice(0, place < 0 ? claims.length : place).map(({ claimId }) => claimId)
    for (const claimId of taken) this.#approvedAt.delete(claimId)
    return taken
  }

  async #ready(district: string, before: number): Promise<readonly Waiting[]> {
    const ready: Waiting[] = []
    for (const [claimId, at] of this.#approvedAt) {
      if (at >= before) continue
      const found = await this.#ledger.person({ kind: 'all' }, personOfClaim(claimId) ?? '')
      const claim = found?.state.claims.get(claimId)
      if (claim?.status !== 'approved') this.#approvedAt.delete(claimId)
      else if (claim.district === district) ready.push({ claimId, amountFen: claim.amountFen ?? 0 })
    }
    return ready
  }
}
