/**
 * What goes wrong with one append.
 *
 * | fault                      | written | answer                                              |
 * | -------------------------- | ------- | --------------------------------------------------- |
 * | `lost-acknowledgement`     | yes     | none, the call stays open                           |
 * | `error-after-commit`       | yes     | an unexplained server error                         |
 * | `timeout-after-commit`     | yes     | the server's own "Operation timed out"              |
 * | `end-without-answer`       | yes     | a clean end without a message                       |
 * | `empty-answer`             | yes     | a message that says neither success nor refusal     |
 * | `crash-after-commit`       | yes     | the connection breaks, the server is gone           |
 * | `crash-before-commit`      | no      | the connection breaks, the server is gone           |
 * | `freeze`                   | no      | none, the call stays open                           |
 * | `wrong-leader`             | no      | refused, names the leader                           |
 * | `too-busy`                 | no      | refused                                             |
 * | `not-ready`                | no      | refused                                             |
 * | `slow`                     | yes     | the right one, after `slowMs`                       |
 */
export const appendFaults = [
  'lost-acknowledgement',
  'error-after-commit',
  'timeout-after-commit',
  'end-without-answer',
  'empty-answer',
  'crash-after-commit',
  'crash-before-commit',
  'freeze',
  'wrong-leader',
  'too-busy',
  'not-ready',
  'slow',
] as const
export type AppendFault = (typeof appendFaults)[number]

/** What goes wrong with one read: nothing comes, nothing more comes, or it breaks after one event. */
export type ReadFault = 'freeze' | 'freeze-midway' | 'error-midway'

/** Faults wait here; each call takes at most one. */
export class FaultPlan {
  readonly #appends: AppendFault[] = []
  readonly #reads: ReadFault[] = []
  /** While true nothing is answered at all, as if the process were stopped. */
  frozen = false
  slowMs = 300

  /** The next `times` appends fail in this way. */
  failAppends(fault: AppendFault, times = 1): void {
    for (let i = 0; i < times; i++) this.#appends.push(fault)
  }

  /** The next read fails in this way. */
  failRead(fault: ReadFault): void {
    this.#reads.push(fault)
  }

  takeAppendFault(): AppendFault | undefined {
    return this.frozen ? 'freeze' : this.#appends.shift()
  }

  takeReadFault(): ReadFault | undefined {
    return this.frozen ? 'freeze' : this.#reads.shift()
  }
}
