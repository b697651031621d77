import { ReplayDifference, replay } from '../app/replay.ts'
import { allWell, withAudited } from './checks.ts'
import { exitCodes, integrityFailure } from './failure.ts'
import { defineVerb } from './verb.ts'

export const replayVerb = defineVerb({
  options: (yargs) => yargs,
  run: (context) =>
    withAudited(context, '重算核算', async (ledger, progress) => {
      const { terminal } = context
      try {
        const figures = await replay(ledger.store, ledger.rulebook, (passed) => progress.set(passed))
        allWell(terminal, { ...figures })
        return exitCodes.ok
      } catch (error) {
        if (!(error instanceof ReplayDifference)) throw error
        const { id, stream, revision } = error.event
        throw integrityFailure(
          `事件 ${id}(${stream} 第 ${revision} 号)所记的核算与重算结果不同,位置 ${error.place}`,
        )
      }
    }),
})
