import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import type { Node } from './commit.ts'
import { FaultPlan } from './faults.ts'
import { Gate } from './gate.ts'
import { MemoryLog } from './log.ts'
import { append, omitMessage } from './wire/append.ts'
import { batchAppend } from './wire/batch-append.ts'
import { softDelete, tombstone } from './wire/delete.ts'
import { addDirectory } from './wire/directory.ts'
import { read } from './wire/read.ts'

const host = '127.0.0.1'

/**
 * A server on the loopback interface that speaks EventStoreDB's gRPC to the real client. It proves
 * how an adapter meets the wire and its faults. It proves nothing of a real server's durability,
 * clustering or changes between versions.
 */
export interface Loopback {
  readonly log: MemoryLog
  readonly faults: FaultPlan
  /** How often each was called. */
  readonly calls: Node['calls']
  readonly port: number
  /** For the client, insecure, one node. */
  readonly connectionString: string
  /** Makes the fault `wrong-leader` point elsewhere. */
  nameLeader(other: Loopback): void
  /** Breaks every connection and accepts none. */
  crash(): void
  /** Listens on the same port again, with the log as it was on disk. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function startLoopback(log: MemoryLog = new MemoryLog()): Promise<Loopback> {
  const faults = new FaultPlan()
  const calls = { appends: 0, reads: 0 }
  let leader: { host: string; port: number } | undefined
  const node: Node = {
    log,
    faults,
    calls,
    leader: () => leader ?? { host, port },
    crash: () => gate.slam(),
  }
  const server = serverOf(node)
  const gate = new Gate(await bind(server))
  const port = await gate.open(0)
  return {
    log,
    faults,
    calls,
    port,
    connectionString: `esdb://${host}:${port}?tls=false`,
    nameLeader: (other) => {
      leader = { host, port: other.port }
    },
    crash: node.crash,
    restart: async () => {
      log.forgetRecentIds()
      await gate.open(port)
    },
    close: async () => {
      gate.slam()
      await new Promise((resolve) => server.tryShutdown(resolve))
    },
  }
}

function serverOf(node: Node): Server {
  const server = new Server({ interceptors: [omitMessage], 'grpc.max_receive_message_length': -1 })
  server.addService(StreamsService, {
    append: append(node),
    batchAppend: batchAppend(node),
    read: read(node),
    delete: softDelete(node),
    tombstone: tombstone(node),
  })
  addDirectory(server, node)
  return server
}

const bind = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    )
  })
