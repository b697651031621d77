import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/**
 * Starts a compiled script of this folder once for each list of arguments, lets all of them go at
 * the same moment, and answers what each printed after its `ready` line.
 *
 * @throws when one of them fails; run `npm run build` first
 */
export const race = async (script: string, runs: readonly (readonly string[])[]): Promise<unknown[]> => {
  const compiled = fileURLToPath(new URL(`../../dist/test/support/${script}.js`, import.meta.url))
  const children = runs.map((args) => {
    const child = spawn(process.execPath, [compiled, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
    const chunks: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text) => chunks.push(text))
    return { child, chunks, closed: once(child, 'close'), ready: once(child.stdout, 'data') }
  })
  await Promise.all(children.map(({ ready, closed }) => Promise.race([ready, closed])))
  for (const { child } of children) child.stdin.end('go\n')
  return Promise.all(
    children.map(async ({ chunks, closed }) => {
      const [status] = await closed
      if (status !== 0) throw new Error(`a child process of the race ended with ${status}`)
      return JSON.parse(chunks.join('').replace(/^ready\n/, ''))
    }),
  )
}
