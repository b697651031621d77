/**
 * A process that is killed, cut off from its disk or set against another of its kind. It reports
 * with plain writes to standard output, which are outside when the call returns.
 *
 * `load <file> <writer> <count> <FULL|NORMAL>`: so many writes; `ACK n` for each acknowledged one.
 * `race <file> <writer>`: for each revision on standard input one append, answered `won` or `lost`.
 * `faults <file> <writer> <count>`: as load, one at a time, and reports how each append ended.
 */
import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openSqliteEventStore } from '../../src/event-store/sqlite-event-store.ts'
import { lanes, openWrites } from './acknowledged-writes.ts'

const [, , mode, file = '', writer = '', count = '0', synchronous = 'FULL'] = process.argv
const report = (line: string) => writeSync(1, `${line}\n`)

async function load(): Promise<void> {
  // So few pages that checkpoints, too, are among what is interrupted.
  const options = { checkpointPages: 200 }
  const writes = openWrites(file, writer, synchronous === 'NORMAL' ? { ...options, synchronous } : options)
  report('ready')
  const lane = async (first: number) => {
    for (let n = first; n < Number(count); n += lanes) {
      await writes.write(n)
      report(`ACK ${n}`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, first) => lane(first)))
  // Not closed: closing copies everything to the main file, which no crash does.
  process.exit(0)
}

async function race(): Promise<void> {
  const store = openSqliteEventStore(file)
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
  const writes = openWrites(file, writer, { checkpointPages: 20 })
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
