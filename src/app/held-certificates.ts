import { LRUCache } from 'lru-cache'

/** Longer than figures ever lag, and than a sheet takes. */
export const rememberedMs = 600_000
const certificatesRemembered = 100_000

type Digests = readonly { readonly numberDigest: string }[]

/** Certificates that a record had and has no more. */
export const givenBack = (had: Digests, has: Digests): Digests =>
  had.filter((one) => !has.some(({ numberDigest }) => numberDigest === one.numberDigest))

/** Which completions hold which certificates, as this process recorded it, where registers may not show it yet. */
export class HeldCertificates {
  readonly #held = memory()
  readonly #givenBack = memory()

  hold(completionId: string, certificates: Digests): void {
    for (const { numberDigest } of certificates) {
      take(this.#givenBack, numberDigest, completionId)
      put(this.#held, numberDigest, completionId)
    }
  }

  /** They were replaced by others, or went with the completion. */
  giveBack(completionId: string, certificates: Digests): void {
    for (const { numberDigest } of certificates) {
      take(this.#held, numberDigest, completionId)
      put(this.#givenBack, numberDigest, completionId)
    }
  }

  /** @param registered holders as the register had them, perhaps some moments ago */
  holdersOf(numberDigest: string, registered: readonly string[]): readonly string[] {
    const gone = this.#givenBack.get(numberDigest) ?? []
    const standing = registered.filter((id) => !gone.includes(id))
    return [...new Set([...standing, ...(this.#held.get(numberDigest) ?? [])])]
  }
}

type Memory = LRUCache<string, readonly string[]>

const memory = (): Memory => new LRUCache({ max: certificatesRemembered, ttl: rememberedMs })

const put = (into: Memory, digest: string, id: string): void => {
  into.set(digest, [...new Set([...(into.get(digest) ?? []), id])])
}

const take = (from: Memory, digest: string, id: string): void => {
  const left = from.get(digest)?.filter((one) => one !== id) ?? []
  if (left.length === 0) from.delete(digest)
  else from.set(digest, left)
}
