import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { projections as allProjections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import { type EventStore, IntegrityFailure } from '../event-store/event-store.ts'
import { Follower } from './follower.ts'
import { ReadModelBehind, type ReadModelStore, ReadModelsBusy } from './read-model-store.ts'
import { Waiters } from './waiters.ts'

export interface ProjectorOptions {
  readonly store: EventStore
  readonly readModels: ReadModelStore
  readonly projections?: readonly HostedProjection[]
  /** How often `run` looks for what other processes wrote. */
  readonly pollMs?: number
  /** Beyond so many partitions in memory those not used lately are let go. */
  readonly partitionsHeld?: number
  /** Told when position or failure may have changed. */
  readonly onChange?: (now: Pick<Projector, 'position' | 'failure'>) => void
}

export interface Projector {
  /** The figures reflect the log up to here; null before the first event. */
  readonly position: bigint | null
  /** Why the figures do not follow the log. An IntegrityFailure stays; anything else is tried again. */
  readonly failure: Error | undefined
  /**
   * Folds everything that was in the log when it was called.
   *
   * @returns the position the figures reflect.
   * @throws {IntegrityFailure} an event is unknown or broken, or the figures are of another log.
   * @throws {ReadModelsUnfit} the figures were made by a later version of this program.
   * @throws {ReadModelsBusy} another process has been writing them for ten seconds.
   */
  catchUp(): Promise<bigint | null>
  /** Follows the log until `stop`, or until an IntegrityFailure. */
  run(): void
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
  /** Something was appended: `run` folds it without waiting for the next look. */
  notify(): void
  /**
   * Resolves when the figures reflect `position`.
   *
   * @throws {ReadModelBehind} they do not within `timeoutMs`.
   * @throws {IntegrityFailure} they never will.
   */
  waitFor(position: bigint, timeoutMs: number): Promise<void>
}

const pollEveryMs = 250
/** Under load many appends are folded in one transaction; a reader who waits hardly notices. */
const gatherMs = 15
/** While more is appended than one page at a time, and nobody waits. */
const busyGatherMs = 150
const partitionsHeldByDefault = 20_000
const busyPauseMs = 20
const busyPatienceMs = 10_000

/** The in-process host. A figure that is missing, or was made by an older version, is built first. */
export const createProjector = (options: ProjectorOptions): Projector => new InProcessProjector(options)

class InProcessProjector implements Projector {
  readonly #follower: Follower
  readonly #pollMs: number
  readonly #onChange: NonNullable<ProjectorOptions['onChange']>
  readonly #waiters = new Waiters()
  #position: bigint | null = null
  #failure: Error | undefined
  #current: Promise<bigint | null> | undefined
  #next: Promise<bigint | null> | undefined
  #loop: Promise<void> | undefined
  #stopped = false
  /** The last look found more than one page. */
  #isBusy = false
  /** Ends the pause between two looks at the log. */
  #wake: () => void = () => {}

  constructor(options: ProjectorOptions) {
    const { store, readModels, projections = allProjections } = options
    const held = options.partitionsHeld ?? partitionsHeldByDefault
    this.#follower = new Follower(store, readModels, projections, held)
    this.#pollMs = options.pollMs ?? pollEveryMs
    this.#onChange = options.onChange ?? (() => {})
  }

  get position(): bigint | null {
    return this.#position
  }

  get failure(): Error | undefined {
    return this.#failure
  }

  catchUp(): Promise<bigint | null> {
    if (this.#current === undefined) return this.#start()
    // The run under way may have read the log before the caller's event was in it.
    const again = (): Promise<bigint | null> => {
      this.#next = undefined
      return this.#current ?? this.#start()
    }
    this.#next ??= this.#current.then(again, again)
    return this.#next
  }

  #start(): Promise<bigint | null> {
    const run = this.#follow().finally(() => {
      if (this.#current === run) this.#current = undefined
    })
    this.#current = run
    return run
  }

  async #follow(): Promise<bigint | null> {
    try {
      this.#isBusy = false
      for (let busyMs = 0; ; ) {
        const step = await this.#follower.step()
        if (step === 'folded') this.#isBusy = true
        if (step === 'busy' && busyMs >= busyPatienceMs)
          throw new ReadModelsBusy('the figures are being written')
        if (step === 'advanced' || step === 'at-the-end') this.#reached(this.#follower.position)
        if (step === 'at-the-end') break
        if (step === 'busy') await delay(busyPauseMs)
        else await turn()
        busyMs = step === 'busy' ? busyMs + busyPauseMs : 0
      }
      this.#setFailure(undefined)
      return this.#position
    } catch (error) {
      this.#setFailure(error as Error)
      if (error instanceof IntegrityFailure) this.#waiters.refuse(error)
      throw error
    }
  }

  #setFailure(failure: Error | undefined): void {
    if (failure === this.#failure) return
    this.#failure = failure
    this.#onChange(this)
  }

  #reached(position: bigint | null): void {
    const isNew = position !== this.#position
    this.#position = position
    // Before those who wait are told: they may ask where the figures stand.
    if (isNew) this.#onChange(this)
    this.#waiters.reached(position)
  }

  run(): void {
    this.#loop ??= this.#followUntilStopped()
  }

  async #followUntilStopped(): Promise<void> {
    while (!this.#stopped) {
      const pause = this.#pause()
      try {
        await this.catchUp()
      } catch (error) {
        if (error instanceof IntegrityFailure) return
      }
      await pause
      await this.#gather()
    }
  }

  async #gather(): Promise<void> {
    const atMostMs = this.#isBusy ? busyGatherMs : gatherMs
    for (let ms = 0; ms < atMostMs && !this.#stopped; ms += gatherMs) {
      await delay(gatherMs)
      if (this.#waiters.any) return
    }
  }

  /** Until the next look, or until `notify`, also one that came while the last look was under way. */
  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#pollMs)
      this.#wake = () => {
        this.#wake = () => {}
        clearTimeout(timer)
        resolve()
      }
    })
  }

  notify(): void {
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#wake()
    await this.#loop
    await this.#current?.catch(() => {})
    this.#waiters.refuse(new ReadModelBehind(this.#position))
  }

  async waitFor(position: bigint, timeoutMs: number): Promise<void> {
    if (this.#failure instanceof IntegrityFailure) throw this.#failure
    await this.#waiters.until(position, timeoutMs)
  }
}
