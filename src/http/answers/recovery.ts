import { z } from 'zod'
import type { CommandAnswer } from '../../app/handle-command.ts'
import { DomainError } from '../../domain/errors.ts'
import { formatYuan } from '../../domain/money.ts'
import {
  claimStatuses,
  claimStatusText,
  recoveryStatuses,
  recoveryStatusText,
} from '../../domain/person/claim-status-text.ts'
import type { PersonState } from '../../domain/person/state.ts'
import { position, yuan } from './common.ts'

/** What every command on a recovery answers. */
export const recoveryStepped = z
  .object({
    claimId: z.string(),
    no: z.int().meta({ description: '第几次追回' }),
    recoveryStatus: z.enum(recoveryStatuses),
    recoveryStatusText: z.string().meta({ examples: ['待收回'] }),
    amountYuan: yuan.meta({ description: '要收回的' }),
    receivedYuan: yuan.meta({ description: '已经收回的' }),
    status: z.enum(claimStatuses),
    statusText: z.string().meta({ description: '申领的状态', examples: ['已拨付', '已追回'] }),
    position,
  })
  .meta({ id: 'RecoveryStepped' })

/** @param no null: the newest. @throws {DomainError} `claim-unknown`, `recovery-unknown` */
export const toRecoveryStepped = (
  claimId: string,
  no: number | null,
  { state, position: place }: CommandAnswer<PersonState>,
): z.output<typeof recoveryStepped> => {
  const claim = state.claims.get(claimId)
  if (claim === undefined) throw new DomainError('claim-unknown', { claimId })
  const recovery = claim.recoveries.at((no ?? 0) - 1)
  if (recovery === undefined) throw new DomainError('recovery-unknown', { claimId, no: String(no) })
  return {
    claimId,
    no: recovery.no,
    recoveryStatus: recovery.status,
    recoveryStatusText: recoveryStatusText[recovery.status],
    amountYuan: formatYuan(recovery.amountFen),
    receivedYuan: formatYuan(recovery.receivedFen),
    status: claim.status,
    statusText: claimStatusText[claim.status],
    position: String(place),
  }
}
