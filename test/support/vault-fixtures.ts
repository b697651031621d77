import { createHmac } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { derivePid } from '../../src/vault/keys.ts'
import type { FieldValues, Random } from '../../src/vault/vault.ts'

/** The same bytes for the same seed and the same calls. */
export const seededRandom = (seed: string): Random => {
  let block = 0
  return (bytes) => {
    const blocks: Buffer[] = []
    for (let length = 0; length < bytes; length += 32) {
      blocks.push(createHmac('sha256', seed).update(String(block)).digest())
      block += 1
    }
    return Buffer.concat(blocks).subarray(0, bytes)
  }
}

export const testKeys = {
  pidKey: Buffer.alloc(32, 1),
  vaultKey: Buffer.alloc(32, 2),
  digestKey: Buffer.alloc(32, 3),
  certificateKey: Buffer.alloc(32, 4),
}

export const pidOf = (n: number): string => derivePid(testKeys.pidKey, syntheticIdNumber(n))

/** What a registration seals, another for each person. */
export const registration = (n: number): Required<Pick<FieldValues, 'idNumber' | 'name' | 'phone'>> => ({
  idNumber: syntheticIdNumber(n),
  name: `试${String.fromCodePoint(0x4e00 + n)}`,
  phone: String(13_800_000_000 + n),
})

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'jinlan-vault-'))

/** All bytes of all files of the folder, to search for what must not be there. */
export const bytesIn = (folder: string): Buffer =>
  Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))))
