import { createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { fsck } from '../../src/app/fsck.ts'
import { checkPerson, type PersonCheckParts } from '../../src/app/fsck-person.ts'
import { personStream } from '../../src/app/people.ts'
import type { Certificate, Commitments } from '../../src/domain/person/events.ts'
import { auditSqliteLog } from '../../src/event-store/audit-sqlite-log.ts'
import type { EventStore, RecordedEvent } from '../../src/event-store/event-store.ts'
import { openSqliteEventStore } from '../../src/event-store/sqlite-event-store.ts'
import { derivePid } from '../../src/vault/keys.ts'
import type { FieldValues, Vault } from '../../src/vault/vault.ts'
import {
  commandIdOf,
  logIn,
  openVaultIn,
  type Subject,
  stepOf,
  steps,
  subjectOf,
} from './acknowledged-commands.ts'
import { lanes } from './acknowledged-writes.ts'
import { testKeys } from './vault-fixtures.ts'

const personIdOf = (idNumber: string): string => derivePid(testKeys.pidKey, idNumber)
const certificateDigest = (number: string): string =>
  createHmac('sha256', testKeys.certificateKey).update(number).digest('base64url')
/** Of workshops in the province, for which all claims of these tests are. */
const capFen = 1_000_000

const checkParts = (vault: Vault): PersonCheckParts => ({ vault, personIdOf, certificateDigest })

/** Opens log and vault as a process does that starts after the crash, and looks with both. */
async function afterCrash<T>(
  folder: string,
  look: (store: EventStore, vault: Vault) => Promise<T>,
): Promise<T> {
  const store = openSqliteEventStore(logIn(folder))
  const vault = openVaultIn(folder)
  try {
    return await look(store, vault)
  } finally {
    vault.close()
    await store.close()
  }
}

/**
 * Looks at everybody a writer had to do with: their commands, caps and sealed values.
 *
 * @returns one sentence for each acknowledged command that is not there and each other fault.
 */
export const commandFaultsAfterCrash = (
  folder: string,
  writer: string,
  acknowledged: readonly number[],
): Promise<string[]> =>
  afterCrash(folder, async (store, vault) => {
    const faults: string[] = []
    for (let lane = 0; lane < lanes; lane++) {
      const last = Math.max(-1, ...acknowledged.filter((n) => n % lanes === lane))
      // One more than was acknowledged: it may be there, and if it is, it must be whole.
      for (let first = lane; first <= last + lanes; first += lanes * steps.length) {
        faults.push(...(await personFaults({ store, vault, writer, first, last })))
      }
    }
    return faults
  })

interface Person {
  readonly store: EventStore
  readonly vault: Vault
  readonly writer: string
  /** The first command about the person, and the last acknowledged one of the lane. */
  readonly first: number
  readonly last: number
}

async function personFaults({ store, vault, writer, first, last }: Person): Promise<string[]> {
  const subject = subjectOf(writer, first)
  const personId = personIdOf(subject.idNumber)
  const events = await store.readStream(personStream(personId))
  const faults: string[] = []
  for (let n = first; n <= last && n < first + lanes * steps.length; n += lanes) {
    const { type, amountFen } = stepOf(n)
    const id = commandIdOf(writer, n)
    const own = events.find((event) => event.type === type && event.metadata.commandId === id)
    if (own === undefined) faults.push(`command ${n} (${type}) is not there`)
    else if (own.data.amountFen !== amountFen) faults.push(`command ${n} approved ${own.data.amountFen}`)
  }
  faults.push(...overCap(events), ...sealedFaults(vault, subject, personId, events))
  for (const { text } of checkPerson(personStream(personId), events, checkParts(vault))) faults.push(text)
  return faults
}

/** By the log alone, whatever caps the program recorded. */
function overCap(events: readonly RecordedEvent[]): string[] {
  const held = new Map<unknown, number>()
  return events.flatMap(({ type, data, revision }) => {
    if (type === 'ClaimApproved') held.set(data.claimId, Number(data.amountFen))
    if (type === 'ClaimWithdrawn') held.delete(data.claimId)
    const sum = [...held.values()].reduce((total, amount) => total + amount, 0)
    return sum > capFen ? [`revision ${revision} holds ${sum}`] : []
  })
}

/** Every value that an event names must open, and be the one that was sealed. */
function sealedFaults(
  vault: Vault,
  subject: Subject,
  personId: string,
  events: readonly RecordedEvent[],
): string[] {
  const wrong = events.filter(
    (event) => !isDeepStrictEqual(openedBy(vault, personId, event), sealedWith(subject, event)),
  )
  return wrong.map(({ type, revision }) => `what ${type} at revision ${revision} names does not open`)
}

function openedBy(vault: Vault, personId: string, { data, metadata }: RecordedEvent): FieldValues {
  const { commitments, noteCommitment, certificate } = data as Named
  if (certificate !== undefined) return vault.read(personId, [`certificate:${certificate.numberDigest}`])
  const note = noteCommitment && { [`note:${metadata.commandId}`]: noteCommitment }
  return vault.open(personId, { ...commitments, ...note })
}

interface Named {
  readonly commitments?: Commitments
  readonly noteCommitment?: string | null
  readonly certificate?: Certificate
}

function sealedWith(subject: Subject, { type, data, metadata }: RecordedEvent): FieldValues {
  const { idNumber, name, phone, bankAccount, newPhone, certificate, note } = subject
  switch (type) {
    case 'PersonRegistered':
      return { idNumber, name, phone, bankAccount }
    case 'PersonDetailsChanged':
      return { phone: newPhone }
    case 'CertificateIssued':
      return { [`certificate:${(data as Named).certificate?.numberDigest}`]: certificate }
    case 'ClaimWithdrawn':
      return { [`note:${metadata.commandId}`]: note }
    default:
      return {}
  }
}

/** What `jinlan fsck` says: the file held against itself, then all streams and all sealed values. */
export const fsckFaults = async (folder: string): Promise<string[]> => {
  const audited = auditSqliteLog(logIn(folder)).map(({ code, detail }) => `${code}: ${detail}`)
  const { findings } = await afterCrash(folder, (store, vault) => fsck(store, checkParts(vault), () => {}))
  return [...audited, ...findings.map(({ text, event }) => `${event?.id}: ${text}`)]
}
