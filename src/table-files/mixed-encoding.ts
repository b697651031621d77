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

const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80)
/** Two or more Chinese characters in three bytes each: hardly ever what GB18030 happens to look like. */
const isChinese = (text: string | undefined): boolean => /\p{Script=Han}.*\p{Script=Han}/su.test(text ?? '')

/** No byte of a character looks like a line feed, in either encoding. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from)
    const next = end === -1 ? bytes.length : end
    yield bytes.subarray(from, next)
    from = next + 1
  }
}

/**
 * The first line, from 1, that is not written in the encoding of the first line with Chinese text, or
 * in none at all. Undefined when all lines agree: then the file is in that one encoding.
 */
export const lineOfOtherEncoding = (bytes: Uint8Array): number | undefined => {
  let expected: 'utf-8' | 'gb18030' | undefined
  let line = 0
  for (const part of linesOf(bytes)) {
    line += 1
    if (isAscii(part)) continue
    const asUtf8 = read(utf8, part)
    expected ??= asUtf8 === undefined ? 'gb18030' : 'utf-8'
    if (expected === 'utf-8' ? asUtf8 === undefined : isChinese(asUtf8)) return line
    if (expected === 'gb18030' && read(gb18030, part) === undefined) return line
  }
  return undefined
}
