import { type Finding, fsck } from '../app/fsck.ts'
import { allWell, tellFindings, withAudited } from './checks.ts'
import { exitCodes } from './failure.ts'
import { defineVerb } from './verb.ts'

export const fsckVerb = defineVerb({
  command: 'fsck',
  about: '检查台账结构、事件格式、保险库引用、上限和密钥;没有问题时不输出',
  options: (yargs) => yargs,
  run: (context) =>
    withAudited(context, '检查台账', async (ledger, progress) => {
      const { terminal } = context
      const parts = {
        vault: ledger.vault,
        personIdOf: (idNumber: string) => ledger.ledger.personIdOf(idNumber),
        certificateDigest: (number: string) => ledger.ledger.certificateDigest(number),
      }
      const { events, streams, findings } = await fsck(ledger.store, parts, (passed) =>
        progress.set(passed / 2),
      )
      if (findings.length > 0) {
        return tellFindings(terminal, { events, streams }, findings.map(sentence), findings.map(plain))
      }
      allWell(terminal, { events, streams })
      return exitCodes.ok
    }),
})

const plain = ({ event, text }: Finding): object => ({
  event: event && { id: event.id, stream: event.stream, revision: event.revision, position: event.position },
  text,
})

const sentence = ({ event, text }: Finding): string =>
  event === null ? text : `事件 ${event.id}(${event.stream} 第 ${event.revision} 号):${text}`
