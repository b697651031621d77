import type { CommitCounts, ImportEvent } from './events.ts'
import type { ImportState } from './state.ts'

/** Folds one recorded event. Never fails: what is in the log has happened. */
export const evolveImport = (state: ImportState, event: ImportEvent): ImportState => {
  const { metadata } = event
  switch (event.type) {
    case 'ImportReceived': {
      const by = { receivedBy: metadata.actor.account, receivedAt: metadata.at }
      return { ...state, ...event.data, ...by, status: 'received', fault: null, fileHeld: true }
    }
    case 'ImportJudged':
      return { ...state, status: 'judged', judged: event.data, fault: null }
    case 'ImportUnreadable':
      return { ...state, status: 'unreadable', fault: event.data.code }
    case 'ImportCommitStarted':
      return { ...state, status: 'committing', mode: event.data.mode, committer: committerOf(event) }
    case 'ImportCommitted': {
      const committed = together(state.committed, event.data)
      return { ...state, status: 'committed', committed, committedAt: metadata.at }
    }
    case 'ImportCancelled':
      return { ...state, status: 'cancelled' }
    case 'ImportFileDestroyed':
      return { ...state, fileHeld: false }
    default:
      return state
  }
}

const committerOf = ({
  data,
  metadata,
}: Extract<ImportEvent, { type: 'ImportCommitStarted' }>): ImportState['committer'] => {
  const { actor, at, commandId, digest } = metadata
  return { actor, at, commandId, digest, districts: data.districts }
}

/** A file whose wrong rows could be recorded later is committed again; what is left is what is left now. */
const together = (before: CommitCounts | null, now: CommitCounts): CommitCounts =>
  before === null
    ? now
    : {
        recorded: before.recorded + now.recorded,
        corrected: before.corrected + now.corrected,
        // Of its own rows those of before are recorded, not there already.
        already: Math.max(0, now.already - before.recorded - before.corrected),
        claims: before.claims + now.claims,
        left: now.left,
      }
