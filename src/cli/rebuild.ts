import { exitCodes } from './failure.ts'
import { defineVerb } from './verb.ts'
import { withLedger } from './with-ledger.ts'

export const rebuildVerb = defineVerb({
  options: (yargs) => yargs,
  run: (context) =>
    withLedger(context, { readOnly: true }, async (ledger) => {
      const { terminal } = context
      const position = await ledger.rebuild()
      if (terminal.json) terminal.printJson({ ok: true, position })
      else terminal.print(`查询数据已重建,反映到日志位置 ${position ?? '(空)'}`)
      return exitCodes.ok
    }),
})
