import { type Action, can } from '../domain/can.ts'
import type { Principal } from '../domain/scope.ts'
import { exitCodes, Failure, usageFailure } from './failure.ts'
import type { OpenLedger } from './host.ts'

/** Whoever acts at the terminal, by account. @throws {Failure} no such account, or it may not. */
export const entitled = (
  { personas }: Pick<OpenLedger, 'personas'>,
  account: string,
  action: Action,
): Principal => {
  const principal = personas.get(account)
  if (principal === undefined) throw usageFailure('没有这个账号', insteadOf(personas, action))
  if (!can(principal, action)) {
    const sentence = `账号 ${account} 的角色不能办理这一步`
    throw new Failure('forbidden', exitCodes.forbidden, sentence, insteadOf(personas, action))
  }
  return principal
}

const namedAtMost = 8

/** Which accounts may. */
const insteadOf = (personas: OpenLedger['personas'], action: Action): string => {
  const may = [...personas.values()].filter((one) => can(one, action)).map(({ account }) => account)
  const more = may.length > namedAtMost ? ` 等 ${may.length} 个` : ''
  return `换可以办理的账号:${may.slice(0, namedAtMost).join('、')}${more}`
}
