import { DomainError } from '../domain/errors.ts'
import type { PersonState } from '../domain/person/state.ts'
import type { Vault } from '../vault/vault.ts'
import type { CommandAnswer } from './handle-command.ts'
import type { Secrets } from './ledger.ts'
import type { People } from './people.ts'

export interface CountParts {
  readonly vault: Pick<Vault, 'countOnly'>
  readonly people: Pick<People, 'load'>
  readonly personId: string
}

/** What the log says of the person's account; null: none. */
const accountIn = (state: PersonState | undefined): string | null => state?.commitments.bankAccount ?? null

/**
 * Accounts are compared as the log has them: one that was sealed and then not recorded is nobody's, and must
 * not stand against whoever has it. Looks again, for something may have been recorded meanwhile.
 */
export const countAccountAsRecorded = async ({ vault, people, personId }: CountParts): Promise<void> => {
  const recorded = async () => accountIn((await people.load(personId))?.state)
  for (
    let now = await recorded(), counted: string | null | undefined;
    counted !== now;
    now = await recorded()
  ) {
    await vault.countOnly(personId, 'bankAccount', now)
    counted = now
  }
}

type Answer = CommandAnswer<PersonState>

/**
 * Runs a command that may seal an account. Where it was refused afterwards, or another writer was faster, the
 * person is counted with the account of the log; what is not known to be recorded is left as it is.
 */
export const withCountedAccount = async (
  parts: CountParts,
  secrets: Secrets | undefined,
  run: (secrets: Secrets | undefined) => Promise<Answer>,
): Promise<Answer> => {
  let account: string | undefined
  const told = secrets && {
    ...secrets,
    complete: (commitments: Parameters<Secrets['complete']>[0]) => {
      account = commitments.bankAccount ?? account
      return secrets.complete(commitments)
    },
  }
  try {
    const answer = await run(told)
    if (account !== undefined && answer.state.commitments.bankAccount !== account) {
      await countAccountAsRecorded(parts)
    }
    return answer
  } catch (error) {
    if (account !== undefined && error instanceof DomainError) await countAccountAsRecorded(parts)
    throw error
  }
}
