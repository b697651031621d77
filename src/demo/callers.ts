import { createHmac } from 'node:crypto'
import type { Caller } from '../app/ledger.ts'
import { nameUuid } from '../app/name-uuid.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import type { Principal } from '../domain/scope.ts'
import type { LedgerKeys } from '../vault/keys.ts'
import type { City } from './city.ts'

/** Namespace of the demo's command ids. */
const demoCommands = '2f2d8e5c-6b0a-5d5e-9a53-0d7f4f1f3a51'
const msPerMinute = 60_000

/** The demo's requests: the same key is the same command each time the demo is made. */
export class DemoCallers {
  readonly #city: City
  readonly #keys: Pick<LedgerKeys, 'digestKey'>
  readonly #startMs: number

  constructor(city: City, keys: Pick<LedgerKeys, 'digestKey'>) {
    this.#city = city
    this.#keys = keys
    this.#startMs = Date.parse(`${city.from}T00:00:00+08:00`)
  }

  /**
   * @param key what the command is known by; no two have the same.
   * @param at minutes since the city's first day began.
   */
  caller(principal: Principal, key: string, at: number, content: unknown = key): Caller {
    return {
      principal,
      commandId: nameUuid(demoCommands, `${this.#city.seed}|${key}`),
      digest: createHmac('sha256', this.#keys.digestKey).update(canonicalJson(content)).digest('base64url'),
      at: new Date(this.#startMs + at * msPerMinute).toISOString(),
    }
  }
}
