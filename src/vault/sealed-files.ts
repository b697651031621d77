/**
 * The port to files that hold personal data beside the log and the vault, such as uploaded sheets:
 * sealed while they lie there, and gone when they are removed.
 */
export interface SealedFiles {
  /**
   * Seals the parts under this name, in place of what was there: whole or not at all, and on disk when
   * it resolves.
   *
   * @throws {VaultUnavailable}
   */
  write(name: string, parts: readonly Uint8Array[]): Promise<void>
  /**
   * One part, from 0 on; undefined where there is no such file or part.
   *
   * @throws {VaultUnavailable} @throws {VaultIntegrityFailure} altered, moved, or sealed under another key
   */
  read(name: string, part: number): Promise<Uint8Array | undefined>
  /** How many parts it has; 0 where there is no such file. */
  parts(name: string): Promise<number>
  /** No such file is as well. @throws {VaultUnavailable} */
  remove(name: string): Promise<void>
}

/** Names are ids that the log knows too: they are stored in clear. */
export const sealedNameForm = /^[a-z0-9-]{1,80}(?:\.[a-z]{1,20})?$/
