import type { SealedFiles } from './sealed-files.ts'

/** For ledgers that live in memory: nothing of it outlives the process. */
export const createMemorySealedFiles = (): SealedFiles => {
  const files = new Map<string, readonly Uint8Array[]>()
  return {
    async write(name, parts) {
      files.set(
        name,
        parts.map((part) => Uint8Array.from(part)),
      )
    },
    async read(name, part) {
      return files.get(name)?.[part]
    },
    async parts(name) {
      return files.get(name)?.length ?? 0
    },
    async remove(name) {
      files.delete(name)
    },
  }
}
