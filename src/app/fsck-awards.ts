import type { Fen } from '../domain/money.ts'
import type { PersonEvent } from '../domain/person/events.ts'

interface Standing {
  readonly basis: string
  /** As approved, or as reduced before payment. */
  awardFen: Fen
  receivedFen: Fen
  places: readonly string[]
  /** The payment that stands, if any. */
  paidNo: number | null
  readonly recoveries: Map<number, { readonly amountFen: Fen; receivedFen: Fen; confirmed: boolean }>
}

const placeOf = ({ bucket, window }: { readonly bucket: string; readonly window: string }): string =>
  JSON.stringify([bucket, window])

/** Adds up one person's awards, payments and recoveries as recorded, without the decider's own folds. */
export class AwardCheck {
  readonly #awards = new Map<string, Standing>()

  /** @returns in Chinese, what is wrong with this event after those before it */
  take(event: PersonEvent): readonly string[] {
    const { type, data } = event
    if (type === 'ClaimApproved') return this.#approve(data)
    if (type === 'CompletionCorrected') this.#uproot(data.completionId)
    if (type === 'RecognitionCorrected') this.#uproot(data.recognitionId)
    const award = 'claimId' in data ? this.#awards.get(data.claimId) : undefined
    switch (type) {
      case 'ClaimPaid':
        return award === undefined ? ['没有核定就拨付'] : pay(award, data)
      case 'PaymentReturned':
        if (award !== undefined) takeBack(award)
        return []
      case 'RecoveryProposed':
        award?.recoveries.set(data.no, { amountFen: data.amountFen, receivedFen: 0, confirmed: false })
        return []
      case 'RecoveryConfirmed': {
        const recovery = award?.recoveries.get(data.no)
        if (recovery !== undefined) recovery.confirmed = true
        return []
      }
      case 'RecoveryReceived':
        return award === undefined ? ['没有核定就收回'] : receive(award, data)
      case 'AwardReduced':
        return this.#reduce(data, award)
      case 'ClaimWithdrawn':
      case 'ClaimObjectionUpheld':
        this.#awards.delete(data.claimId)
        return []
      default:
        return []
    }
  }

  #approve({ claimId, basis, amountFen, buckets }: DataOf<'ClaimApproved'>): readonly string[] {
    const places = buckets.map(placeOf)
    const recoveries = new Map()
    this.#awards.set(claimId, {
      basis,
      awardFen: amountFen,
      receivedFen: 0,
      places,
      paidNo: null,
      recoveries,
    })
    const over = buckets.some((bucket) => this.#heldIn(placeOf(bucket)) > bucket.capFen)
    return over ? ['核定合计超过事件所记的上限'] : []
  }

  #heldIn(place: string): Fen {
    let heldFen = 0
    for (const { places, awardFen, receivedFen } of this.#awards.values()) {
      if (places.includes(place)) heldFen += awardFen - receivedFen
    }
    return heldFen
  }

  /** A corrected basis may lie in another year or training now; what is per term stays where it is. */
  #uproot(basis: string): void {
    for (const award of this.#awards.values()) {
      if (award.basis === basis) award.places = award.places.filter((place) => place.endsWith(',"term"]'))
    }
  }

  #reduce(
    { claimId, no, amountFen }: DataOf<'AwardReduced'>,
    award: Standing | undefined,
  ): readonly string[] {
    const due = award === undefined ? undefined : award.awardFen - (award.recoveries.get(no)?.amountFen ?? 0)
    if (award !== undefined) award.awardFen = amountFen
    if (amountFen === 0) this.#awards.delete(claimId)
    return due === amountFen ? [] : ['核减后的金额与追回不符']
  }
}

type DataOf<T extends PersonEvent['type']> = Extract<PersonEvent, { type: T }>['data']

const pay = (award: Standing, { paymentNo, amountFen }: DataOf<'ClaimPaid'>): readonly string[] => {
  const faults: string[] = []
  if (award.paidNo !== null) faults.push('重复拨付')
  if (amountFen !== award.awardFen) faults.push('拨付金额与核定金额不符')
  award.paidNo = paymentNo
  return faults
}

/** What was confirmed against the money that went back has to be confirmed anew. */
const takeBack = (award: Standing): void => {
  award.paidNo = null
  for (const recovery of award.recoveries.values()) recovery.confirmed = false
}

const receive = (award: Standing, { no, amountFen }: DataOf<'RecoveryReceived'>): readonly string[] => {
  const recovery = award.recoveries.get(no)
  award.receivedFen += amountFen
  if (recovery === undefined || !recovery.confirmed) return ['追回未经确认就收款']
  recovery.receivedFen += amountFen
  const faults: string[] = []
  if (recovery.receivedFen > recovery.amountFen) faults.push('收回的合计超过追回金额')
  if (award.receivedFen > award.awardFen) faults.push('收回的合计超过拨付金额')
  if (award.paidNo === null) faults.push('没有拨付就收回')
  return faults
}
