import { register, syncBuiltinESMExports } from 'node:module'
import threads from 'node:worker_threads'

register('./hooks.mjs', import.meta.url)

const execArgv = ['--enable-source-maps', `--import=${import.meta.url}`]

/** A thread reads TypeScript as its process does, but needs none of the modules that the test runner brings. */
class Worker extends threads.Worker {
  constructor(entry, options) {
    super(entry, { execArgv, ...options })
  }
}

threads.Worker = Worker
syncBuiltinESMExports()
