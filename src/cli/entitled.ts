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
  if (principal === undefined)
    throw usageFailure(`没有这个账号:${account}`, '演示身份见 GET /api/v1/personas')
  if (!can(principal, action)) {
    const sentence = `账号 ${account} 的角色不能办理这一步`
    throw new Failure('forbidden', exitCodes.forbidden, sentence, '换有权限的账号办理')
  }
  return principal
}
