import type { Caller, Ledger } from '../app/ledger.ts'
import { nameUuid } from '../app/name-uuid.ts'
import type { PersonCommand } from '../domain/person/commands.ts'
import type { Act } from './steps.ts'

interface Doing {
  readonly ledger: Ledger
  readonly caller: Caller
  readonly personId: string
}

/** One act as the ledger's command. */
export const carryOut = async ({ ledger, caller, personId }: Doing, act: Act): Promise<void> => {
  const plain = (command: PersonCommand) => ledger.execute(caller, personId, command)
  const noted = (note: string, command: (noteCommitment: string) => PersonCommand) =>
    ledger.executeWithNote(caller, personId, note, command)
  const local = (id: string): string => `${personId}-${id}`
  switch (act.do) {
    case 'register':
      await ledger.registerPerson(caller, { ...act.person, district: act.district })
      break
    case 'move': {
      const { district, movedOn } = act
      await plain({ type: 'MovePerson', data: { district, movedOn } })
      break
    }
    case 'grant': {
      const { do: _, ...granted } = act
      await plain({ type: 'GrantRecognition', data: granted })
      break
    }
    case 'revoke': {
      const revoked = { recognitionId: local(act.fact), revokedOn: act.revokedOn }
      await noted(act.note, (noteCommitment) => {
        return { type: 'RevokeRecognition', data: { ...revoked, noteCommitment } }
      })
      break
    }
    case 'complete':
      await ledger.recordCompletion(caller, personId, act.details, act.certificates)
      break
    case 'correct': {
      const corrected = { completionId: local(act.fact), change: act.change }
      await noted(act.note, (noteCommitment) => {
        return { type: 'CorrectCompletion', data: { ...corrected, noteCommitment } }
      })
      break
    }
    case 'look':
      await lookInto({ ledger, caller, personId }, local(act.fact), act)
      break
    case 'withdraw-completion': {
      const completionId = local(act.fact)
      await noted(act.note, (noteCommitment) => {
        return { type: 'WithdrawCompletion', data: { completionId, noteCommitment } }
      })
      break
    }
    case 'submit': {
      const { instrument, requestedFen } = act
      await plain({ type: 'SubmitClaim', data: { instrument, basis: local(act.fact), requestedFen } })
      break
    }
    default:
      await step({ ledger, caller, personId }, act)
  }
}

/** Whoever decides on a claim has what was found about its basis looked into first; in the demo it is never so. */
const lookedInto = async (doing: Doing, claimId: string): Promise<void> => {
  const person = (await doing.ledger.people.load(doing.personId))?.state
  const basis = person?.claims.get(claimId)?.basis
  if (basis === undefined || person?.findings.length === 0) return
  await lookInto(doing, basis, { upheld: false, note: '已向培训机构和本人核实,予以排除' })
}

interface Look {
  readonly upheld: boolean
  readonly note: string
}

const lookInto = async (
  { ledger, caller, personId }: Doing,
  completion: string,
  { upheld, note }: Look,
): Promise<void> => {
  const person = (await ledger.people.load(personId))?.state
  for (const { no, completionId, status } of person?.findings ?? []) {
    if (status !== 'open' || completionId !== completion) continue
    const own = { ...caller, commandId: nameUuid(caller.commandId, `finding|${no}`) }
    await ledger.executeWithNote(own, personId, note, (noteCommitment) => {
      return { type: 'ResolveFinding', data: { no, upheld, noteCommitment } }
    })
  }
}

type ClaimAct = Extract<Act, { readonly claim: string }>

const step = async (
  { ledger, caller, personId }: Doing,
  { do: what, claim, note }: ClaimAct,
): Promise<void> => {
  const claimId = `${personId}-${claim}`
  const plain = {
    confirm: 'ConfirmAccount',
    review: 'ReviewClaim',
    approve: 'ApproveClaim',
    resubmit: 'ResubmitClaim',
  } as const
  const noted = { return: 'ReturnClaim', reject: 'RejectClaim', withdraw: 'WithdrawClaim' } as const
  if (what === 'review' || what === 'approve') await lookedInto({ ledger, caller, personId }, claimId)
  if (what === 'confirm' || what === 'review' || what === 'approve' || what === 'resubmit') {
    await ledger.execute(caller, personId, { type: plain[what], data: { claimId } })
  } else {
    await ledger.executeWithNote(caller, personId, note, (noteCommitment) => {
      return { type: noted[what], data: { claimId, noteCommitment } }
    })
  }
}
