/**
 * The port to personal data. The log holds a keyed person id and commitments; what they stand for
 * is here, sealed per person, and can be made unreadable for ever without touching the log.
 * `test/contracts/vault.contract.ts` holds every promise.
 */

/**
 * What comes after `note:` and `certificate:` is an id that the log knows too: ASCII letters,
 * digits and `:_./-`. It is stored in clear, so it is never the certificate's number itself.
 */
export type FieldName =
  | 'idNumber'
  | 'name'
  | 'phone'
  | 'bankAccount'
  | 'bankName'
  | `note:${string}`
  | `certificate:${string}`

/** Fields of which the vault can tell who has the same. */
export const blindFields = ['bankAccount'] as const
export type BlindField = (typeof blindFields)[number]

/**
 * base64url of HMAC-SHA256(salt, `field|version|value`). The salt, 32 random bytes, is sealed with
 * the value: without it nobody can try out all id numbers, and it dies with the person's key.
 */
export type Commitment = string

export type FieldValues = { readonly [F in FieldName]?: string }
export type Commitments = { readonly [F in FieldName]?: Commitment }

/** Injected, so that demo data can come from a seed; everywhere else `crypto.randomBytes`. */
export type Random = (bytes: number) => Uint8Array

export interface Vault {
  /**
   * Seals the fields and answers their commitments. A field whose current value is equal keeps its
   * version and commitment, so a repeat adds nothing; another value becomes the next version.
   * Resolves once it is on disk. All puts of one event-loop turn share one commit, up to
   * `vaultLimits.putsPerCommit`. A rejected put may or may not be on disk: repeat it to find out.
   *
   * The random bytes of a put are drawn when it is called, and as many whatever the vault holds:
   * the same calls in the same order from the same source give the same commitments.
   *
   * @throws {InvalidVaultInput} no person id, an unknown field, a value that is no text or too long
   * @throws {VaultErased} the person was erased: nothing of theirs is ever taken again
   * @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
   */
  put(pid: string, fields: FieldValues): Promise<Commitments>
  /**
   * The current values, in clear, of the fields asked for. A field nobody put is left out, and so
   * are all fields of a person nobody knows.
   *
   * @throws {VaultErased} the person was erased
   * @throws {InvalidVaultInput} @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
   */
  read(pid: string, fields: readonly FieldName[]): FieldValues
  /**
   * The values, in clear and of whatever version, that stand behind exactly these commitments. A
   * field whose commitment the vault does not hold for this person is left out. What was sealed but
   * never recorded in the log, because the append failed, is shown to nobody who asks by the log's
   * commitments.
   *
   * @throws {VaultErased} the person was erased
   * @throws {InvalidVaultInput} @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
   */
  open(pid: string, commitments: Commitments): FieldValues
  /**
   * Whether the vault holds a value, of any version, behind this commitment; `erased` when the
   * person was erased, so nobody can tell any more.
   *
   * @throws {InvalidVaultInput} @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
   */
  opens(pid: string, field: FieldName, commitment: Commitment): 'yes' | 'no' | 'erased'
  /**
   * How many other people have the same current value in this field; 0 for who has none. A look-up, however
   * many there are.
   *
   * @throws {InvalidVaultInput} @throws {VaultUnavailable}
   */
  othersWith(pid: string, field: BlindField): number
  /**
   * From now on {@link Vault.othersWith} counts this person with the value behind the commitment and with none
   * other; null: with none. For what was sealed and then refused, which is nobody's; whoever puts it again is
   * counted again. Nothing happens where the vault does not hold the value. May be repeated.
   *
   * @throws {InvalidVaultInput} @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
   */
  countOnly(pid: string, field: BlindField, commitment: Commitment | null): Promise<void>
  /**
   * Everybody whom the vault has a key for, or had before they were erased; in no order.
   *
   * @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
   */
  people(): Iterable<string>
  /**
   * Destroys the person's key, and with it all that was ever sealed for them, in every copy of the
   * sealed values. Resolves once the bytes of the key are gone from the files. May be repeated.
   *
   * @throws {VaultUnavailable} the bytes may still be there: repeat it
   */
  erase(pid: string): Promise<void>
  /** Whether a put may succeed: not closed, not for reading only, and no disk failed under it. */
  writable(): boolean
  /** Takes nothing more, writes what is pending, then lets go of the files. */
  close(): void | Promise<void>
}

/** The same for every adapter. */
export const vaultLimits = {
  fieldsPerPut: 100,
  fieldNameLength: 120,
  valueBytes: 16_384,
  putsPerCommit: 500,
} as const

/** The caller's mistake; nothing was written. Never names the value. */
export class InvalidVaultInput extends Error {
  override readonly name = 'InvalidVaultInput'
}

/** The person was erased. Holds for ever. */
export class VaultErased extends Error {
  override readonly name = 'VaultErased'
}

/**
 * Full disk, locked or read-only file, closed vault: the same call may be tried again. After the disk
 * itself failed, nothing is written until the vault is opened again; its message says so.
 */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable'
}

/** A sealed value or key was altered, moved or lost, or the key file belongs to another vault. */
export class VaultIntegrityFailure extends Error {
  override readonly name = 'VaultIntegrityFailure'
}
