import { clampDay } from '../dates.ts'
import type { Instrument, Policy } from '../policy/policy.ts'
import { valueOn } from '../policy/readings.ts'
import type { DecideContext, PersonCommandData } from './commands.ts'
import { submitClaim } from './decide-claims.ts'
import type { NewPersonEvent } from './events.ts'
import { foreseen } from './foresee.ts'
import type { PersonState } from './state.ts'

/**
 * 免申即享: a title from an official list comes with the claims it grounds; the person only
 * confirms the account.
 *
 * @param granted the recognition's event, the first of the command
 * @returns it and what follows
 */
export const withClaimsOnBehalf = (
  granted: Extract<NewPersonEvent, { type: 'RecognitionGranted' }>,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  const events: NewPersonEvent[] = [granted]
  let after = foreseen(state, events, context)
  for (const { id } of fixedFor(context.policy, granted.data)) {
    const request = { instrument: id, basis: granted.data.recognitionId, requestedFen: null }
    const filed = submitClaim(request, after, context, true)
    after = foreseen(after, filed, context, events.length)
    events.push(...filed)
  }
  return events
}

/** What a person gets for the title without naming an amount. */
const fixedFor = (
  policy: Policy,
  { title, grantedOn }: Pick<PersonCommandData<'GrantRecognition'>, 'title' | 'grantedOn'>,
): readonly Instrument[] => {
  const on = clampDay(grantedOn, policy.term.from, policy.term.until)
  return policy.instruments.filter(
    ({ payee, basis, amount }) =>
      payee === 'person' &&
      basis.recognition === title &&
      amount.kind === 'fixed' &&
      valueOn(amount.values, on) !== undefined,
  )
}
