import type { Day } from '../dates.ts'
import type { PolicyDocument } from './policy.ts'

/**
 * Places where a new version edits what was already in force. A value, a reading, a rule or an
 * instrument may be added; what applied until today must stand as it stood. A value dated into the
 * past is an edit where an earlier value already applied on its day.
 *
 * @returns JSON pointers, in document order; empty when nothing was edited.
 */
export const pastChanges = (before: PolicyDocument, after: PolicyDocument, today: Day): readonly string[] => [
  ...changes(before, after, '', today),
]

/** Text that explains and does not decide; it may be reworded. */
const freeFields = new Set([
  'version',
  'title',
  'issuedBy',
  'name',
  'note',
  'text',
  'next',
  'question',
  'reading',
])

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function* changes(before: unknown, after: unknown, place: string, today: Day): Generator<string> {
  if (Array.isArray(before)) {
    yield* listChanges(before, Array.isArray(after) ? after : [], place, today)
  } else if (isObject(before) && isObject(after)) {
    for (const [field, value] of Object.entries(before)) {
      if (!freeFields.has(field)) yield* changes(value, after[field], `${place}/${field}`, today)
    }
  } else if (before !== after) {
    yield place
  }
}

/** Entries are matched by id, code or date, or else by their whole content; order does not matter. */
function* listChanges(
  before: readonly unknown[],
  after: readonly unknown[],
  place: string,
  today: Day,
): Generator<string> {
  for (const [index, entry] of before.entries()) {
    const here = `${place}/${index}`
    if (isObject(entry) && typeof entry.from === 'string' && entry.from > today) continue
    const key = isObject(entry) ? ['id', 'code', 'from'].find((field) => field in entry) : undefined
    if (key === undefined) {
      if (!after.some((other) => changes(entry, other, here, today).next().done)) yield here
      continue
    }
    const twin = after.find((other) => isObject(other) && other[key] === (entry as Fields)[key])
    yield* changes(entry, twin, here, today)
  }
  yield* backdated(before, after, place, today)
}

function* backdated(
  before: readonly unknown[],
  after: readonly unknown[],
  place: string,
  today: Day,
): Generator<string> {
  const starts = before.flatMap((entry) =>
    isObject(entry) && typeof entry.from === 'string' ? [entry.from] : [],
  )
  for (const [index, entry] of after.entries()) {
    if (!isObject(entry) || typeof entry.from !== 'string' || starts.includes(entry.from)) continue
    const { from } = entry
    if (from <= today && starts.some((start) => start <= from)) yield `${place}/${index}`
  }
}
