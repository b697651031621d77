import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { districtCodes } from '../../src/app/directory.ts'
import { Ledger } from '../../src/app/ledger.ts'
import { nameUuid } from '../../src/app/name-uuid.ts'
import { publishShipped } from '../../src/app/publish-shipped.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import type { Principal } from '../../src/domain/scope.ts'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { openSqliteEventStore, type SqliteOptions } from '../../src/event-store/sqlite-event-store.ts'
import { shippedDirectory, shippedPolicies } from '../../src/seeds.ts'
import { openSqliteVault } from '../../src/vault/sqlite-vault.ts'
import { lanes, type Writes } from './acknowledged-writes.ts'
import { trainingOfficeOver } from './trainings.ts'
import { testKeys } from './vault-fixtures.ts'

/** Numbered whole commands, through the ledger, over the log and the vault on this disk. */

const at = '2025-06-02T01:00:00.000Z'
const district = '330602'
const peoplePerWriter = 12_800

const someone = (role: Principal['role'], account: string): Principal => ({
  account,
  role,
  pid: `pid-${account}`,
  districts: [district],
  provider: role === 'provider' ? 'p1' : null,
})
const provider = someone('provider', 'provider-1')
const officer = someone('officer', 'officer-330602')
const reviewer = someone('reviewer', 'reviewer-330602')

/** Who a numbered command is about, and what of theirs goes to the vault. */
export interface Subject {
  readonly idNumber: string
  readonly name: string
  readonly phone: string
  readonly bankAccount: string
  readonly newPhone: string
  readonly certificate: string
  readonly note: string
}

export const subjectOf = (writer: string, n: number): Subject => {
  const person = Math.floor(n / lanes / steps.length)
  const no = Number(writer) * peoplePerWriter + person * lanes + (n % lanes)
  return {
    idNumber: syntheticIdNumber(no),
    name: `测试${no}`,
    phone: String(13_000_000_000 + no),
    bankAccount: `62148${no.toString().padStart(14, '0')}`,
    newPhone: String(15_000_000_000 + no),
    certificate: `SX${no}`,
    note: `本人申请撤回 ${no}`,
  }
}

interface Performance {
  readonly ledger: Ledger
  readonly personId: string
  readonly subject: Subject
  readonly as: (principal: Principal) => Parameters<Ledger['execute']>[0]
}

export interface Step {
  /** Of the event by which the command is known in the log. */
  readonly type: string
  /** Of an approval: two claims of 6,000 yuan under a cap of 10,000. */
  readonly amountFen?: number
  readonly perform: (performance: Performance) => Promise<unknown>
}

const claimOf = (personId: string, no: number) => ({ claimId: `${personId}-c${no}` })

const completion = (no: number): Step => ({
  type: 'TrainingCompleted',
  perform: ({ ledger, as, personId, subject: { certificate } }) => {
    // One after the other: overlapping days would hold the claim.
    const dates = { startsOn: `2025-0${no}-03`, endsOn: `2025-0${no}-07` }
    const details = { course: 'workshop-in-province', trainingId: `K-${no}`, eligibleCostFen: 600_000 }
    const issued = { occupation: '6-18-01-01', level: '高级工', issuedOn: '2025-03-10' }
    const certificates = no === 1 ? [{ ...issued, number: certificate }] : []
    return ledger.recordCompletion(as(provider), personId, { ...details, ...dates }, certificates)
  },
})

const claim = (no: number, amountFen: number): Step[] => [
  {
    type: 'ClaimSubmitted',
    perform: ({ ledger, as, personId }) =>
      ledger.execute(as(provider), personId, {
        type: 'SubmitClaim',
        data: { instrument: 'workshop-in-province', basis: `${personId}-t${no}`, requestedFen: null },
      }),
  },
  {
    type: 'ClaimReviewed',
    perform: ({ ledger, as, personId }) =>
      ledger.execute(as(officer), personId, { type: 'ReviewClaim', data: claimOf(personId, no) }),
  },
  {
    type: 'ClaimApproved',
    amountFen,
    perform: ({ ledger, as, personId }) =>
      ledger.execute(as(reviewer), personId, { type: 'ApproveClaim', data: claimOf(personId, no) }),
  },
]

/** What happens to each person, one command after another. */
export const steps: readonly Step[] = [
  {
    type: 'PersonRegistered',
    perform: ({ ledger, as, subject: { idNumber, name, phone, bankAccount } }) =>
      ledger.registerPerson(as(provider), { idNumber, name, district, phone, bankAccount }),
  },
  completion(1),
  ...claim(1, 600_000),
  completion(2),
  ...claim(2, 400_000),
  {
    type: 'PersonDetailsChanged',
    perform: ({ ledger, as, personId, subject: { newPhone } }) =>
      ledger.changeDetails(as(officer), personId, { phone: newPhone }),
  },
  {
    type: 'ClaimWithdrawn',
    perform: ({ ledger, as, personId, subject: { note } }) =>
      ledger.executeWithNote(as(officer), personId, note, (noteCommitment) => ({
        type: 'WithdrawClaim',
        data: { ...claimOf(personId, 2), noteCommitment },
      })),
  },
]

export const stepOf = (n: number): Step => steps[Math.floor(n / lanes) % steps.length] as Step

export const commandIdOf = (writer: string, n: number): string =>
  nameUuid('5f0c1d1e-2b7a-5c55-9d7e-0c1f6f9a4b21', `${writer} ${n}`)

/** The log and the vault of a folder. */
export const logIn = (folder: string): string => join(folder, 'ledger.db')
export const openVaultIn = (folder: string) =>
  openSqliteVault({ folder, keys: testKeys, random: (bytes) => randomBytes(bytes) })

/**
 * Opens what a node opens, in the folder. `writer`, a whole number, keeps apart those who use one
 * folder at once.
 */
export async function openCommands(folder: string, writer: string, log: SqliteOptions = {}): Promise<Writes> {
  mkdirSync(folder, { recursive: true })
  const directory = shippedDirectory()
  const store = openSqliteEventStore(logIn(folder), log)
  const vault = openVaultIn(folder)
  const rulebook = new Rulebook(store, directory.governingPolicy)
  for (const policy of shippedPolicies()) {
    await publishShipped(
      policy.id === rulebook.policyId ? rulebook : new Rulebook(store, policy.id),
      policy,
      at,
    )
  }
  const parts = { store, vault, keys: testKeys, rulebook }
  const { trainings } = trainingOfficeOver(parts)
  const ledger = new Ledger({ ...parts, districts: districtCodes(directory), trainings })
  return {
    async write(n) {
      const subject = subjectOf(writer, n)
      const personId = ledger.personIdOf(subject.idNumber)
      const caller = { commandId: commandIdOf(writer, n), digest: 'd'.repeat(43), at }
      await stepOf(n).perform({
        ledger,
        personId,
        subject,
        as: (principal) => ({ ...caller, principal }),
      })
    },
    async close() {
      vault.close()
      await store.close()
    },
  }
}
