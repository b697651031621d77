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

/** Asks work to stop where it may be gone on with. */
export interface StopAsked {
  /** @throws {Failure} `interrupted`, once Ctrl-C was pressed */
  readonly check: (next: string) => void
  readonly end: () => void
}

/** Until it ends, the first Ctrl-C waits for the next place to stop at; another ends the command at once. */
export const stopOnInterrupt = (say: (sentence: string) => void): StopAsked => {
  let isAsked = false
  const ask = (): void => {
    isAsked = true
    process.once('SIGINT', exitInterrupted)
    say('正在停下:这一批录完就停;再按一次立即结束')
  }
  leaveInterruptToMe()
  process.once('SIGINT', ask)
  return {
    check: (next) => {
      if (isAsked) throw new Failure('interrupted', exitCodes.interrupted, '已经中断', next)
    },
    end: () => {
      process.removeListener('SIGINT', ask)
      leaveInterruptToMe()
      exitOnInterrupt()
    },
  }
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
