import type { BatchCommand } from '../../domain/batch/commands.ts'
import { type BatchState, lineOf } from '../../domain/batch/state.ts'
import { DomainError } from '../../domain/errors.ts'
import { scopeOf } from '../../domain/scope.ts'
import type { FieldName, Vault } from '../../vault/vault.ts'
import type { CommandAnswer } from '../handle-command.ts'
import { type Caller, personOfClaim } from '../ledger.ts'
import { districtOfBatch } from './batches.ts'
import { type DeskParts, needBatch, numberOf } from './desk.ts'
import { districtInScope } from './district-in-scope.ts'

/** Steps of a batch with somebody's own words. They may name the person, so they are sealed as that person's. */
export interface NoteParts extends Pick<DeskParts, 'treasury' | 'batches'> {
  readonly vault: Pick<Vault, 'put'>
}

type Stepped = Promise<CommandAnswer<BatchState>>

interface Noted {
  readonly personId: string
  readonly note: string
  readonly command: (noteCommitment: string) => BatchCommand
}

const withNote = (
  { treasury, vault }: NoteParts,
  caller: Caller,
  batchId: string,
  { personId, note, command }: Noted,
): Stepped => {
  const field: FieldName = `note:${caller.commandId}`
  return treasury.notedStep(caller, batchId, command('pending'), async () => {
    const commitments = await vault.put(personId, { [field]: note })
    return command(commitments[field] ?? '')
  })
}

interface OnClaim {
  readonly claimId: string
  readonly note: string
}

/** The list is public once it is noticed: then anybody who knows the batch may object. */
export const objectToLine = async (
  parts: NoteParts,
  caller: Caller,
  batchId: string,
  { claimId, note }: OnClaim,
): Stepped => {
  const batch = await parts.batches.batch({ kind: 'all' }, batchId)
  const isInside = districtInScope(scopeOf(caller.principal), districtOfBatch(batchId) ?? '')
  if (batch === undefined || !(isInside || batch.notice !== null)) throw new DomainError('batch-unknown')
  const command = (noteCommitment: string): BatchCommand => ({
    type: 'ObjectToLine',
    data: { claimId, noteCommitment },
  })
  return withNote(parts, caller, batchId, { personId: personOfLine(batch, claimId), note, command })
}

export const resolveObjection = async (
  parts: NoteParts,
  caller: Caller,
  batchId: string,
  { no, upheld, note }: { readonly no: number; readonly upheld: boolean; readonly note: string },
): Stepped => {
  const batch = await needBatch(parts, caller, batchId)
  const objection = batch.objections.find((known) => known.no === no)
  if (objection === undefined) throw new DomainError('objection-unknown')
  const command = (noteCommitment: string): BatchCommand => ({
    type: 'ResolveObjection',
    data: { no, upheld, noteCommitment },
  })
  const personId = personOfLine(batch, objection.claimId)
  return withNote(parts, caller, batchId, { personId, note, command })
}

const onLine =
  (commandFor: (batch: BatchState, claimId: string, noteCommitment: string) => BatchCommand) =>
  async (parts: NoteParts, caller: Caller, batchId: string, { claimId, note }: OnClaim): Stepped => {
    const batch = await needBatch(parts, caller, batchId)
    const command = (noteCommitment: string) => commandFor(batch, claimId, noteCommitment)
    return withNote(parts, caller, batchId, { personId: personOfLine(batch, claimId), note, command })
  }

export const removeLine = onLine((_, claimId, noteCommitment) => ({
  type: 'RemoveLine',
  data: { claimId, reason: 'by-hand', noteCommitment },
}))

export const giveUpLine = onLine((batch, claimId, noteCommitment) => ({
  type: 'GiveUpLine',
  data: { no: numberOf(batch, claimId), noteCommitment },
}))

/** No line stands any more, so the words are sealed with the first person who was on the list. */
export const cancelBatch = async (
  parts: NoteParts,
  caller: Caller,
  batchId: string,
  note: string,
): Stepped => {
  const { claimIds } = await needBatch(parts, caller, batchId)
  const command = (noteCommitment: string): BatchCommand => ({
    type: 'CancelBatch',
    data: { noteCommitment },
  })
  const personId = personOfClaim(claimIds[0] ?? '') ?? ''
  return withNote(parts, caller, batchId, { personId, note, command })
}

/** Before the freeze there are no lines, and the batch refuses by itself. */
const personOfLine = (batch: BatchState, claimId: string): string => {
  const line = lineOf(batch, claimId)
  if (line === undefined && batch.lines.length > 0) throw new DomainError('line-unknown', { claimId })
  return line?.personId ?? ''
}
