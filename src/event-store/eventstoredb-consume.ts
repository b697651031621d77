import type { Readable } from 'node:stream'

/**
 * Destroys a stream that has been silent for `idleMs`: reads have no deadline of their own, and a
 * frozen server would hold them for as long as the connection is thought alive. Refresh it at
 * every sign of life.
 */
export const idleTimer = (stream: Readable, idleMs: number): NodeJS.Timeout =>
  setTimeout(() => stream.destroy(new Error(`nothing came for ${idleMs} ms`)), idleMs)

/**
 * Takes every item to the end. However that ends, the stream is left destroyed and listened to: an
 * error event that nobody hears would end the process.
 *
 * @throws whatever the stream was destroyed with or `take` throws.
 */
export async function consume<E>(
  stream: Readable & { [Symbol.asyncIterator](): AsyncIterableIterator<E> },
  idle: NodeJS.Timeout,
  take: (item: E) => void,
): Promise<void> {
  stream.on('error', () => {})
  try {
    for await (const item of stream) {
      idle.refresh()
      take(item)
    }
  } finally {
    clearTimeout(idle)
    stream.destroy()
  }
}
