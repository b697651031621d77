/** Reads single tags of the parts of a workbook, as careful with them as with anything that was sent in. */

/** Attributes as written, by name. */
export type Attributes = ReadonlyMap<string, string>

const attribute = String.raw`\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*')`
const attributes = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/gu

/**
 * The tags of this name, their attributes in whatever order and quotes. A tag that has an attribute
 * twice comes without any; a text with comments or the like has no tags for us.
 */
export const tagsIn = (text: string, name: string): readonly Attributes[] => {
  if (text.includes('<!')) return []
  const tags = new RegExp(String.raw`<${name}((?:${attribute})*)\s*/?>`, 'gu')
  return [...text.matchAll(tags)].map(([, written = '']) => {
    const found = [...written.matchAll(attributes)].map(([, key = '', double, single]) => [
      key,
      double ?? single ?? '',
    ])
    const given = new Map(found as [string, string][])
    return given.size === found.length ? given : new Map()
  })
}

/** Undefined for what is not a whole number, 0 or more, in decimal digits. */
export const wholeIn = (given: Attributes, name: string): number | undefined => {
  const written = given.get(name) ?? ''
  return /^\d{1,9}$/u.test(written) ? Number(written) : undefined
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const reference = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));/gu
/** Anything else makes a document ill-formed, however it is written. */
const legal = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u

/** What an attribute says; undefined where no XML reader would take it. */
export const attributeText = (written: string): string | undefined => {
  if (written.replace(reference, '').includes('&')) return undefined
  let isCharacter = true
  const text = written.replace(reference, (_, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return named[name] ?? ''
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    isCharacter &&= code <= 0x10ffff
    return isCharacter ? String.fromCodePoint(code) : ''
  })
  return isCharacter && legal.test(text) ? text : undefined
}

/** A text as it stands in an attribute. */
export const written = (text: string): string =>
  text.replace(/[&<>"\t\n\r]/gu, (character) => `&#${character.charCodeAt(0)};`)
