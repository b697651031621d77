import { z } from 'zod'
import type { HistoryEvent } from '../../app/claim-history.ts'
import { formatYuan } from '../../domain/money.ts'
import type { PersonEvent } from '../../domain/person/events.ts'

export const eventAnswer = z
  .object({
    id: z.string(),
    type: z.string().meta({ examples: ['ClaimApproved'] }),
    position: z.string(),
    revision: z.string(),
    at: z.string(),
    actor: z.object({ account: z.string(), role: z.string() }),
    data: z.record(z.string(), z.unknown()).meta({ description: '事件内容;金额为元' }),
  })
  .meta({ id: 'Event' })

/** Fields that stand for personal data; nobody can read them, so nobody is shown them. */
const hidden = new Set(['commitments', 'noteCommitment', 'numberDigest'])

/** The same value with every `…Fen` as `…Yuan`. */
const inYuan = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inYuan)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => !hidden.has(key))
  return Object.fromEntries(
    entries.map(([key, member]) =>
      key.endsWith('Fen') ? [`${key.slice(0, -3)}Yuan`, amount(member)] : [key, inYuan(member)],
    ),
  )
}

const amount = (fen: unknown): string | null => (typeof fen === 'number' ? formatYuan(fen) : null)

/** Of an award that the asker may not see: its amount, since it fills a cap. */
const amountOnly = ({ data }: PersonEvent): object =>
  'amountFen' in data ? { amountFen: data.amountFen } : {}

/** Records of other people that a finding rests on are nobody's business here. */
const shownOf = ({ type, data }: PersonEvent, stream: string): object => {
  if (type !== 'FindingRaised') return data
  const own = `${stream.slice('person-'.length)}-`
  const { others: _, ...rest } = data
  return { ...rest, becauseOf: data.becauseOf.filter((id) => id.startsWith(own)) }
}

export const toEvent = ({ recorded, event, foreign }: HistoryEvent): z.output<typeof eventAnswer> => {
  const { at, actor } = event.metadata
  return {
    id: event.id,
    type: event.type,
    position: String(recorded.position),
    revision: String(recorded.revision),
    at,
    actor: { account: foreign ? '' : actor.account, role: actor.role },
    data: inYuan(foreign ? amountOnly(event) : shownOf(event, recorded.stream)) as Record<string, unknown>,
  }
}
