import iconv from 'iconv-lite'

/** How the text of a file is written. GB18030 covers all of Unicode and is what older bank programs read. */
export type TextEncoding = 'gb18030' | 'utf-8' | 'utf-8-bom'

const strict = { fatal: true, ignoreBOM: true } as const
const bom = '\uFEFF'

/**
 * @throws RangeError for a text that would not be read back as it is: lone surrogates, and the few
 *   private-use characters that editions of GB18030 map differently.
 */
export const encodeText = (text: string, encoding: TextEncoding): Uint8Array => {
  const name = encoding === 'gb18030' ? 'gb18030' : 'utf-8'
  const bytes = encoding === 'gb18030' ? iconv.encode(text, 'gb18030') : Buffer.from(text, 'utf8')
  if (decodeAs(name, bytes) !== text) throw new RangeError(`a text that ${name} does not carry`)
  return bytes
}

/** What a file in this encoding begins with. */
export const signatureOf = (encoding: TextEncoding): Uint8Array =>
  encoding === 'utf-8-bom' ? Buffer.from(bom, 'utf8') : new Uint8Array()

const decodeAs = (encoding: 'utf-8' | 'gb18030', bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder(encoding, strict).decode(bytes)
  } catch {
    return undefined
  }
}

export interface DecodedText {
  /** Without the BOM. */
  readonly text: string
  readonly encoding: TextEncoding
}

/**
 * UTF-8 with or without BOM, else GB18030; undefined for anything else. UTF-8 goes first: its Chinese
 * text is also valid, but wrong, GB18030, and hardly ever the other way round.
 */
export const decodedText = (bytes: Uint8Array): DecodedText | undefined => {
  const isUtf16 = bytes[0] === 0xff ? bytes[1] === 0xfe : bytes[0] === 0xfe && bytes[1] === 0xff
  if (isUtf16) return undefined
  const text = decodeAs('utf-8', bytes)
  if (text?.startsWith(bom)) return { text: text.slice(bom.length), encoding: 'utf-8-bom' }
  if (text !== undefined) return { text, encoding: 'utf-8' }
  const chinese = decodeAs('gb18030', bytes)
  return chinese === undefined ? undefined : { text: chinese, encoding: 'gb18030' }
}

export const decodeText = (bytes: Uint8Array): string | undefined => decodedText(bytes)?.text
