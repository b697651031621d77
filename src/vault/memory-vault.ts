import { commitmentOf, drawRandom, freshIn, type Opened, sameCommitment } from './sealing.ts'
import {
  type Commitment,
  type FieldName,
  type Random,
  type Vault,
  VaultErased,
  VaultUnavailable,
} from './vault.ts'
import { checkedCommitments, checkedEntries, checkField, checkPid } from './vault-input.ts'

/** The versions of each field, oldest first; `erased` once the person was. */
type Person = Map<FieldName, Opened[]> | 'erased'

/**
 * For tests and the memory store: unsealed, and gone with the process. Draws the same randomness as
 * the SQLite adapter, so one seed gives the same commitments in both.
 */
export const createMemoryVault = ({ random }: { readonly random: Random }): Vault => {
  const people = new Map<string, Person>()
  /** Person → the account that counts. */
  const accounts = new Map<string, string>()
  let closed = false

  const fieldsOf = (pid: string): Map<FieldName, Opened[]> => {
    if (closed) throw new VaultUnavailable('the vault is closed')
    const person = people.get(pid) ?? new Map<FieldName, Opened[]>()
    if (person === 'erased') throw new VaultErased('the person was erased')
    return person
  }

  const openedBy = (pid: string, field: FieldName, commitment: Commitment): Opened | undefined =>
    fieldsOf(pid)
      .get(field)
      ?.find(({ value, salt }, index) =>
        sameCommitment(commitment, commitmentOf(salt, { field, version: index + 1 }, value)),
      )

  const holders = new Map<string, Set<string>>()
  const count = (pid: string, account: string | undefined): void => {
    holders.get(accounts.get(pid) ?? '')?.delete(pid)
    accounts.delete(pid)
    if (account === undefined) return
    accounts.set(pid, account)
    holders.set(account, (holders.get(account) ?? new Set()).add(pid))
  }

  return {
    async put(pid, fields) {
      const entries = checkedEntries(pid, fields)
      const [, ...fresh] = freshIn(drawRandom(random, entries.length + 1))
      const person = fieldsOf(pid)
      people.set(pid, person)
      const commitments = entries.map(([field, value], index) => {
        const versions = person.get(field) ?? []
        if (field === 'bankAccount') count(pid, value)
        const salt = fresh[index]?.secret as Buffer
        if (versions.at(-1)?.value !== value) {
          person.set(field, [...versions, { value, salt }])
        }
        const kept = person.get(field) as Opened[]
        const version = kept.length
        return [field, commitmentOf((kept.at(-1) as Opened).salt, { field, version }, value)] as const
      })
      return Object.fromEntries(commitments)
    },

    read(pid, fields) {
      checkPid(pid)
      fields.forEach(checkField)
      const person = fieldsOf(pid)
      const values = fields.flatMap((field) => {
        const current = person.get(field)?.at(-1)
        return current === undefined ? [] : [[field, current.value] as const]
      })
      return Object.fromEntries(values)
    },

    open(pid, commitments) {
      const entries = checkedCommitments(pid, commitments)
      fieldsOf(pid)
      const values = entries.flatMap(([field, commitment]) => {
        const opened = openedBy(pid, field, commitment)
        return opened === undefined ? [] : [[field, opened.value] as const]
      })
      return Object.fromEntries(values)
    },

    opens(pid, field, commitment) {
      checkPid(pid)
      checkField(field)
      if (people.get(pid) === 'erased') return 'erased'
      return openedBy(pid, field, commitment) === undefined ? 'no' : 'yes'
    },

    othersWith(pid) {
      checkPid(pid)
      if (closed) throw new VaultUnavailable('the vault is closed')
      const account = accounts.get(pid)
      return account === undefined ? 0 : (holders.get(account)?.size ?? 1) - 1
    },

    async countOnly(pid, field, commitment) {
      checkPid(pid)
      if (closed) throw new VaultUnavailable('the vault is closed')
      if (people.get(pid) === 'erased') return
      const account = commitment === null ? undefined : openedBy(pid, field, commitment)?.value
      if (account !== undefined || commitment === null) count(pid, account)
    },

    people() {
      if (closed) throw new VaultUnavailable('the vault is closed')
      return [...people.keys()]
    },

    async erase(pid) {
      checkPid(pid)
      if (closed) throw new VaultUnavailable('the vault is closed')
      count(pid, undefined)
      people.set(pid, 'erased')
    },

    writable: () => !closed,

    close() {
      closed = true
      people.clear()
      accounts.clear()
      holders.clear()
    },
  }
}
