import { z } from 'zod'
import {
  type ImportEvent,
  type ImportEventData,
  type ImportEventType,
  importFormats,
} from '../../domain/import/events.ts'
import type { RecordedEvent } from '../../event-store/event-store.ts'
import { conform, conformMetadata, unsupported } from '../event-codec.ts'
import { count, digest, id, ordinal } from './fields.ts'

const nothing = z.looseObject({})
const mode = z.enum(['good', 'all-or-nothing'])

const data: { readonly [T in ImportEventType]: z.ZodType<ImportEventData<T>> } = {
  ImportReceived: z.looseObject({
    importId: id,
    provider: id,
    fileDigest: digest,
    bytes: count,
    format: z.enum(importFormats),
  }),
  ImportJudged: z.looseObject({
    rows: count,
    ok: count,
    already: count,
    changed: count,
    wrong: count,
    faults: z.array(z.looseObject({ code: id, count: ordinal })),
  }),
  ImportUnreadable: z.looseObject({ code: id }),
  ImportCommitRequested: z.looseObject({ mode, districts: z.array(id) }),
  ImportCommitRefused: z.looseObject({ code: id }),
  ImportCommitStarted: z.looseObject({ mode, districts: z.array(id), requested: id.optional() }),
  ImportCommitted: z.looseObject({
    recorded: count,
    corrected: count,
    already: count,
    claims: count,
    left: count,
  }),
  ImportCancelled: nothing,
  ImportFileDestroyed: nothing,
}

/** @throws {IntegrityFailure} for a type or a form that this version does not know. */
export const decodeImportEvent = (event: RecordedEvent): ImportEvent => {
  const schema = Object.hasOwn(data, event.type) ? data[event.type as ImportEventType] : undefined
  if (schema === undefined) throw unsupported(event, 'type')
  conform(schema, event.data, event, 'data')
  conformMetadata(event)
  return event as unknown as ImportEvent
}
