import {
  type Commitment,
  type Commitments,
  type FieldName,
  type FieldValues,
  InvalidVaultInput,
  vaultLimits,
} from './vault.ts'

export type FieldEntry = readonly [field: FieldName, value: string]
export type CommitmentEntry = readonly [field: FieldName, commitment: Commitment]

const pidForm = /^[a-z2-7]{26}$/
const fieldForm = /^(?:idNumber|name|phone|bankAccount|bankName|(?:note|certificate):[\w:./-]+)$/

/** @throws {InvalidVaultInput} */
export const checkPid = (pid: string): void => {
  if (!pidForm.test(pid)) throw new InvalidVaultInput('not a person id')
}

/** @throws {InvalidVaultInput} */
export const checkField = (field: string): void => {
  const known = field.length <= vaultLimits.fieldNameLength && fieldForm.test(field)
  if (!known) throw new InvalidVaultInput('not a field of the vault')
}

const checkValue = (field: string, value: unknown): void => {
  if (typeof value !== 'string') throw new InvalidVaultInput(`${field} is no text`)
  const bytes = Buffer.from(value)
  if (bytes.length > vaultLimits.valueBytes) throw new InvalidVaultInput(`${field} is too long`)
  // A lone surrogate would come back as another character, so no repeat would ever be equal.
  if (bytes.toString() !== value) throw new InvalidVaultInput(`${field} is no well-formed text`)
}

/**
 * The fields of one put, in the caller's order.
 *
 * @throws {InvalidVaultInput}
 */
export const checkedEntries = (pid: string, fields: FieldValues): readonly FieldEntry[] => {
  checkPid(pid)
  const entries = Object.entries(fields) as FieldEntry[]
  if (entries.length > vaultLimits.fieldsPerPut) throw new InvalidVaultInput('too many fields')
  for (const [field, value] of entries) {
    checkField(field)
    checkValue(field, value)
  }
  return entries
}

/**
 * The fields to open, in the caller's order.
 *
 * @throws {InvalidVaultInput}
 */
export const checkedCommitments = (pid: string, commitments: Commitments): readonly CommitmentEntry[] => {
  checkPid(pid)
  const entries = Object.entries(commitments) as CommitmentEntry[]
  for (const [field] of entries) checkField(field)
  return entries
}
