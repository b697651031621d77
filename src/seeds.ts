import { readdirSync, readFileSync } from 'node:fs'
import { type Directory, readDirectory } from './app/directory.ts'
import { parsePolicyDocument } from './app/policy-document.ts'
import { readWorkCalendar } from './app/work-calendar.ts'
import { type City, readCity } from './demo/city.ts'
import type { WorkCalendar } from './domain/calendar.ts'
import type { PolicyDocument } from './domain/policy/policy.ts'

/** What comes with the program as data: found beside it, from sources and from `dist` alike. */

const folder = new URL(import.meta.url.endsWith('.ts') ? '../seeds/' : '../../seeds/', import.meta.url)

export const shippedDirectory = (): Directory => readDirectory(new URL('directory.json', folder))

export const shippedCalendar = (): WorkCalendar => readWorkCalendar(new URL('calendar.json', folder))

export const shippedCity = (): City => readCity(new URL('demo/city.json', folder))

/**
 * In the order of their file names.
 *
 * @throws {PolicyError}
 */
export const shippedPolicies = (): readonly PolicyDocument[] => {
  const policies = new URL('policies/', folder)
  const files = readdirSync(policies).filter((name) => name.endsWith('.json'))
  return files
    .sort()
    .map((name) => parsePolicyDocument(JSON.parse(readFileSync(new URL(name, policies), 'utf8'))))
}
