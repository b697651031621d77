import { allWell, tellFindings, withAudited } from './checks.ts'
import { exitCodes } from './failure.ts'
import { defineVerb } from './verb.ts'

export const verifyVerb = defineVerb({
  options: (yargs) => yargs,
  run: (context) =>
    withAudited(context, '重新计算', async (ledger, progress) => {
      const { terminal } = context
      const differences = await ledger.verify((done) => progress.set(done))
      if (differences.length > 0) {
        terminal.note('台账本身没有发现问题;执行 jinlan rebuild 可重建查询数据')
        return tellFindings(terminal, {}, differences)
      }
      allWell(terminal, {})
      return exitCodes.ok
    }),
})
