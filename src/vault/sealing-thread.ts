import { parentPort, workerData } from 'node:worker_threads'
import { type TellableError, tellable } from '../thread.ts'
import { type SealAnswer, Sealer, type SealRequest } from './sealer.ts'
import { openVaultFiles, type VaultFilesOptions } from './vault-files.ts'

/**
 * The thread that seals what many put at once, so that whoever decides need not wait for ciphers and disk. It has
 * its own connections, as another process would.
 */

export interface SealingTask {
  /** JSON of pid and entries of each put: one text crosses faster than many. */
  readonly puts: string
  /** The random bytes of all of them, one after another. */
  readonly random: Uint8Array
  /** How many bytes belong to each. */
  readonly lengths: readonly number[]
}

/** What became of each put. */
export type PutOutcome = Extract<SealAnswer, { commitments: unknown }> | { readonly error: TellableError }

/** `stopped`: nothing more is written until the vault is opened again. */
export type SealingAnswer =
  | 'ready'
  /** JSON of a {@link PutOutcome} for each put. */
  | { readonly outcomes: string }
  | { readonly error: TellableError; readonly stopped: boolean }

const port = parentPort
if (port === null) throw new Error('this file is a worker thread')
const files = openVaultFiles(workerData as VaultFilesOptions)
const sealer = new Sealer(files)

const requestsOf = ({ puts, random, lengths }: SealingTask): readonly SealRequest[] => {
  let from = 0
  const list = JSON.parse(puts) as readonly Pick<SealRequest, 'pid' | 'entries'>[]
  return list.map((put, index) => {
    const to = from + (lengths[index] ?? 0)
    const own = random.subarray(from, to)
    from = to
    return { ...put, random: own }
  })
}

const carryOut = (task: SealingTask): SealingAnswer => {
  try {
    const answers = sealer.seal(requestsOf(task))
    const outcomes: readonly PutOutcome[] = answers.map((answer) =>
      'error' in answer ? { error: tellable(answer.error) } : answer,
    )
    return { outcomes: JSON.stringify(outcomes) }
  } catch (error) {
    return { error: tellable(error), stopped: !files.writes.possible }
  }
}

port.on('message', (task: SealingTask) => port.postMessage(carryOut(task)))
port.postMessage('ready' satisfies SealingAnswer)
