/**
 * A process that is killed, cut off from its disk or set against another of its kind. It reports
 * with plain writes to standard output, which are outside when the call returns.
 *
 * `load <folder> <writer> <count> <FULL|NORMAL> <starts>`: so many whole commands, stopped and started
 * again in good order on the way; `ACK n` for each answered one.
 * `race <file> <writer>`: for each revision on standard input one append, answered `won` or `lost`.
 * `faults <file> <writer> <count>`: so many appends, one at a time; reports how each ended.
 */
import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openSqliteEventStore, type SqliteOptions } from '../../src/event-store/sqlite-event-store.ts'
import { openCommands } from './acknowledged-commands.ts'
import { lanes, openWrites } from './acknowledged-writes.ts'

const [, , mode, place = '', writer = '', count = '0', synchronous = 'FULL', starts = '1'] = process.argv
const report = (line: string) => writeSync(1, `${line}\n`)

async function load(): Promise<void> {
  // So few pages that checkpoints, too, are among what is interrupted.
  const options: SqliteOptions = { checkpointPages: 200 }
  const log: SqliteOptions = synchronous === 'NORMAL' ? { ...options, synchronous: 'NORMAL' } : options
  const perStart = Math.ceil(Number(count) / Number(starts) / lanes) * lanes
  for (let from = 0; from < Number(count); from += perStart) {
    const commands = await openCommands(place, writer, log)
    report('ready')
    const until = Math.min(Number(count), from + perStart)
    const lane = async (first: number) => {
      for (let n = first; n < until; n += lanes) {
        await commands.write(n)
        report(`ACK ${n}`)
      }
    }
    await Promise.all(Array.from({ length: lanes }, (_, first) => lane(from + first)))
    // The last time not closed: closing copies everything to the main file, which no crash does.
    if (until < Number(count)) await commands.close()
  }
  process.exit(0)
}

async function race(): Promise<void> {
  const store = openSqliteEventStore(place)
  report('ready')
  for await (const line of createInterface(process.stdin)) {
    const expectedRevision = line === '0' ? 'no_stream' : BigInt(line) - 1n
    const id = randomUUID()
    const event = { id, type: 'SlotTaken', data: { writer }, metadata: {} }
    const { outcome } = await store.append('race-1', [event], { expectedRevision })
    report(outcome === 'ok' ? `won ${id}` : 'lost')
  }
  await store.close()
}

async function faults(): Promise<void> {
  const writes = openWrites(place, writer, { checkpointPages: 20 })
  report('ready')
  for (let n = 0; n < Number(count); n++) {
    await writes.write(n).then(
      () => report(`ACK ${n}`),
      (error: Error) => report(`${error.name} ${n} ${error.message}`),
    )
  }
  process.exit(0)
}

await { load, race, faults }[mode as 'load' | 'race' | 'faults']()
