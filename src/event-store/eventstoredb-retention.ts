import { IntegrityFailure } from './event-store.ts'
import type { WireRecord } from './eventstoredb-codec.ts'

/** Event types under which the server records what may make events of a stream disappear. */
export const retentionTypes = ['$metadata', '$streamDeleted'] as const

/** The soft delete writes the largest revision there is; JSON gives back its nearest double. */
const softDeleted = 2 ** 63

/**
 * Follows the metadata of streams. The ledger's evidence rests on every event of the log, so no
 * stream but the server's own may have an age, a count or a truncation point, or be deleted.
 */
export class RetentionCheck {
  readonly #faults = new Map<string, string>()

  /** Takes the records of `retentionTypes` in log order: the last of a stream counts. */
  take(record: Pick<WireRecord, 'streamId' | 'type' | 'data'>): void {
    const ofMetadata = record.type === '$metadata' && record.streamId.startsWith('$$')
    const stream = ofMetadata ? record.streamId.slice(2) : record.streamId
    if (stream.startsWith('$')) return
    const fault = ofMetadata ? metadataFault(record.data) : 'tombstoned'
    if (fault === undefined) this.#faults.delete(stream)
    else this.#faults.set(stream, fault)
  }

  /** @throws {IntegrityFailure} naming the first stream at fault and how many there are. */
  conclude(): void {
    for (const [stream, fault] of this.#faults) {
      const others = this.#faults.size - 1
      const more = others === 0 ? '' : `, and ${others} more`
      throw new IntegrityFailure(`stream ${stream} is ${fault}${more}: the ledger keeps every event for ever`)
    }
  }
}

function metadataFault(data: unknown): string | undefined {
  const { $maxAge, $maxCount, $tb } = (data ?? {}) as Record<string, unknown>
  if (typeof $tb === 'number' && $tb >= softDeleted) return 'deleted'
  const limits = Object.entries({ $maxAge, $maxCount, $tb }).filter(([, value]) => value !== undefined)
  return limits.length === 0 ? undefined : `limited by ${limits.map(([name]) => name).join(', ')}`
}
