import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { isProviderId, type ProviderCommand, type ProviderContext } from '../../domain/provider/commands.ts'
import { decideProvider } from '../../domain/provider/decide.ts'
import type { ProviderEvent } from '../../domain/provider/events.ts'
import { evolveProvider } from '../../domain/provider/evolve.ts'
import { needProviderInScope } from '../../domain/provider/scope.ts'
import { initialProvider, type ProviderState } from '../../domain/provider/state.ts'
import { type Scope, scopeOf } from '../../domain/scope.ts'
import type { EventStore, StreamName } from '../../event-store/event-store.ts'
import { decodeProviderEvent } from '../codecs/provider-events.ts'
import { type CommandAnswer, CommandHandler } from '../handle-command.ts'
import type { Caller } from '../ledger.ts'
import { SharedReads } from './shared-reads.ts'

export const providerStream = (providerId: string): StreamName => `provider-${providerId}`

interface Decision {
  readonly command: ProviderCommand
  readonly context: ProviderContext
  readonly scope: Scope
}

export interface ProvidersParts {
  readonly store: EventStore
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
}

/** Commands on training providers, in the scope of who sends them. */
export class Providers {
  readonly #parts: ProvidersParts
  readonly #handler: CommandHandler<ProviderState, Decision, ProviderEvent>
  readonly #reads = new SharedReads<ProviderState>()

  constructor(parts: ProvidersParts) {
    this.#parts = parts
    this.#handler = new CommandHandler(parts.store, {
      initial: initialProvider,
      decide: ({ command, context, scope }, state) => {
        needProviderInScope(scope, command, state)
        return decideProvider(command, state, context)
      },
      evolve: evolveProvider,
      decode: decodeProviderEvent,
    })
  }

  /**
   * @throws {DomainError} `provider-unknown` also for one out of scope; as {@link decideProvider}.
   * @throws as {@link CommandHandler.handle}
   */
  async execute(
    caller: Caller,
    providerId: string,
    command: ProviderCommand,
  ): Promise<CommandAnswer<ProviderState>> {
    const { principal, commandId, digest, at } = caller
    if (!isProviderId(providerId)) {
      const isNew = command.type === 'DesignateProvider'
      throw new DomainError(isNew ? 'provider-id-invalid' : 'provider-unknown')
    }
    const { account, role, pid } = principal
    const { districts } = this.#parts
    return this.#handler.handle({
      stream: providerStream(providerId),
      commandId,
      digest,
      actor: { account, role, pid },
      at,
      command: { command, context: { districts, today: shanghaiDay(at) }, scope: scopeOf(principal) },
    })
  }

  /** The provider as the log has it now, for deciding; the initial state where nobody designated it. */
  load(providerId: string): Promise<ProviderState> {
    if (!isProviderId(providerId)) return Promise.resolve(initialProvider)
    return this.#reads.read(providerId, async () => {
      return (await this.#handler.load(providerStream(providerId)))?.state ?? initialProvider
    })
  }
}
