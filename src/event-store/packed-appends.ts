import type { PreparedAppend, PreparedEvent } from './prepare-append.ts'

/**
 * Appends as one text, since that crosses to a thread several times faster than their objects: a line for each
 * field. No field holds a line feed: stream and type have no control characters, and canonical JSON escapes them.
 */
export const packAppends = (appends: readonly PreparedAppend[]): string => {
  let text = ''
  for (const { stream, expected, bytes, events } of appends) {
    text += `${stream}\n${expected}\n${bytes}\n${events.length}\n`
    for (const { id, type, data, metadata } of events) text += `${id}\n${type}\n${data}\n${metadata}\n`
  }
  return text
}

export const unpackAppends = (packed: string): readonly PreparedAppend[] => {
  const lines = packed.split('\n')
  const appends: PreparedAppend[] = []
  let at = 0
  const next = (): string => lines[at++] as string
  // The last line feed leaves an empty line behind it.
  while (at < lines.length - 1) {
    const [stream, expected, bytes, count] = [next(), Number(next()), Number(next()), Number(next())]
    const events: PreparedEvent[] = []
    for (let i = 0; i < count; i++) events.push({ id: next(), type: next(), data: next(), metadata: next() })
    appends.push({ stream, expected, bytes, events })
  }
  return appends
}
