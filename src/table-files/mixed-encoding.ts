const strict = { fatal: true, ignoreBOM: true } as const
const utf8 = new TextDecoder('utf-8', strict)
const gb18030 = new TextDecoder('gb18030', strict)

const read = (decoder: TextDecoder, bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** Two or more Chinese characters in three bytes each: hardly ever what GB18030 happens to look like. */
const isChinese = (text: string | undefined): boolean => /\p{Script=Han}.*\p{Script=Han}/su.test(text ?? '')

interface Line {
  /** From 1. */
  readonly line: number
  readonly bytes: Uint8Array
}

/**
 * Those with more than ASCII: a file may have millions of others. No byte of a character looks like a
 * line feed, in either encoding.
 */
function* linesWithMore(bytes: Uint8Array): Generator<Line> {
  let [line, from, isAscii] = [1, 0, true]
  for (let place = 0; place < bytes.length; place += 1) {
    const byte = bytes[place] ?? 0
    if (byte >= 0x80) isAscii = false
    if (byte !== 0x0a) continue
    if (!isAscii) yield { line, bytes: bytes.subarray(from, place) }
    line += 1
    from = place + 1
    isAscii = true
  }
  if (!isAscii) yield { line, bytes: bytes.subarray(from) }
}

/**
 * The first line, from 1, that is not written in the encoding of the first line with Chinese text, or
 * in none at all. Undefined when all lines agree: then the file is in that one encoding.
 */
export const lineOfOtherEncoding = (bytes: Uint8Array): number | undefined => {
  let expected: 'utf-8' | 'gb18030' | undefined
  for (const { line, bytes: part } of linesWithMore(bytes)) {
    const asUtf8 = read(utf8, part)
    expected ??= asUtf8 === undefined ? 'gb18030' : 'utf-8'
    if (expected === 'utf-8' ? asUtf8 === undefined : isChinese(asUtf8)) return line
    if (expected === 'gb18030' && read(gb18030, part) === undefined) return line
  }
  return undefined
}
