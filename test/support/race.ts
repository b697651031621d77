import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** So much of what a child wrote to stderr stands in the error: the end of it, where the reason is. */
const tailChars = 4_000

/** The test runner puts its own modules into every child of Node; `env` takes them out again. */
const start = (script: string, args: readonly string[]): ChildProcess => {
  const compiled = fileURLToPath(new URL(`../../dist/test/support/${script}.js`, import.meta.url))
  return spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, compiled, ...args])
}

/**
 * Starts a compiled script of this folder once for each list of arguments, lets all of them go at
 * the same moment, and answers what each printed after its `ready` line.
 *
 * @throws when one of them fails, with the end of what it wrote to stderr; run `npm run build` first
 */
export const race = async (script: string, runs: readonly (readonly string[])[]): Promise<unknown[]> => {
  const children = runs.map((args) => {
    const child = start(script, args)
    const said = { stdout: '', stderr: '' }
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      said.stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      said.stderr = (said.stderr + text).slice(-tailChars)
    })
    // A child that died before the start has closed its end; its status says so below.
    child.stdin?.on('error', () => {})
    const ready = child.stdout ? once(child.stdout, 'data') : Promise.resolve()
    return { child, said, closed: once(child, 'close'), ready }
  })
  await Promise.all(children.map(({ ready, closed }) => Promise.race([ready, closed])))
  for (const { child } of children) child.stdin?.end('go\n')
  return Promise.all(
    children.map(async ({ said, closed }) => {
      const [status, signal] = await closed
      if (status === 0) return JSON.parse(said.stdout.replace(/^ready\n/, ''))
      throw new Error(`a child process of the race ended with ${status ?? signal}: ${said.stderr}`)
    }),
  )
}
