/** Microseconds on a clock that only goes forward. */
export const nowUs = (): number => Number(process.hrtime.bigint()) / 1_000

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number

/** Runs `work` so many times, with so many under way at once; microseconds for all of it. */
export const timeInFlight = async (
  times: number,
  inFlight: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> => {
  let taken = 0
  const client = async (): Promise<void> => {
    while (taken < times) await work(taken++)
  }
  const start = nowUs()
  await Promise.all(Array.from({ length: inFlight }, client))
  return nowUs() - start
}
