import { Presets, SingleBar } from 'cli-progress'

/** How far a long piece of work has come. */
export interface Progress {
  /** May be called as often as it likes. */
  set(done: number): void
  finish(): void
}

export interface ProgressOutput {
  readonly stream: NodeJS.WriteStream
  readonly quiet: boolean
}

const silent: Progress = { set() {}, finish() {} }

const counted = (value: number): string => value.toLocaleString('en-US')

/**
 * A bar on a terminal, one line per 10 % elsewhere, nothing when quiet.
 *
 * @param total 0: nothing to show.
 */
export const createProgress = ({ stream, quiet }: ProgressOutput, label: string, total: number): Progress => {
  if (quiet || total === 0) return silent
  return stream.isTTY ? bar(stream, label, total) : lines(stream, label, total)
}

/** So many events take a check long enough for somebody to wonder. */
const longFrom = 100_000

/**
 * For checks, which say nothing when all is well: a bar on a terminal that goes when it is full, and
 * elsewhere a line per 10 % of what is long.
 */
export const createSilentProgress = (
  { stream, quiet }: ProgressOutput,
  label: string,
  total: number,
): Progress => {
  if (quiet || total === 0) return silent
  if (stream.isTTY) return bar(stream, label, total, true)
  return total < longFrom ? silent : lines(stream, label, total)
}

const bar = (stream: NodeJS.WriteStream, label: string, total: number, clearOnComplete = false): Progress => {
  const shown = new SingleBar(
    {
      stream,
      format: `${label} [{bar}] {percentage}% · {value}/{total}`,
      formatValue: (value, _options, type) => (type === 'percentage' ? String(value) : counted(value)),
      hideCursor: true,
      clearOnComplete,
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  shown.start(total, 0)
  return {
    set: (done) => shown.update(Math.min(done, total)),
    finish() {
      shown.update(total)
      shown.stop()
    },
  }
}

const lines = (stream: NodeJS.WriteStream, label: string, total: number): Progress => {
  let said = 0
  const set = (done: number): void => {
    const tenths = Math.floor((Math.min(done, total) * 10) / total)
    if (tenths <= said) return
    said = tenths
    stream.write(`${label} ${tenths * 10}%(${counted(Math.min(done, total))}/${counted(total)})\n`)
  }
  return { set, finish: () => set(total) }
}
