import type { CommitCounts, ImportEvent } from './events.ts'
import type { Committer, ImportState } from './state.ts'

/** Folds one recorded event. Never fails: what is in the log has happened. */
export const evolveImport = (state: ImportState, event: ImportEvent): ImportState => {
  const { metadata } = event
  switch (event.type) {
    case 'ImportReceived': {
      const by = { receivedBy: metadata.actor.account, receivedAt: metadata.at }
      return { ...state, ...event.data, ...by, status: 'received', fault: null, asked: null, fileHeld: true }
    }
    case 'ImportJudged':
      return { ...state, status: waiting(state.asked), judged: event.data, fault: null }
    case 'ImportUnreadable':
      return { ...state, status: 'unreadable', fault: event.data.code, asked: null }
    case 'ImportCommitRequested': {
      const asked = { mode: event.data.mode, ...committerOf(event) }
      return { ...state, asked, status: state.status === 'judged' ? 'queued' : state.status }
    }
    case 'ImportCommitRefused':
      return { ...state, asked: null, status: state.status === 'queued' ? 'judged' : state.status }
    case 'ImportCommitStarted':
      return {
        ...state,
        status: 'committing',
        mode: event.data.mode,
        committer: committerOf(event, event.data.requested),
        asked: null,
      }
    case 'ImportCommitted': {
      const committed = together(state.committed, event.data)
      return { ...state, status: 'committed', committed, committedAt: metadata.at }
    }
    case 'ImportCancelled':
      return { ...state, status: 'cancelled', asked: null }
    case 'ImportFileDestroyed':
      return { ...state, fileHeld: false }
    default:
      return state
  }
}

const waiting = (asked: ImportState['asked']): 'judged' | 'queued' => (asked === null ? 'judged' : 'queued')

const committerOf = (
  { data, metadata }: Extract<ImportEvent, { type: 'ImportCommitRequested' | 'ImportCommitStarted' }>,
  commandId: string = metadata.commandId,
): Committer => {
  const { actor, at, digest } = metadata
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
