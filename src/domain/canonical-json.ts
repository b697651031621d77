/**
 * One text for one value: object keys in UTF-16 code unit order, no white space, strings escaped
 * as `JSON.stringify` escapes them, numbers as plain decimal integers (−0 is written 0). For the
 * values accepted here this is RFC 8785. Digests, Merkle leaves and stored events are made of it.
 *
 * @throws {TypeError} naming the path, never the value: undefined, a number that is not a safe
 *   integer, bigint, function, symbol, anything but plain objects and arrays, a lone surrogate,
 *   a key that looks like an integer (engines reorder those), nesting deeper than 32.
 */
export function canonicalJson(value: unknown): string {
  const text = write(value, 0)
  if (text === refused) throw new TypeError(faultIn(value, '$', 0) ?? '$: not canonical JSON')
  return text
}

const deepest = 32
const integerLike = /^(?:0|[1-9][0-9]*)$/
const loneSurrogate = /\p{Surrogate}/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters JSON escapes.
const needsCare = /[\u0000-\u001f"\\\ud800-\udfff]/

/** No JSON text is empty, so an empty text can stand for "refused" without costing an exception. */
const refused = ''

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      return Number.isSafeInteger(value) ? `${value}` : refused
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth === deepest) return refused
      return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1)
    default:
      return refused
  }
}

function quote(text: string): string {
  if (!needsCare.test(text)) return `"${text}"`
  return loneSurrogate.test(text) ? refused : JSON.stringify(text)
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '['
  for (let i = 0; i < items.length; i++) {
    const item = write(items[i], depth)
    if (item === refused) return refused
    text += i === 0 ? item : `,${item}`
  }
  return `${text}]`
}

function writeObject(value: object, depth: number): string {
  if (!isPlain(value)) return refused
  const keys = Object.keys(value)
  if (keys.length === 0) return '{}'
  const shape = shapeOf(keys)
  if (shape === undefined) return refused
  const { sorted, labels } = shape
  let text = '{'
  for (let i = 0; i < sorted.length; i++) {
    const member = write((value as Record<string, unknown>)[sorted[i] as string], depth)
    if (member === refused) return refused
    text += labels[i] as string
    text += member
  }
  return `${text}}`
}

/** The second step accepts a plain object of another realm; a Date or a Map stops one step later. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null
}

/** The keys of an object as they were met, the same in order, and each as `,"key":`. */
interface Shape {
  readonly met: readonly string[]
  readonly sorted: readonly string[]
  readonly labels: readonly string[]
}

/**
 * Events of one type share their keys, so sorting and quoting them once makes this faster than
 * `JSON.stringify`. Bounded, since keys may come from outside: full, it starts again empty.
 */
const shapes = new Map<string, Shape[]>()
const shapesAtMost = { firstKeys: 512, perFirstKey: 16, keys: 64 }

function shapeOf(keys: readonly string[]): Shape | undefined {
  const first = keys[0] as string
  const known = shapes.get(first)
  if (known !== undefined) {
    for (const shape of known) if (sameKeys(shape.met, keys)) return shape
  }
  const shape = newShape(keys)
  if (shape !== undefined && keys.length <= shapesAtMost.keys) remember(first, shape, known)
  return shape
}

function sameKeys(met: readonly string[], keys: readonly string[]): boolean {
  if (met.length !== keys.length) return false
  for (let i = 0; i < keys.length; i++) if (met[i] !== keys[i]) return false
  return true
}

function newShape(keys: readonly string[]): Shape | undefined {
  const sorted = [...keys].sort()
  const labels: string[] = []
  for (const key of sorted) {
    const quoted = integerLike.test(key) ? refused : quote(key)
    if (quoted === refused) return undefined
    labels.push(labels.length === 0 ? `${quoted}:` : `,${quoted}:`)
  }
  return { met: keys, sorted, labels }
}

function remember(first: string, shape: Shape, known: Shape[] | undefined): void {
  if (known !== undefined && known.length < shapesAtMost.perFirstKey) {
    known.push(shape)
    return
  }
  if (shapes.size >= shapesAtMost.firstKeys) shapes.clear()
  shapes.set(first, [shape])
}

/** The slow way, only once something was refused: finds where, to tell the developer. */
function faultIn(value: unknown, path: string, depth: number): string | undefined {
  if (typeof value === 'string') return loneSurrogate.test(value) ? `${path}: lone surrogate` : undefined
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? undefined : `${path}: not a safe integer`
  }
  if (typeof value === 'boolean' || value === null) return undefined
  if (typeof value !== 'object') return `${path}: ${typeof value}`
  if (depth === deepest) return `${path}: nested deeper than ${deepest}`
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const fault = faultIn(value[i], `${path}[${i}]`, depth + 1)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  if (!isPlain(value)) return `${path}: neither a plain object nor an array`
  for (const [key, member] of Object.entries(value)) {
    if (integerLike.test(key)) return `${path}.${key}: a key that looks like an integer`
    if (loneSurrogate.test(key)) return `${path}: a key with a lone surrogate`
    const fault = faultIn(member, `${path}.${key}`, depth + 1)
    if (fault !== undefined) return fault
  }
  return undefined
}
