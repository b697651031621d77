import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { type Commitment, type FieldName, type Random, VaultIntegrityFailure } from './vault.ts'

/** AES-256-GCM with a random 96-bit IV and a 128-bit tag. Stored beside everything it sealed. */
export const alg = 'A256GCM'

const cipher = 'aes-256-gcm'
const secretBytes = 32
const ivBytes = 12
const tagBytes = 16

export interface Sealed {
  readonly alg: string
  readonly iv: Uint8Array
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
}

/** Where a sealed value belongs; it opens nowhere else. */
export interface Place {
  readonly pid: string
  readonly field: FieldName
  readonly version: number
}

/** What one sealing needs at random: a person's key or a value's salt, and an IV. */
export interface Fresh {
  readonly secret: Buffer
  readonly iv: Buffer
}

/** What the vault knows of one version of a field. */
export interface Opened {
  readonly value: string
  readonly salt: Buffer
}

const bytesPerFresh = secretBytes + ivBytes

/** In one draw, so that a source from a seed gives the same whatever happens in between. */
export const drawRandom = (random: Random, count: number): Uint8Array => {
  const bytes = random(count * bytesPerFresh)
  if (bytes.length !== count * bytesPerFresh) throw new TypeError('the random source gave too few bytes')
  return bytes
}

/** As many as the bytes are for. */
export const freshIn = (random: Uint8Array): readonly Fresh[] => {
  const bytes = Buffer.from(random)
  return Array.from({ length: bytes.length / bytesPerFresh }, (_, index) => {
    const start = index * bytesPerFresh
    return {
      secret: bytes.subarray(start, start + secretBytes),
      iv: bytes.subarray(start + secretBytes, start + bytesPerFresh),
    }
  })
}

/** The salt comes back to whoever may see the value: with both, anybody can check the log. */
export const commitmentOf = (
  salt: Uint8Array,
  { field, version }: Pick<Place, 'field' | 'version'>,
  value: string,
): Commitment => createHmac('sha256', salt).update(`${field}|${version}|${value}`).digest('base64url')

export const sameCommitment = (one: Commitment, other: Commitment): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const encrypt = (key: Uint8Array, aad: string, { iv, plain }: { iv: Uint8Array; plain: Uint8Array }) => {
  const sealing = createCipheriv(cipher, key, iv, { authTagLength: tagBytes })
  sealing.setAAD(Buffer.from(aad))
  const ciphertext = sealing.update(plain)
  sealing.final()
  return { alg, iv, ciphertext, tag: sealing.getAuthTag() } satisfies Sealed
}

const decrypt = (key: Uint8Array, aad: string, sealed: Sealed): Buffer => {
  if (sealed.alg !== alg) throw new VaultIntegrityFailure('sealed in an unknown way')
  try {
    // Without a fixed length, Node takes a tag cut to four bytes, which can be guessed.
    const opening = createDecipheriv(cipher, key, sealed.iv, { authTagLength: tagBytes })
    opening.setAAD(Buffer.from(aad))
    opening.setAuthTag(sealed.tag)
    const plain = opening.update(sealed.ciphertext)
    opening.final()
    return plain
  } catch {
    throw new VaultIntegrityFailure('altered, moved, or sealed under another key')
  }
}

const aadOf = ({ pid, field, version }: Place): string => `${pid}|${field}|${version}|${alg}`

export const seal = (key: Uint8Array, place: Place, { value, fresh }: { value: string; fresh: Fresh }) =>
  encrypt(key, aadOf(place), { iv: fresh.iv, plain: Buffer.concat([fresh.secret, Buffer.from(value)]) })

/** @throws {VaultIntegrityFailure} */
export const unseal = (key: Uint8Array, row: Place & Sealed): Opened => {
  const plain = decrypt(key, aadOf(row), row)
  return { salt: plain.subarray(0, secretBytes), value: plain.toString('utf8', secretBytes) }
}

/**
 * The one of these versions that stands behind the commitment. They are opened one by one, so the
 * likeliest comes first.
 *
 * @throws {VaultIntegrityFailure}
 */
export const openedBy = (
  commitment: Commitment,
  key: Uint8Array,
  rows: Iterable<Place & Sealed>,
): Opened | undefined => {
  for (const row of rows) {
    const opened = unseal(key, row)
    if (sameCommitment(commitment, commitmentOf(opened.salt, row, opened.value))) return opened
  }
  return undefined
}

/** A person's key under the vault's key, always of the same length: IV, ciphertext, tag. */
export const wrappedBytes = ivBytes + secretBytes + tagBytes

export const wrap = (vaultKey: Uint8Array, pid: string, { secret, iv }: Fresh): Buffer => {
  const { ciphertext, tag } = encrypt(vaultKey, pid, { iv, plain: secret })
  return Buffer.concat([iv, ciphertext, tag])
}

/** @throws {VaultIntegrityFailure} */
export const unwrap = (vaultKey: Uint8Array, pid: string, wrapped: Uint8Array): Buffer =>
  decrypt(vaultKey, pid, {
    alg,
    iv: wrapped.subarray(0, ivBytes),
    ciphertext: wrapped.subarray(ivBytes, ivBytes + secretBytes),
    tag: wrapped.subarray(ivBytes + secretBytes),
  })

/** Tells whether a vault was made with this key, and nothing about the key. */
export const fingerprintOf = (key: Uint8Array, name = 'vault-key'): Buffer =>
  createHmac('sha256', key).update(`${name}|v1`).digest()
