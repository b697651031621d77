import type { Day } from '../dates.ts'

/**
 * What the records of others say about one completion, for the rules that hold records against each other.
 * It comes with the command and is never recorded: ages and accounts stay in the vault.
 */
export interface Elsewhere {
  /** From the id number; null: the vault does not hold it. */
  readonly born: { readonly on: Day; readonly sex: 'male' | 'female' } | null
  /** How many other people have this person's account. */
  readonly sharingAccount: number
  /** Certificate digest → ids of standing completions that have it, as far as others recorded them. */
  readonly holders: Readonly<Record<string, readonly string[]>>
  /** Day of issue → how many certificates of that day this provider has so far; none beyond what matters. */
  readonly issued: Readonly<Record<Day, number>>
}

/** Of whoever shares nothing with others. */
export const nothingElsewhere: Elsewhere = { born: null, sharingAccount: 0, holders: {}, issued: {} }
