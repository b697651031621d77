#!/usr/bin/env node
import { randomBytes } from 'node:crypto'
import type { Host, OpenLedger } from './cli/host.ts'
import { endQuietlyOnBrokenPipe, exitOnInterrupt } from './cli/interrupt.ts'
import { runProgram } from './cli/program.ts'
import { verbs } from './cli/verbs.ts'
import type { Node } from './compose.ts'
import { boundHeapGrowth } from './heap-growth.ts'
import { needLoopback } from './http/auth/loopback.ts'
import { shippedPolicies } from './seeds.ts'
import { createMemorySealedFiles } from './vault/memory-sealed-files.ts'

/** The composition root: joins the command line with everything it drives. */

const rowsAtOnce = 500

type Queries = ReturnType<Node['figures']>['queries']
interface Rows<Row> {
  readonly items: readonly Row[]
  readonly next: string | null
}

/** Every row of a register, the newest first. */
async function* rowsOf<Row>(
  { figures }: Node,
  read: (queries: Queries, page: { readonly limit: number; readonly after: string | null }) => Rows<Row>,
) {
  await figures().catchUp()
  const { queries } = figures()
  for (let after: string | null = null; ; ) {
    const page: Rows<Row> = read(queries, { limit: rowsAtOnce, after })
    yield* page.items
    if (page.next === null) return
    after = page.next
  }
}

/** The server is loaded by the verbs that need it. */
const ledgerOf = (node: Node): OpenLedger => ({
  ...node,
  now: node.clock.now,
  scratchFiles: createMemorySealedFiles,
  verify: (onEvents) => node.figures().verify(onEvents),
  claims: () => rowsOf(node, (queries, page) => queries.listClaims({ kind: 'all' }, {}, page)),
  completions: () => rowsOf(node, (queries, page) => queries.listCompletions({ kind: 'all' }, {}, page)),
  certificates: () => rowsOf(node, (queries, page) => queries.listCertificates({ kind: 'all' }, {}, page)),
  listen: async (logLevel) => (await import('./compose-http.ts')).listen(node, logLevel),
  read: async (path) => (await import('./compose-http.ts')).readAsOperator(node, path),
})

/** Everything but the command line is loaded when a verb first needs it: asking for help needs none of it. */
const host: Host = {
  environment: process.env,
  shippedPolicies,
  hasLedger: async (settings) => (await import('./compose.ts')).hasLedger(settings),
  needLoopback,
  audit: async (settings, onEvents) => (await import('./compose.ts')).auditLog(settings, onEvents),
  open: async (settings, { clock, ...options }) => {
    const { clockFrom, openNode } = await import('./compose.ts')
    const { demoNotice, demoStart } = await import('./compose-clock.ts')
    const start = clock ?? demoStart(settings)
    const node = await openNode(settings, {
      random: (bytes) => randomBytes(bytes),
      clock: clockFrom(start),
      threads: true,
      ...options,
    })
    const ledger = ledgerOf(node)
    if (clock !== undefined || start === undefined || options.readOnly) return ledger
    return { ...ledger, notices: [...ledger.notices, demoNotice(start)] }
  },
  makeDemo: async (settings, people, progress) => {
    const { makeDemo } = await import('./compose-demo.ts')
    const { node, ...demo } = await makeDemo(settings, people, progress)
    return { ...demo, ledger: ledgerOf(node) }
  },
}

boundHeapGrowth()
exitOnInterrupt()
endQuietlyOnBrokenPipe()
process.exitCode = await runProgram(process.argv.slice(2), host, process, verbs)
