/** How far long work has come, in words for who waits: `done` of `total` in this step. */
export interface JobProgress {
  readonly step: string
  readonly done: number
  readonly total: number
}

export type OnProgress = (progress: JobProgress) => void

export interface Job extends JobProgress {
  readonly jobId: string
  /** What it works on, such as a batch id. */
  readonly subject: string
  /** The person who began it, and may look at it. */
  readonly pid: string
  readonly state: 'running' | 'done' | 'failed'
  /** Instants, ISO 8601 UTC. */
  readonly startedAt: string
  readonly endedAt: string | null
  /** What it came to; undefined before. */
  readonly result: unknown
  /** Why it failed. */
  readonly error: unknown
  readonly digest?: string
}

export interface JobStart {
  readonly jobId: string
  readonly subject: string
  readonly pid: string
  /** Words for the first step. */
  readonly step: string
  /** Of the request that asked for it. */
  readonly digest?: string
}

const finishedKept = 500

/**
 * Long work of this process: who began it may leave and look again. A restart forgets it; what the
 * work did is in the log, and whoever continues it continues there.
 */
export class Jobs {
  readonly #now: () => string
  readonly #jobs = new Map<string, Job>()
  readonly #results = new Map<string, Promise<unknown>>()

  constructor(now: () => string) {
    this.#now = now
  }

  /** Undefined for a job of somebody else, as for none. */
  find(jobId: string, pid: string): Job | undefined {
    const job = this.#jobs.get(jobId)
    return job?.pid === pid ? job : undefined
  }

  /** What it was asked with; undefined where that is not known, or where it failed and counts no more. */
  digestOf(jobId: string): string | undefined {
    const job = this.#jobs.get(jobId)
    return job?.state === 'failed' ? undefined : job?.digest
  }

  /** What is under way on it. */
  runningOn(subject: string): Job | undefined {
    return [...this.#jobs.values()].find((job) => job.subject === subject && job.state === 'running')
  }

  /** Begins the work, or joins it where the same job is running already. */
  run<Result>(start: JobStart, work: (onProgress: OnProgress) => Promise<Result>): Promise<Result> {
    const { jobId } = start
    const running = this.#results.get(jobId)
    if (running !== undefined) return running as Promise<Result>
    this.#jobs.delete(jobId)
    const began = { ...start, done: 0, total: 0, state: 'running', endedAt: null } as const
    this.#jobs.set(jobId, { ...began, startedAt: this.#now(), result: undefined, error: null })
    const result = work((progress) => this.#change(jobId, progress))
    this.#results.set(jobId, result)
    result.then(
      (result) => this.#end(jobId, { state: 'done', result }),
      (error: unknown) => this.#end(jobId, { state: 'failed', error }),
    )
    return result
  }

  /** Resolves when nothing is under way any more. */
  async settle(): Promise<void> {
    while (this.#results.size > 0) await Promise.allSettled(this.#results.values())
  }

  #change(jobId: string, change: Partial<Job>): void {
    const job = this.#jobs.get(jobId)
    if (job !== undefined) this.#jobs.set(jobId, { ...job, ...change })
  }

  #end(jobId: string, change: Pick<Job, 'state'> & Partial<Job>): void {
    this.#results.delete(jobId)
    this.#change(jobId, { ...change, endedAt: this.#now() })
    const finished = [...this.#jobs.values()].filter(({ state }) => state !== 'running')
    for (const { jobId: old } of finished.slice(0, -finishedKept)) this.#jobs.delete(old)
  }
}
