import type { EventMetadata } from '../domain/person/events.ts'
import { type EventStore, IntegrityFailure, type RecordedEvent } from '../event-store/event-store.ts'
import { decodeImportEvent } from './codecs/import-events.ts'
import { unsupported } from './event-codec.ts'
import { checkBatch, checkFund } from './fsck-payments.ts'
import { checkPerson, type PersonCheckParts } from './fsck-person.ts'
import { TrainingOfficeCheck } from './fsck-trainings.ts'
import { TreasuryCheck } from './fsck-treasury.ts'
import { pagesOf, streamsOf } from './log-walk.ts'
import { eventIdOf } from './name-uuid.ts'
import { decodePolicyEvent } from './rulebook.ts'

/** Something in the log or the vault that must not be. */
export interface Finding {
  /** Null: not about one event. */
  readonly event: Pick<RecordedEvent, 'id' | 'stream' | 'revision' | 'position'> | null
  /** In Chinese, without personal data. */
  readonly text: string
}

export interface FsckResult {
  readonly events: number
  readonly streams: number
  readonly findings: readonly Finding[]
  /** Of the vault's persons, how many no event of the log belongs to. A registration may have failed. */
  readonly strangers: number
}

/** Streams that are looked at whole. */
const checkedWhole = /^(?:person|fund|batch|provider|trainer|training)-/

/** Where each stream is in a walk through the log. */
interface Place {
  next: bigint
  commandId: string
  /** Place of the event in its command. */
  index: number
}

/**
 * Checks the log as any store gives it: order, revisions, types and forms, ids derived from
 * commands that happen once; then every person against the vault and the recorded caps, every fund
 * against its allotments, every batch against its digests, and each of them against the others; every
 * class against its places and the completions that have them.
 *
 * @param onPassed called as the log is walked, twice over its length.
 */
export const fsck = async (
  store: EventStore,
  parts: PersonCheckParts,
  onPassed: (events: number) => void,
): Promise<FsckResult> => {
  const findings: Finding[] = []
  const walk = new LogCheck(findings)
  await untilUnreadable(findings, async () => {
    for await (const page of pagesOf(store)) {
      for (const event of page) walk.take(event)
      onPassed(walk.events)
    }
  })
  const { events } = walk
  const treasury = new TreasuryCheck()
  const office = new TrainingOfficeCheck(parts)
  await untilUnreadable(findings, async () => {
    for await (const { stream, events: whole, passed } of streamsOf(store)) {
      if (stream.startsWith('person-')) findings.push(...checkPerson(stream, whole, parts))
      if (stream.startsWith('fund-')) findings.push(...checkFund(whole))
      if (stream.startsWith('batch-')) findings.push(...checkBatch(whole))
      treasury.take(stream, whole)
      findings.push(...office.take(stream, whole))
      onPassed(events + passed)
    }
    findings.push(...treasury.findings(), ...office.findings((event) => walk.isUnderWay(event)))
  })
  const isKnown = (personId: string): boolean =>
    walk.has(`person-${personId}`) || office.sealedFor.has(personId)
  const strangers = [...parts.vault.people()].filter((personId) => !isKnown(personId)).length
  return { events, streams: walk.streams, findings, strangers }
}

/** An event that cannot be read ends its part of the check, and is a finding itself. */
const untilUnreadable = async (findings: Finding[], work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof IntegrityFailure)) throw error
    if (!findings.some(({ text }) => text.endsWith(error.message))) {
      findings.push({ event: null, text: `事件无法读取:${error.message}` })
    }
  }
}

class LogCheck {
  events = 0
  readonly #findings: Finding[]
  readonly #places = new Map<string, Place>()
  /** Command id → the stream it was carried out on; a store may allow it on another (decision 011). */
  readonly #commands = new Map<string, string>()
  readonly #committing = new Map<string, EventMetadata>()
  #last: bigint | null = null

  constructor(findings: Finding[]) {
    this.#findings = findings
  }

  get streams(): number {
    return this.#places.size
  }

  has(stream: string): boolean {
    return this.#places.has(stream)
  }

  /** Recorded after the walk, or by an import that is still committing. */
  isUnderWay({ position, metadata }: RecordedEvent): boolean {
    if (this.#last === null || position > this.#last) return true
    return [...this.#committing.values()].some(({ at, actor }) => {
      const by = metadata as { readonly at: string; readonly actor: { readonly account: string } }
      return by.at === at && by.actor.account === actor.account
    })
  }

  #takeImport(event: RecordedEvent): void {
    const { type, metadata } = decodeImportEvent(event)
    if (type === 'ImportCommitStarted') this.#committing.set(event.stream, metadata)
    if (type === 'ImportCommitted') this.#committing.delete(event.stream)
  }

  /** Events of other streams than policies are decoded when their stream is looked at. */
  take(event: RecordedEvent): void {
    this.events++
    const report = (text: string): void => {
      this.#findings.push({ event, text })
    }
    if (this.#last !== null && event.position <= this.#last) report('位置没有递增')
    this.#last = event.position
    if (event.stream.startsWith('policy-')) decodePolicyEvent(event)
    else if (event.stream.startsWith('import-')) this.#takeImport(event)
    else if (!checkedWhole.test(event.stream)) throw unsupported(event, 'stream')
    const place = this.#places.get(event.stream) ?? { next: 0n, commandId: '', index: 0 }
    if (event.revision !== place.next) report(`流内序号不连续,应为 ${place.next}`)
    const { commandId } = event.metadata as { readonly commandId: string }
    const index = place.commandId === commandId ? place.index + 1 : 0
    if (index === 0 && this.#commands.get(commandId) === event.stream) report('同一命令在台账中出现两次')
    if (event.id !== eventIdOf(commandId, index)) report('事件编号与命令不符')
    this.#commands.set(commandId, event.stream)
    this.#places.set(event.stream, { next: event.revision + 1n, commandId, index })
  }
}
