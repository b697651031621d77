import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/**
 * The door in front of a server: through it connections break as when a process dies. The server
 * behind it stays up, since destroying the sessions of a busy HTTP/2 server corrupts the memory of
 * Node 20.20.
 */
export class Gate {
  readonly #target: number
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined

  constructor(target: number) {
    this.#target = target
  }

  /** Lets connections in at `port`, or at any free one for 0; returns which. */
  async open(port: number): Promise<number> {
    const server = createServer((outside) => this.#relay(outside))
    this.#server = server
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  /** Breaks what is connected and lets nothing in. */
  slam(): void {
    this.#server?.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #relay(outside: Socket): void {
    const inside = connect(this.#target, '127.0.0.1')
    for (const [socket, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      this.#sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  }
}
