const pauseMs = 10
const patienceMs = 5_000

/** Another connection holds the database; every kind of SQLite's busy. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('SQLITE_BUSY')

/**
 * Tries again until nobody else holds the database, for opening it only: the thread stands still meanwhile.
 * SQLite does not wait by itself while two processes turn one new file to write-ahead logging.
 *
 * @throws what the last attempt threw, when five seconds were not enough or it was something else
 */
export const whileBusy = <T>(attempt: () => T): T => {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error) || waitedMs >= patienceMs) throw error
      Atomics.wait(pause, 0, 0, pauseMs)
    }
  }
}
