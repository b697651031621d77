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

/** Fields that may come to an entry later: what a rule rests on, when a value ends, a reason's own name. */
const lateFields = new Set(['interpretation', 'until', 'unlisted'])

/** Sections that came to the form of documents later; their first values are new rules, dated like them. */
const lateSections = ['payment', 'training']

/** What people write for the same thing; one spelling more decides nothing. */
const spellings = '/training/levels/synonyms'

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
    yield* additions(before, after, place, today)
  } else if (before !== after) {
    yield place
  }
}

/** A field that was absent narrows what applied (`when`, `levels`), unless it ends a value from today on. */
function* additions(before: Fields, after: Fields, place: string, today: Day): Generator<string> {
  for (const [field, value] of Object.entries(after)) {
    if (field in before || value === undefined || freeFields.has(field)) continue
    if (place === spellings) continue
    if (place === '' && lateSections.includes(field)) {
      yield* begun(value, `/${field}`, today)
      continue
    }
    const allowed = lateFields.has(field) && !(field === 'until' && String(value) < today)
    if (!allowed) yield `${place}/${field}`
  }
}

/** Objects are matched by id, code or date, or else by their whole content; their order does not matter. */
function* listChanges(
  before: readonly unknown[],
  after: readonly unknown[],
  place: string,
  today: Day,
): Generator<string> {
  if (before.length > 0 && before.every((entry) => !isObject(entry))) {
    // Names in a rule: one more, one less or another order is another rule.
    if (before.join('\n') !== after.join('\n')) yield place
    return
  }
  for (const [index, entry] of before.entries()) {
    const here = `${place}/${index}`
    if (isObject(entry) && typeof entry.from === 'string' && entry.from > today) continue
    const key = isObject(entry) ? keyOf(entry, place) : undefined
    if (key === undefined) {
      if (!after.some((other) => changes(entry, other, here, today).next().done)) yield here
      continue
    }
    const twin = after.find((other) => isObject(other) && other[key] === (entry as Fields)[key])
    yield* changes(entry, twin, here, today)
  }
  yield* backdated(before, after, place, today)
}

/** A rule of findings is named by its kind; the rules of instruments are not, for one kind may come twice. */
const keyOf = (entry: Fields, place: string): string | undefined => {
  if (place === '/training/findings') return 'rule'
  return ['id', 'code', 'from'].find((field) => field in entry)
}

function* backdated(
  before: readonly unknown[],
  after: readonly unknown[],
  place: string,
  today: Day,
): Generator<string> {
  if (lateSections.some((section) => place.startsWith(`/${section}/`))) {
    // A district without its own value has the city's, so its first value edits what applied too.
    for (const [index, entry] of after.entries()) {
      if (isObject(entry) && !hasTwin(before, entry)) yield* begun(entry, `${place}/${index}`, today)
    }
    return
  }
  const starts = before.flatMap((entry) =>
    isObject(entry) && typeof entry.from === 'string' ? [entry.from] : [],
  )
  for (const [index, entry] of after.entries()) {
    if (!isObject(entry) || typeof entry.from !== 'string' || starts.includes(entry.from)) continue
    const { from } = entry
    // The first reading applies from the beginning, so no reading can come before it.
    const applied = starts.some((start) => start <= from) || ('chosen' in entry && starts.length > 0)
    if (from <= today && applied) yield `${place}/${index}`
  }
}

const hasTwin = (list: readonly unknown[], entry: Fields): boolean =>
  list.some((other) => isObject(other) && ['id', 'rule', 'from'].every((key) => other[key] === entry[key]))

/** Places of dated values whose day has come. */
function* begun(value: unknown, place: string, today: Day): Generator<string> {
  if (isObject(value) && typeof value.from === 'string') {
    if (value.from <= today) yield place
  } else if (typeof value === 'object' && value !== null) {
    for (const [field, inner] of Object.entries(value)) yield* begun(inner, `${place}/${field}`, today)
  }
}
