import { createHmac } from 'node:crypto'
import type { LedgerKeys } from '../vault/keys.ts'

/** Equal certificate numbers have equal digests; the number itself stays in the vault. */
export const certificateDigest = (
  { certificateKey }: Pick<LedgerKeys, 'certificateKey'>,
  number: string,
): string => createHmac('sha256', certificateKey).update(number).digest('base64url')
