import {
  type AppendOutcome,
  type ExpectedRevision,
  IntegrityFailure,
  StoreOverloaded,
  type StreamName,
} from './event-store.ts'
import { toWire, type WireEvent } from './eventstoredb-codec.ts'
import { judgeAppendFailure } from './eventstoredb-failure.ts'
import { KeyedQueue } from './keyed-queue.ts'
import type { PreparedAppend } from './prepare-append.ts'

/** What appends need of the client. */
export interface AppendLink {
  /** One unary append that gives up after `deadline` ms. */
  send(
    stream: StreamName,
    events: readonly WireEvent[],
    options: { readonly expectedRevision: ExpectedRevision; readonly deadline: number },
  ): Promise<{ readonly nextExpectedRevision: bigint; readonly position?: { readonly commit: bigint } }>
  /** The ledger ids recorded from a revision on, at most `count`. */
  recordedIds(stream: StreamName, fromRevision: bigint, count: number): Promise<readonly string[]>
}

interface Request {
  readonly stream: StreamName
  readonly events: readonly WireEvent[]
  readonly expectedRevision: ExpectedRevision
  /** On the clock of `performance.now()`. */
  readonly until: number
}

/** Appends under way at once, sent or waiting for one on the same stream; bounds the memory. */
const appendsAtMost = 1_024
/** The client's deadline should answer first; some calls never settle, and this answers for them. */
const graceMs = 500

/** Sends appends and says what became of them. */
export class EsdbAppends {
  readonly #link: AppendLink
  readonly #deadlineMs: number
  readonly #queue = new KeyedQueue()
  #underWay = 0

  constructor(link: AppendLink, deadlineMs: number) {
    this.#link = link
    this.#deadlineMs = deadlineMs
  }

  async append(prepared: PreparedAppend, expectedRevision: ExpectedRevision): Promise<AppendOutcome> {
    const events = prepared.events.map(toWire)
    if (this.#underWay >= appendsAtMost) throw new StoreOverloaded(`${appendsAtMost} appends are under way`)
    const stream = prepared.stream as StreamName
    const request = { stream, events, expectedRevision, until: performance.now() + this.#deadlineMs }
    this.#underWay += 1
    try {
      // The server may let one call overtake another, even on one connection.
      return await this.#queue.run(stream, () => this.#send(request))
    } finally {
      this.#underWay -= 1
    }
  }

  /** Resolves once every append is answered. */
  idle(): Promise<void> {
    return this.#queue.idle()
  }

  async #send(request: Request): Promise<AppendOutcome> {
    const { stream, events, expectedRevision } = request
    const deadline = request.until - performance.now()
    if (deadline <= 0) throw new StoreOverloaded(`appends to ${stream} are waiting for one another`)
    const sent = this.#link.send(stream, events, { expectedRevision, deadline })
    let guard: NodeJS.Timeout | undefined
    const neverEnded = new Promise<null>((resolve) => {
      guard = setTimeout(() => resolve(null), deadline + graceMs)
    })
    try {
      const answer = await Promise.race([sent, neverEnded])
      if (answer === null) return { outcome: 'unknown', cause: 'the call never ended' }
      return acknowledged(request, answer)
    } catch (error) {
      if (error instanceof IntegrityFailure) throw error
      return await this.#failed(request, error)
    } finally {
      clearTimeout(guard)
    }
  }

  async #failed({ stream, events, expectedRevision }: Request, error: unknown): Promise<AppendOutcome> {
    const failure = judgeAppendFailure(error, stream)
    if (failure.kind === 'refused') throw failure.error
    if (failure.kind === 'unknown') return { outcome: 'unknown', cause: failure.cause }
    const { actual } = failure
    const first = revisionAfter(expectedRevision)
    if (actual === 'no_stream' || actual < first) return { outcome: 'conflict', reason: 'revision', actual }
    // Nothing was written either way, so a failed look costs the finer reason and no more.
    const there = await this.#link
      .recordedIds(stream, first, events.length)
      .catch((): readonly string[] => [])
    const taken = events.some(({ metadata }) => there.includes(metadata.id as string))
    return { outcome: 'conflict', reason: taken ? 'event-id' : 'revision', actual }
  }
}

/** @throws {IntegrityFailure} when the server counts on from events that are gone. */
function acknowledged(
  { stream, events, expectedRevision }: Request,
  answer: Awaited<ReturnType<AppendLink['send']>>,
): AppendOutcome {
  const revision = revisionAfter(expectedRevision) + BigInt(events.length) - 1n
  if (answer.nextExpectedRevision !== revision || answer.position === undefined) {
    throw new IntegrityFailure(`stream ${stream} has lost events: it was deleted or truncated`)
  }
  return { outcome: 'ok', revision, position: answer.position.commit }
}

const revisionAfter = (expected: ExpectedRevision): bigint => (expected === 'no_stream' ? 0n : expected + 1n)
