import type { Policy } from '../domain/policy/policy.ts'
import { type Case, caseForm, problemOf } from './case-form.ts'
import { type DuplicateKey, duplicateKeys } from './duplicate-keys.ts'

/** A case that gets no decision. */
export interface MalformedCase {
  /** Its place in the list where it has no name. */
  readonly name: string
  /** In Chinese, with the place in the case. */
  readonly malformed: string
}

/** The file as a whole is no list of cases. The message is Chinese. */
export class CaseFileError extends Error {
  override readonly name = 'CaseFileError'
}

const listIn = (text: string): readonly unknown[] => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's message is English and quotes the file.
    throw new CaseFileError('不是合法的 JSON')
  }
  if (!Array.isArray(value)) throw new CaseFileError('应为案例列表(JSON 数组)')
  return value
}

const nameOf = (entry: unknown, place: number): string => {
  const name = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined
  return typeof name === 'string' && name !== '' ? name : `第 ${place + 1} 例`
}

const namesTwice = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.filter((name, place) => names.indexOf(name) !== place))

const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === 'number' ? `第 ${part + 1} 项` : String(part))).join(' · ')

/**
 * Every case of a file, in its order; what is malformed is named instead.
 *
 * @throws {CaseFileError}
 */
export const parseCaseFile = (text: string, policy: Policy): readonly (Case | MalformedCase)[] => {
  const list = listIn(text)
  const form = caseForm(policy)
  const names = list.map(nameOf)
  const twice = namesTwice(names)
  const duplicates = new Map<number, DuplicateKey>()
  for (const duplicate of duplicateKeys(text)) duplicates.set(duplicate.entry, duplicate)
  return list.map((entry, place) => {
    const name = names[place] ?? ''
    if (twice.has(name)) return { name, malformed: '案例名称在文件中出现两次' }
    const duplicate = duplicates.get(place)
    if (duplicate !== undefined) return { name, malformed: `字段 ${duplicate.key} 出现两次` }
    const result = form.safeParse(entry)
    if (result.success) return result.data
    const { issues } = result.error
    return {
      name,
      malformed: issues.map((issue) => sentence(placeOf(issue.path), problemOf(issue))).join(';'),
    }
  })
}

const sentence = (place: string, problem: string): string => (place === '' ? problem : `${place}:${problem}`)
