import { type Finding, fsck } from '../app/fsck.ts'
import { allWell, tellFindings, withAudited } from './checks.ts'
import { exitCodes } from './failure.ts'
import { defineVerb } from './verb.ts'

export const fsckVerb = defineVerb({
  options: (yargs) => yargs,
  run: (context) =>
    withAudited(context, '检查台账', async (ledger, progress) => {
      const { terminal } = context
      const parts = {
        vault: ledger.vault,
        personIdOf: (idNumber: string) => ledger.ledger.personIdOf(idNumber),
        certificateDigest: (number: string) => ledger.ledger.certificateDigest(number),
      }
      const { findings, ...counts } = await fsck(ledger.store, parts, (passed) => progress.set(passed / 2))
      const cut = await ledger.missingTail()
      const all = cut === undefined ? findings : [...findings, { event: null, text: cut }]
      if (counts.strangers > 0) terminal.note(strangersText(counts.strangers))
      if (all.length > 0) return tellFindings(terminal, counts, all.map(sentence), all.map(plain))
      allWell(terminal, counts)
      return exitCodes.ok
    }),
})

const strangersText = (count: number): string =>
  `说明:保险库里有 ${count} 人在台账里没有事件;登记没有办成会留下这样的人,台账末尾被截掉也会`

const plain = ({ event, text }: Finding): object => ({
  event: event && { id: event.id, stream: event.stream, revision: event.revision, position: event.position },
  text,
})

const sentence = ({ event, text }: Finding): string =>
  event === null ? text : `事件 ${event.id}(${event.stream} 第 ${event.revision} 号):${text}`
