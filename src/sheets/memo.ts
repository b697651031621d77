/** A column mostly says the same few things; beyond so many different ones, remembering costs more. */
const rememberedAtMost = 5_000

/** The same function, asked once for each key. It must depend on nothing else. */
export const remembered = <K, V>(find: (key: K) => V): ((key: K) => V) => {
  const known = new Map<K, V>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined || known.has(key)) return before as V
    const found = find(key)
    if (known.size === rememberedAtMost) known.clear()
    known.set(key, found)
    return found
  }
}
