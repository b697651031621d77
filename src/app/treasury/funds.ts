import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { type FundCommand, type FundContext, fundIdOf } from '../../domain/fund/commands.ts'
import { decideFund } from '../../domain/fund/decide.ts'
import type { FundEvent } from '../../domain/fund/events.ts'
import { evolveFund } from '../../domain/fund/evolve.ts'
import { type FundState, initialFund } from '../../domain/fund/state.ts'
import { type Scope, scopeOf } from '../../domain/scope.ts'
import type { EventStore, StreamName } from '../../event-store/event-store.ts'
import { decodeFundEvent } from '../codecs/fund-events.ts'
import { type CommandAnswer, CommandHandler } from '../handle-command.ts'
import type { Caller } from '../ledger.ts'
import type { Rulebook } from '../rulebook.ts'
import { districtInScope } from './district-in-scope.ts'

const fundIdForm = /^(\d{6})-([a-z0-9-]{1,64})-(2\d{3})$/

/** District, source and year of a fund; undefined for what is no fund id. */
export const fundOf = (fundId: string): { district: string; source: string; year: number } | undefined => {
  const [, district, source, year] = fundIdForm.exec(fundId) ?? []
  if (district === undefined || source === undefined) return undefined
  return { district, source, year: Number(year) }
}

export const fundStream = (fundId: string): StreamName => `fund-${fundId}`

interface Decision {
  readonly command: FundCommand
  readonly context: FundContext
}

export interface FundsParts {
  readonly store: EventStore
  readonly rulebook: Rulebook
  readonly districts: ReadonlySet<string>
}

/** Commands on funds, in the scope of who sends them. */
export class Funds {
  readonly #parts: FundsParts
  readonly #handler: CommandHandler<FundState, Decision, FundEvent>

  constructor(parts: FundsParts) {
    this.#parts = parts
    this.#handler = new CommandHandler(parts.store, {
      initial: initialFund,
      decide: ({ command, context }, state) => decideFund(command, state, context),
      evolve: evolveFund,
      decode: decodeFundEvent,
    })
  }

  /** @throws as {@link Funds.execute} */
  open(
    caller: Caller,
    fund: { readonly district: string; readonly source: string; readonly year: number },
  ): Promise<CommandAnswer<FundState>> {
    return this.execute(caller, fundIdOf(fund), { type: 'OpenFund', data: fund })
  }

  /**
   * @throws {DomainError} `fund-unknown` also for a fund out of scope; as {@link decideFund}.
   * @throws as {@link CommandHandler.handle}
   */
  async execute(caller: Caller, fundId: string, command: FundCommand): Promise<CommandAnswer<FundState>> {
    const { principal, commandId, digest, at } = caller
    const place = fundOf(fundId)
    if (place === undefined || !districtInScope(scopeOf(principal), place.district)) {
      const code = command.type === 'OpenFund' ? 'district-out-of-scope' : 'fund-unknown'
      throw new DomainError(code, { district: place?.district ?? '' })
    }
    const { account, role, pid } = principal
    const decision = { command, context: await this.#context(at) }
    const actor = { account, role, pid }
    const stream = fundStream(fundId)
    return this.#handler.handle({ stream, commandId, digest, actor, at, command: decision })
  }

  async #context(at: string): Promise<FundContext> {
    const { rulebook, districts } = this.#parts
    if (rulebook.isStale(at)) await rulebook.refresh(at)
    const { fundSources } = rulebook.inForce(shanghaiDay(at))
    return { districts, sources: new Set(fundSources.order.map(({ id }) => id)) }
  }

  /** The fund as the log has it now; undefined when missing or out of scope. */
  async fund(scope: Scope, fundId: string): Promise<FundState | undefined> {
    const place = fundOf(fundId)
    if (place === undefined || !districtInScope(scope, place.district)) return undefined
    return (await this.#handler.load(fundStream(fundId)))?.state
  }
}
