import { type Finding, fsck } from '../app/fsck.ts'
import { allWell, withAudited } from './checks.ts'
import { exitCodes } from './failure.ts'
import { defineVerb } from './verb.ts'

/** A damaged file can give a finding for every event; the first few say what is wrong. */
const findingsShown = 20

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
      if (findings.length === 0) {
        allWell(terminal, { events, streams })
        return exitCodes.ok
      }
      if (terminal.json) terminal.printJson({ ok: false, events, streams, findings: findings.map(plain) })
      for (const finding of findings.slice(0, findingsShown)) terminal.complain(sentence(finding))
      if (findings.length > findingsShown) terminal.complain(`……共 ${findings.length} 处`)
      return exitCodes.integrity
    }),
})

const plain = ({ event, text }: Finding): object => ({
  event: event && { id: event.id, stream: event.stream, revision: event.revision, position: event.position },
  text,
})

const sentence = ({ event, text }: Finding): string =>
  event === null ? text : `事件 ${event.id}(${event.stream} 第 ${event.revision} 号):${text}`
