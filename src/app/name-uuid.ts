import { hash } from 'node:crypto'

/** Namespaces come again: the few of the program, and each command's for its events. */
let last = { namespace: '', bytes: Buffer.alloc(0) }

const bytesOf = (namespace: string): Buffer => {
  if (last.namespace !== namespace) {
    last = { namespace, bytes: Buffer.from(namespace.replaceAll('-', ''), 'hex') }
  }
  return last.bytes
}

/**
 * A UUID of version 5 (RFC 9562): the same name in the same namespace has the same one. One digest
 * call, since every command needs several.
 *
 * @param namespace a UUID
 */
export const nameUuid = (namespace: string, name: string): string => {
  const digest = hash('sha1', Buffer.concat([bytesOf(namespace), Buffer.from(name)]), 'hex')
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
  const groups = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ]
  return groups.join('-')
}

/** Asked for several times while one command is decided and recorded. */
let ofLast: { readonly commandId: string; readonly ids: string[] } = { commandId: '', ids: [] }

/** The id of a command's event, by its place among them, from 0 on. */
export const eventIdOf = (commandId: string, index: number): string => {
  if (ofLast.commandId !== commandId) ofLast = { commandId, ids: [] }
  const known = ofLast.ids[index]
  if (known !== undefined) return known
  const id = nameUuid(commandId, String(index))
  ofLast.ids[index] = id
  return id
}
