import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const program = resolve(
  import.meta.dirname,
  import.meta.url.endsWith('.ts') ? '../../dist' : '../..',
  'src/main.js',
)

/** Settings of whoever runs the tests. */
const foreign = /^(?:JINLAN_|NO_COLOR$)/

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface StartOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Another user, where the tests run as root. */
  readonly uid?: number
}

/** Starts the compiled program, as a user would, without the environment's own settings. */
export const startJinlan = (args: readonly string[], options: StartOptions = {}): ChildProcess => {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  const env = { ...Object.fromEntries(kept), ...options.env }
  // The test runner puts its own modules into every child of Node; `env` takes them out again.
  const plain = ['-u', 'NODE_OPTIONS', process.execPath, program]
  return spawn('env', [...plain, ...args], { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The address that it prints once it listens, told to speak JSON. */
export const urlOf = ({ stdout }: ChildProcess): Promise<string> => {
  let text = ''
  return new Promise((resolve, reject) => {
    stdout?.on('data', (part) => {
      text += String(part)
      const url = /"url": "([^"]+)"/.exec(text)?.[1]
      if (url !== undefined) resolve(url)
    })
    stdout?.once('end', () => reject(new Error('it ended before it listened')))
  })
}

const textOf = async (stream: NodeJS.ReadableStream | null): Promise<string> => {
  let text = ''
  for await (const part of stream ?? []) text += String(part)
  return text
}

/** What it said and how it ended. */
export const endOf = async (child: ChildProcess): Promise<Ended> => {
  const code = new Promise<number | null>((done) => child.once('close', done))
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
  return { code: await code, stdout, stderr }
}

export const jinlan = (
  args: readonly string[],
  options: Parameters<typeof startJinlan>[1] = {},
): Promise<Ended> => endOf(startJinlan(args, options))
