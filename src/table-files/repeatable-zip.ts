import { setImmediate as nextTurn } from 'node:timers/promises'
import { unzipSync, Zip, ZipDeflate } from 'fflate'

/** Of one part at a time; other work gets its turn after each. */
const chunkBytes = 32 * 1024

/** Some parts of an archive that was checked, by name. */
export const partsOf = (
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
): Readonly<Record<string, Uint8Array>> => unzipSync(bytes, { filter: ({ name }) => isWanted(name) })

/** A part as it is to be packed. */
export type PartEditor = (name: string, content: Uint8Array) => Uint8Array

/**
 * The same parts, compressed by code that comes with the program. What Node compresses with is
 * another build on another processor or in another version, and gives other bytes for the same
 * content; a pay list must come out the same for as long as its digest stands in the log.
 */
export const packRepeatably = async (
  uncompressed: Uint8Array,
  edit: PartEditor = (_, content) => content,
): Promise<Uint8Array> => {
  const packed: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    packed.push(chunk)
  })
  for (const [name, original] of Object.entries(unzipSync(uncompressed))) {
    const content = edit(name, original)
    const part = new ZipDeflate(name, { level: 6 })
    // Written as local time, so it is the same everywhere.
    part.mtime = new Date(1980, 0, 1)
    zip.add(part)
    for (let from = 0; from < content.length; from += chunkBytes) {
      part.push(content.subarray(from, from + chunkBytes), from + chunkBytes >= content.length)
      await nextTurn()
    }
  }
  zip.end()
  return Buffer.concat(packed)
}
