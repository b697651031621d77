import { createHmac } from 'node:crypto'
import { DomainError } from '../../domain/errors.ts'
import type { ImportCommand } from '../../domain/import/commands.ts'
import { decideImport } from '../../domain/import/decide.ts'
import type { ImportEvent, ImportFormat } from '../../domain/import/events.ts'
import { evolveImport } from '../../domain/import/evolve.ts'
import { type ImportState, initialImport } from '../../domain/import/state.ts'
import type { Principal } from '../../domain/scope.ts'
import type { EventStore, StreamName } from '../../event-store/event-store.ts'
import { decodeImportEvent } from '../codecs/import-events.ts'
import { type CommandAnswer, CommandHandler } from '../handle-command.ts'
import type { Caller } from '../ledger.ts'
import { nameUuid } from '../name-uuid.ts'

const namespace = '51f6c2c3-2f9b-5b0e-8a4e-3d1c0a6b9e72'
const importIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isImportId = (text: string): boolean => importIdForm.test(text)

export const importStream = (importId: string): StreamName => `import-${importId}`

/** By its first bytes; what it really is shows when it is read. */
export const formatOf = (bytes: Uint8Array): ImportFormat => {
  const [first, second] = bytes
  if (first === 0x50 && second === 0x4b) return 'xlsx'
  return first === 0xd0 && second === 0xcf ? 'xls' : 'csv'
}

/** Whether somebody may see the import: its provider, the account that uploaded it, and who sees all. */
export const importInScope = (
  principal: Principal,
  { importId, provider, receivedBy }: Pick<ImportState, 'importId' | 'provider' | 'receivedBy'>,
): boolean => {
  if (importId === null) return false
  if (principal.role === 'provider') return principal.provider === provider
  return principal.role === 'officer' ? receivedBy === principal.account : true
}

export interface ImportsParts {
  readonly store: EventStore
  readonly digestKey: Uint8Array
}

/** Commands on imports. */
export class Imports {
  readonly #digestKey: Uint8Array
  readonly #store: EventStore
  readonly #handler: CommandHandler<ImportState, ImportCommand, ImportEvent>

  constructor({ store, digestKey }: ImportsParts) {
    this.#digestKey = digestKey
    this.#store = store
    this.#handler = new CommandHandler(store, {
      initial: initialImport,
      decide: decideImport,
      evolve: evolveImport,
      decode: decodeImportEvent,
    })
  }

  /**
   * The same file of the same provider is the same import; what an office uploads for the provider is that
   * account's own, since it is judged by what the account may do.
   */
  identify(
    { role, account }: Pick<Principal, 'role' | 'account'>,
    provider: string,
    bytes: Uint8Array,
  ): { readonly importId: string; readonly fileDigest: string } {
    const fileDigest = createHmac('sha256', this.#digestKey)
      .update('file|v1|')
      .update(bytes)
      .digest('base64url')
    const whose = role === 'provider' ? provider : `${provider}\n${account}`
    return { fileDigest, importId: nameUuid(namespace, `${whose}\n${fileDigest}`) }
  }

  /** @throws {DomainError} as {@link decideImport} @throws as {@link CommandHandler.handle} */
  execute(caller: Caller, importId: string, command: ImportCommand): Promise<CommandAnswer<ImportState>> {
    const { principal, commandId, digest, at } = caller
    const { account, role, pid } = principal
    const stream = importStream(importId)
    return this.#handler.handle({ stream, commandId, digest, actor: { account, role, pid }, at, command })
  }

  /** As the log has it now. @throws {DomainError} `import-unknown`, also out of scope */
  async find(
    principal: Principal,
    importId: string,
  ): Promise<{ readonly state: ImportState; readonly position: bigint }> {
    const found = isImportId(importId) ? await this.#handler.load(importStream(importId)) : null
    if (found === null || !importInScope(principal, found.state)) throw new DomainError('import-unknown')
    return found
  }

  /** The import right after the commit that a command asked for; undefined while it is not at its end. */
  async outcomeOf(
    importId: string,
    requested: string,
  ): Promise<{ readonly state: ImportState; readonly position: bigint } | undefined> {
    let state = initialImport
    for (const recorded of await this.#store.readStream(importStream(importId))) {
      const event = decodeImportEvent(recorded)
      state = evolveImport(state, event)
      const isEnd = event.type === 'ImportCommitted' && state.committer?.commandId === requested
      if (isEnd) return { state, position: recorded.position }
    }
    return undefined
  }

  /** Undefined where there is none. */
  async load(importId: string): Promise<ImportState | undefined> {
    return (await this.#handler.load(importStream(importId)))?.state
  }
}
