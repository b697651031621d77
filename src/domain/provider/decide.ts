import { DomainError } from '../errors.ts'
import {
  isProviderId,
  type ProviderCommand,
  type ProviderCommandData,
  type ProviderContext,
} from './commands.ts'
import type { Designation, NewProviderEvent } from './events.ts'
import { designationOn, openSuspension, type ProviderState } from './state.ts'

type Decided = readonly NewProviderEvent[]

/**
 * What a command makes happen to one provider.
 *
 * @returns the new events; none when the command states what is already so.
 * @throws {DomainError} `provider-unknown`, `provider-exists`, `provider-id-invalid`,
 *   `provider-suspended`, `provider-not-suspended`, `district-unknown`, `date-order`.
 */
export const decideProvider = (
  command: ProviderCommand,
  state: ProviderState,
  context: ProviderContext,
): Decided => {
  if (command.type === 'DesignateProvider') return designate(command.data, state, context)
  if (state.providerId === null) throw new DomainError('provider-unknown')
  switch (command.type) {
    case 'ChangeDesignation':
      return changeDesignation(command.data, state, context)
    case 'SuspendProvider':
      return suspend(command.data, state, context)
    case 'ReinstateProvider':
      return reinstate(command.data, state, context)
  }
}

const needSound = ({ districts, from, until }: Designation, context: ProviderContext): void => {
  const unknown = districts.find((code) => !context.districts.has(code))
  if (unknown !== undefined || districts.length === 0) {
    throw new DomainError('district-unknown', { district: unknown ?? '' })
  }
  if (until < from) throw new DomainError('date-order', { field: 'until' })
}

const designate = (
  data: ProviderCommandData<'DesignateProvider'>,
  state: ProviderState,
  context: ProviderContext,
): Decided => {
  const { providerId } = data
  if (state.providerId !== null) throw new DomainError('provider-exists', { providerId })
  if (!isProviderId(providerId)) throw new DomainError('provider-id-invalid')
  needSound(data, context)
  return [{ type: 'ProviderDesignated', data }]
}

/** A designation that has begun is never edited: a new one stands from its own day on. */
const changeDesignation = (data: Designation, state: ProviderState, context: ProviderContext): Decided => {
  needSound(data, context)
  const last = state.designations.at(-1)
  if (last !== undefined && isSame(data, last)) return []
  if (data.from < (designationOn(state, context.today)?.from ?? ''))
    throw new DomainError('date-order', { field: 'from' })
  return [{ type: 'DesignationChanged', data }]
}

const isSame = (a: Designation, b: Designation): boolean =>
  a.from === b.from &&
  a.until === b.until &&
  a.document === b.document &&
  isSameList(a.districts, b.districts) &&
  isSameList(a.occupations, b.occupations)

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, place) => one === b[place])

/** One that has not begun may be replaced by a later paper. */
const suspend = (
  data: ProviderCommandData<'SuspendProvider'>,
  state: ProviderState,
  { today }: ProviderContext,
): Decided => {
  const open = openSuspension(state)
  if (open === undefined) return [{ type: 'ProviderSuspended', data }]
  if (open.from === data.from && open.document === data.document) return []
  if (open.from > today) return [{ type: 'ProviderSuspended', data }]
  throw new DomainError('provider-suspended', { from: open.from })
}

/** A day that has not come may be replaced by a later paper. */
const reinstate = (
  { on, document }: ProviderCommandData<'ReinstateProvider'>,
  state: ProviderState,
  { today }: ProviderContext,
): Decided => {
  const last = state.suspensions.at(-1)
  if (last?.endedOn === on && last.endedBy === document) return []
  if (last === undefined || (last.endedOn !== null && last.endedOn <= today)) {
    throw new DomainError('provider-not-suspended')
  }
  if (on < last.from) throw new DomainError('date-order', { field: 'on' })
  return [{ type: 'ProviderReinstated', data: { on, document } }]
}
