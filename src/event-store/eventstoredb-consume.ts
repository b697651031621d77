import type { Readable } from 'node:stream'
import type { WireRecord } from './eventstoredb-codec.ts'

/** A read or a subscription of the client. */
export type EventStream = Readable & {
  [Symbol.asyncIterator](): AsyncIterableIterator<{ readonly event?: WireRecord }>
}

/**
 * Destroys a stream that has been silent for `idleMs`: reads have no deadline of their own, and a
 * frozen server would hold them for as long as the connection is thought alive. Refresh it at
 * every sign of life.
 */
export const idleTimer = (stream: Readable, idleMs: number): NodeJS.Timeout =>
  setTimeout(() => stream.destroy(new Error(`nothing came for ${idleMs} ms`)), idleMs)

/**
 * Takes every record to the end. However that ends, the stream is left destroyed and listened to: an
 * error event that nobody hears would end the process. After `take` has thrown, the rest is drawn
 * and dropped, since the client waits at closing for every read that it has not seen end.
 *
 * @param cancel tells the server to stop sending; destroying the stream does not.
 * @throws whatever the stream was destroyed with or `take` throws.
 */
export async function consume(
  stream: EventStream,
  idle: NodeJS.Timeout,
  cancel: () => Promise<void>,
  take: (record: WireRecord) => void,
): Promise<void> {
  let thrown: { readonly error: unknown } | undefined
  stream.on('error', ignore)
  try {
    for await (const { event } of stream) {
      idle.refresh()
      if (thrown !== undefined || event === undefined) continue
      try {
        take(event)
      } catch (error) {
        thrown = { error }
        cancel().catch(ignore)
      }
    }
  } catch (error) {
    thrown ??= { error }
    cancel().catch(ignore)
  } finally {
    clearTimeout(idle)
    stream.destroy()
  }
  if (thrown !== undefined) throw thrown.error
}

const ignore = (): void => {}
