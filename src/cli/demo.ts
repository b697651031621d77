import { createServer } from 'node:net'
import type { Settings } from '../config.ts'
import { demoWelcome } from './demo-welcome.ts'
import { exitCodes, usageFailure } from './failure.ts'
import { portFailure, serveUntilStopped } from './serve.ts'
import { defineVerb } from './verb.ts'

const peopleAtMost = 200_000

export const demoVerb = defineVerb({
  options: (yargs) =>
    yargs
      .option('port', { type: 'string', requiresArg: true, describe: '监听端口,默认 8080' })
      .option('people', {
        type: 'number',
        requiresArg: true,
        describe: `虚构人员的人数,至多 ${peopleAtMost}`,
      })
      .option('no-serve', { type: 'boolean', default: false, describe: '只生成数据,不启动服务' }),
  run: async (context, { port, people, noServe }) => {
    const settings = context.settings({ port })
    if (people !== undefined && !(Number.isInteger(people) && people >= 1 && people <= peopleAtMost)) {
      throw usageFailure(`--people 应为 1 至 ${peopleAtMost} 的整数`)
    }
    if (!noServe) {
      if (settings.auth !== 'demo') throw usageFailure('演示数据只用演示登录,请去掉 JINLAN_AUTH')
      context.host.needLoopback(settings.host)
      await needFreePort(settings)
    }
    const { terminal, host } = context
    const demo = await host.makeDemo(settings, people, (label, total) => terminal.progress(label, total))
    if (!noServe) {
      const onListening = (url: string): void => {
        if (!terminal.json) terminal.print(demoWelcome(terminal, demo, url))
      }
      // A line per request would push the welcome out of sight.
      return serveUntilStopped(context, demo.ledger, settings, { logLevel: 'warn', onListening })
    }
    await demo.ledger.close()
    const { people: made, events, digest, seconds } = demo
    if (terminal.json) terminal.printJson({ people: made, events, digest, seconds })
    else terminal.print(`演示数据已生成:${made} 人,${events} 个事件`)
    return exitCodes.ok
  },
})

/** Before minutes are spent on data that nobody could look at. */
const needFreePort = ({ host, port }: Settings): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () => reject(portFailure(port)))
    probe.listen({ host, port }, () => probe.close(() => resolve()))
  })
