import { spawnSync } from 'node:child_process'
import { parse } from 'csv-parse/sync'

/** hledger, which had no part in writing the journal, reads it. `.ci/run` installs it. */
export const hledger = (
  text: string,
  ...args: string[]
): { status: number | null; out: string; error: string } => {
  const options = { input: text, encoding: 'utf8', env: { ...process.env, LANG: 'C.UTF-8' } } as const
  const { status, stdout, stderr } = spawnSync('hledger', ['-f', '-', ...args], options)
  return { status, out: stdout, error: stderr }
}

/** Account → fen, for accounts that are not empty. */
export const balancesOf = (text: string, ...args: string[]): Record<string, number> => {
  const { out, status, error } = hledger(text, 'balance', '--flat', '-N', '-O', 'csv', ...args)
  if (status !== 0) throw new Error(error)
  const rows: string[][] = parse(out, { from: 2 })
  return Object.fromEntries(
    rows.map(([account = '', amount = '']) => [account, Number(amount.replace(/[^\d-]/g, ''))]),
  )
}
