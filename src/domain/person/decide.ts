import { DomainError } from '../errors.ts'
import type { DecideContext, PersonCommand, PersonCommandData } from './commands.ts'
import { issueCertificates } from './decide-certificates.ts'
import { decideApplicationStep, submitClaim } from './decide-claims.ts'
import { recordCompletion, withdrawCompletion } from './decide-completions.ts'
import { correctRecord } from './decide-corrections.ts'
import { resolveFinding } from './decide-findings.ts'
import { decideBatchStep } from './decide-payments.ts'
import { correctRecognition, grantRecognition, revokeRecognition } from './decide-recognitions.ts'
import { decideRecoveryStep } from './decide-recoveries.ts'
import type { NewPersonEvent } from './events.ts'
import { findingsOfAccount } from './findings-of-account.ts'
import { currentDistrict, type PersonState } from './state.ts'
import { transfersAfter } from './transfers.ts'

/**
 * What a command makes happen to one person. Caps are kept here, over the person's own events.
 *
 * @returns the new events; none when the command states what is already so.
 * @throws {DomainError} when the command is illegal; nothing is to be recorded.
 */
export const decidePerson = (
  command: PersonCommand,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  if (command.type === 'RegisterPerson') return registerPerson(command.data, state, context)
  if (state.personId === null) throw new DomainError('person-unknown')
  switch (command.type) {
    case 'ChangeDetails':
      return changeDetails(command.data, state, context)
    case 'RevealDetails':
      return [{ type: 'DetailsRevealed', data: { personId: state.personId, ...command.data } }]
    case 'MovePerson':
      return movePerson(command.data, state, context)
    case 'DeclareRelative':
      return declareRelative(command.data, state)
    case 'GrantRecognition':
      return grantRecognition(command.data, state, context)
    case 'CorrectRecognition':
      return correctRecognition(command.data, state, context)
    case 'RevokeRecognition':
      return revokeRecognition(command.data, state, context)
    case 'RecordCompletion':
      return recordCompletion(command.data, state, context)
    case 'CorrectCompletion':
      return correctRecord(command.data, state, context)
    case 'WithdrawCompletion':
      return withdrawCompletion(command.data, state, context)
    case 'ResolveFinding':
      return resolveFinding(command.data, state, context)
    case 'IssueCertificates':
      return issueCertificates(command.data, state, context)
    case 'SubmitClaim':
      return submitClaim(command.data, state, context)
    case 'ProposeRecovery':
    case 'ConfirmRecovery':
    case 'DismissRecovery':
    case 'ReceiveRecovery':
      return decideRecoveryStep(command, state, context)
    case 'BatchClaim':
    case 'UnbatchClaim':
    case 'NoticeClaim':
    case 'UpholdObjection':
    case 'ClearClaim':
    case 'PayClaim':
    case 'ReturnPayment':
      return decideBatchStep(command, state, context)
    default:
      return decideApplicationStep(command, state, context)
  }
}

const needDistrict = (district: string, context: DecideContext): void => {
  if (!context.districts.has(district)) throw new DomainError('district-unknown', { district })
}

/**
 * A person is registered once. A later registration is recorded too: it told someone that the
 * person is known. It changes no details, since whoever sends it need not be anybody's officer.
 */
const registerPerson = (
  data: PersonCommandData<'RegisterPerson'>,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  needDistrict(data.district, context)
  const { personId, district, provider, commitments } = data
  if (state.personId === null) {
    return [{ type: 'PersonRegistered', data: { personId, district, provider, commitments } }]
  }
  return [{ type: 'PersonRegisteredAgain', data: { personId, provider } }]
}

const changeDetails = (
  data: PersonCommandData<'ChangeDetails'>,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  const { commitments } = data
  return [
    { type: 'PersonDetailsChanged', data: { personId: state.personId ?? '', commitments } },
    ...findingsOfAccount(data, state, context),
  ]
}

const movePerson = (
  { district, movedOn }: PersonCommandData<'MovePerson'>,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  needDistrict(district, context)
  if (movedOn > context.today) throw new DomainError('date-future', { field: 'movedOn' })
  const last = state.districts.at(-1)
  if (last !== undefined && movedOn < last.from) throw new DomainError('date-order', { field: 'movedOn' })
  if (currentDistrict(state) === district) throw new DomainError('nothing-changed', { field: 'district' })
  const moved = { personId: state.personId ?? '', district, movedOn }
  const districts = [...state.districts, { district, from: movedOn }]
  return [{ type: 'PersonMoved', data: moved }, ...transfersAfter({ ...state, districts })]
}

const declareRelative = (
  { relativeId }: PersonCommandData<'DeclareRelative'>,
  state: PersonState,
): readonly NewPersonEvent[] => {
  const personId = state.personId ?? ''
  if (relativeId === personId) throw new DomainError('relative-self')
  if (state.relatives.includes(relativeId)) return []
  return [{ type: 'RelativeDeclared', data: { personId, relativeId } }]
}
