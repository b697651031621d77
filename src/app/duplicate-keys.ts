/** A key that one JSON object holds twice; parsers keep the last value and say nothing. */
export interface DuplicateKey {
  /** Where in the outermost list, from 0. */
  readonly entry: number
  readonly key: string
  /** JSON pointer (RFC 6901) to the key's second place. */
  readonly pointer: string
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g

/** An object or a list that is being read. */
interface Open {
  /** Null in a list. */
  readonly keys: Set<string> | null
  /** The key or the place that is being read. */
  at: string | number
}

const escaped = ({ at }: Open): string => `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** @param text JSON that a parser has accepted already. */
export const duplicateKeys = (text: string): readonly DuplicateKey[] => {
  const found: DuplicateKey[] = []
  const open: Open[] = []
  let last = ''
  for (const [mark] of text.matchAll(token)) {
    const inner = open.at(-1)
    if (mark === '{') open.push({ keys: new Set(), at: '' })
    else if (mark === '[') open.push({ keys: null, at: 0 })
    else if (mark === '}' || mark === ']') open.pop()
    else if (mark === ',') {
      if (typeof inner?.at === 'number') inner.at++
    } else if (mark !== ':') last = mark
    else if (inner !== undefined) {
      const key = JSON.parse(last) as string
      inner.at = key
      const entry = open[0]?.at
      const pointer = open.map(escaped).join('')
      if (inner.keys?.has(key)) found.push({ entry: typeof entry === 'number' ? entry : 0, key, pointer })
      inner.keys?.add(key)
    }
  }
  return found
}
