import { join } from 'node:path'
import { createImports, type ImportParts } from './app/imports/create-imports.ts'
import type { ImportDesk } from './app/imports/import-desk.ts'
import type { Settings } from './config.ts'
import { markSheet } from './sheets/mark-sheet.ts'
import { readSheet } from './sheets/read-sheet.ts'
import { createMemorySealedFiles } from './vault/memory-sealed-files.ts'
import { openSealedFolder } from './vault/sealed-folder.ts'
import type { Random } from './vault/vault.ts'

export interface ImportSurroundings extends Omit<ImportParts, 'files' | 'readSheet' | 'markSheet'> {
  readonly settings: Settings
  readonly random: Random
}

/** Imports of one node. Uploaded sheets lie in its data folder, under a key that follows from the vault's. */
export const openImports = ({ settings, random, ...parts }: ImportSurroundings): ImportDesk => {
  const { vaultKey } = parts.keys
  const folder = join(settings.data, 'imports')
  return createImports({
    ...parts,
    readSheet,
    markSheet,
    files:
      settings.store === 'memory'
        ? createMemorySealedFiles()
        : openSealedFolder({ folder, vaultKey, random }),
  })
}
