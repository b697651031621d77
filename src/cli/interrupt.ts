import { exitCodes, Failure, failureText } from './failure.ts'

const showCursor = '\u001b[?25h'

const exitInterrupted = (): void => {
  // A progress bar hides the cursor.
  if (process.stderr.isTTY) process.stderr.write(`${showCursor}\n`)
  process.exit(exitCodes.interrupted)
}

/** Ctrl-C ends a command at once; whatever it was writing is whole or absent by the store's own promise. */
export const exitOnInterrupt = (): void => {
  process.once('SIGINT', exitInterrupted)
}

/** For whoever stops in its own way. */
export const leaveInterruptToMe = (): void => {
  process.removeListener('SIGINT', exitInterrupted)
}

/** A reader that has seen enough, as in `jinlan … | head`, is no error; a full disk is one. */
export const endQuietlyOnBrokenPipe = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      const sentence = `结果没有写完(${error.code ?? error.name})`
      const failure = new Failure('output-failed', exitCodes.unavailable, sentence, '检查磁盘空间后重试')
      if (stream === process.stdout) process.stderr.write(`${failureText(failure)}\n`)
      process.exit(failure.exit)
    })
  }
}
