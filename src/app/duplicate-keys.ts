/** A key that one JSON object holds twice; parsers keep the last value and say nothing. */
export interface DuplicateKey {
  /** Where in the outermost list, from 0. */
  readonly entry: number
  readonly key: string
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g

/** @param text JSON that a parser has accepted already. */
export const duplicateKeys = (text: string): readonly DuplicateKey[] => {
  const found: DuplicateKey[] = []
  const open: Set<string>[] = []
  let entry = 0
  let last = ''
  for (const [mark] of text.matchAll(token)) {
    if (mark === '{' || mark === '[') open.push(new Set())
    else if (mark === '}' || mark === ']') open.pop()
    else if (mark === ',') entry += open.length === 1 ? 1 : 0
    else if (mark !== ':') last = mark
    else {
      const key = JSON.parse(last) as string
      const keys = open.at(-1)
      if (keys?.has(key)) found.push({ entry, key })
      keys?.add(key)
    }
  }
  return found
}
