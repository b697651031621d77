import type { BatchCommandData } from '../../domain/batch/commands.ts'
import type { FundPart } from '../../domain/batch/events.ts'
import { type BatchState, lineOf, takenOf } from '../../domain/batch/state.ts'
import { DomainError } from '../../domain/errors.ts'
import { evolvePerson } from '../../domain/person/evolve.ts'
import { receivedOf } from '../../domain/person/recoveries.ts'
import { initialPerson, type PersonState } from '../../domain/person/state.ts'
import { scopeOf } from '../../domain/scope.ts'
import type { EventStore } from '../../event-store/event-store.ts'
import { decodePersonEvent } from '../event-codec.ts'
import type { CommandAnswer } from '../handle-command.ts'
import { type Caller, personOfClaim } from '../ledger.ts'
import { nameUuid } from '../name-uuid.ts'
import { personStream } from '../people.ts'
import type { Streams } from './carry-effects.ts'
import { type Cause, derivedCaller } from './derived-caller.ts'

export interface ReceivedPart {
  readonly claimId: string
  readonly no: number
  readonly amountFen: number
  readonly receivedOn: string
}

/** The batch knows first of what comes back; the claim learns of it a moment later. */
const needPaidLine = async (
  { ledger, batches }: Streams,
  { principal }: Caller,
  personId: string,
  claimId: string,
): Promise<void> => {
  const found = await ledger.person(scopeOf(principal), personId)
  const claim = found?.state.claims.get(claimId)
  const batchId = claim?.status === 'paid' ? claim.payments.at(-1)?.batchId : undefined
  const batch = await batches.batch({ kind: 'all' }, batchId ?? '')
  const line = batch && lineOf(batch, claimId)
  if (line !== undefined && line.status !== 'paid') throw new DomainError('payment-returning', { claimId })
}

/**
 * What was paid back is not the bank's to return as well.
 *
 * @throws {DomainError} `recovery-received`
 */
export const needNotRecovered = async (
  { ledger }: Pick<Streams, 'ledger'>,
  batch: BatchState,
  { fileDigest, returned }: BatchCommandData<'RecordResults'>,
): Promise<void> => {
  const used = new Set(takenOf(batch, fileDigest).nos)
  for (const { no } of returned) {
    const line = batch.lines[no - 1]
    if (line?.status !== 'paid' || used.has(no)) continue
    const { claimId, personId } = line
    const claim = (await ledger.person({ kind: 'all' }, personId))?.state.claims.get(claimId)
    if (claim !== undefined && receivedOf(claim) > 0) throw new DomainError('recovery-received', { claimId })
  }
}

/** Money that a person paid back, and the funds it returns to; the answer's position is where both have it. */
export const receiveRecovery = async (
  streams: Streams,
  caller: Caller,
  part: ReceivedPart,
): Promise<CommandAnswer<PersonState>> => {
  const personId = personOfClaim(part.claimId) ?? ''
  await needPaidLine(streams, caller, personId, part.claimId)
  const answer = await streams.ledger.execute(caller, personId, { type: 'ReceiveRecovery', data: part })
  const { account, role, pid } = caller.principal
  const district = answer.state.claims.get(part.claimId)?.district ?? ''
  // The command records one event, and this is its id.
  const id = nameUuid(caller.commandId, '0')
  const cause = { id, actor: { account, role, pid }, district, at: caller.at }
  const returned = await returnToFunds(streams, cause, answer.state, part)
  return { ...answer, position: returned ?? answer.position }
}

/**
 * May be done again without harm.
 *
 * @param state the person right after the part was received.
 * @returns the position of the last fund's event; undefined where no fund is concerned.
 */
export const returnToFunds = async (
  { batches, funds }: Streams,
  cause: Cause,
  state: PersonState,
  { claimId, no, amountFen }: Omit<ReceivedPart, 'receivedOn'>,
): Promise<bigint | undefined> => {
  let last: bigint | undefined
  const claim = state.claims.get(claimId)
  const batch = await batches.batch({ kind: 'all' }, claim?.payments.at(-1)?.batchId ?? '')
  const sources = batch?.lines.find((line) => line.claimId === claimId)?.sources ?? []
  const afterFen = claim?.recoveries.reduce((sum, { receivedFen }) => sum + receivedFen, 0) ?? 0
  for (const part of takenBack(sources, afterFen - amountFen, afterFen)) {
    const caller = derivedCaller(cause, `recover/${part.fundId}`)
    const { position } = await funds.execute(caller, part.fundId, {
      type: 'RecoverToFund',
      data: { recoveryId: `${claimId}/${no}`, partId: cause.id, amountFen: part.amountFen },
    })
    last = position
  }
  return last
}

/** Money comes back to the fund that gave last first, from fen `fromFen` to `untilFen` of all that came back. */
export const takenBack = (
  sources: readonly FundPart[],
  fromFen: number,
  untilFen: number,
): readonly FundPart[] => {
  let start = 0
  return sources.toReversed().flatMap(({ fundId, amountFen }) => {
    const end = start + amountFen
    const partFen = Math.min(end, untilFen) - Math.max(start, fromFen)
    start = end
    return partFen > 0 ? [{ fundId, amountFen: partFen }] : []
  })
}

/** Returns to the funds what was received for these claims, where a process died in between. */
export const resumeRecoveries = async (
  streams: Streams & { readonly store: EventStore },
  claimIds: readonly string[],
): Promise<void> => {
  for (const personId of new Set(claimIds.map((claimId) => personOfClaim(claimId) ?? ''))) {
    let state = initialPerson
    for (const recorded of await streams.store.readStream(personStream(personId))) {
      const event = decodePersonEvent(recorded)
      state = evolvePerson(state, event)
      if (event.type !== 'RecoveryReceived' || !claimIds.includes(event.data.claimId)) continue
      const district = state.claims.get(event.data.claimId)?.district ?? ''
      const { actor, at } = event.metadata
      await returnToFunds(streams, { id: event.id, actor, district, at }, state, event.data)
    }
  }
}
