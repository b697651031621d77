import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Random } from './vault.ts'
import { VaultIntegrityFailure } from './vault.ts'

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16
export const sealBytes = ivBytes + tagBytes

/** Where a sealed part belongs; it opens nowhere else. */
export interface PartPlace {
  readonly name: string
  readonly part: number
  readonly parts: number
}

const aadOf = ({ name, part, parts }: PartPlace): Buffer =>
  Buffer.from(`sealed-file|v1|${name}|${part}|${parts}`)

/** Seals parts of files with AES-256-GCM under a key of its own, derived from the vault's. */
export class FileSeal {
  readonly #key: Uint8Array
  readonly #random: Random

  constructor(vaultKey: Uint8Array, random: Random) {
    this.#key = new Uint8Array(hkdfSync('sha256', vaultKey, '', 'jinlan|sealed-files|v1', 32))
    this.#random = random
  }

  /** IV, ciphertext, tag. */
  seal(place: PartPlace, plain: Uint8Array): Buffer {
    const iv = this.#random(ivBytes)
    const sealing = createCipheriv(cipher, this.#key, iv, { authTagLength: tagBytes })
    sealing.setAAD(aadOf(place))
    const ciphertext = sealing.update(plain)
    sealing.final()
    return Buffer.concat([iv, ciphertext, sealing.getAuthTag()])
  }

  /** @throws {VaultIntegrityFailure} */
  open(place: PartPlace, sealed: Uint8Array): Uint8Array {
    try {
      const end = sealed.length - tagBytes
      const iv = sealed.subarray(0, ivBytes)
      const opening = createDecipheriv(cipher, this.#key, iv, { authTagLength: tagBytes })
      opening.setAAD(aadOf(place))
      opening.setAuthTag(sealed.subarray(end))
      const plain = opening.update(sealed.subarray(ivBytes, end))
      opening.final()
      return plain
    } catch {
      throw new VaultIntegrityFailure('a sealed file was altered, moved, or sealed under another key')
    }
  }
}
