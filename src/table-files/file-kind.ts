export type FileKind = 'zip' | 'compound' | 'text'

const signatures: readonly (readonly [FileKind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b]],
  // Of .xls, and of every workbook with a password.
  ['compound', [0xd0, 0xcf, 0x11, 0xe0]],
]

/** Told by the first bytes: what a file is called says nothing. */
export const fileKind = (bytes: Uint8Array): FileKind =>
  signatures.find(([, signature]) => signature.every((byte, place) => bytes[place] === byte))?.[0] ?? 'text'
