import { readFileSync } from 'node:fs'
import t from 'tap'

/** What a file imports to run, with all that follows from it; types are nothing at run time. */
const reachedFrom = (file: URL, reached = new Set<string>()): ReadonlySet<string> => {
  const text = readFileSync(file, 'utf8')
  for (const [, name = ''] of text.matchAll(/^import (?!type )[^'"]*'([^']+)'/gm)) {
    const next = name.startsWith('.') ? new URL(name, file) : undefined
    const id = next?.pathname ?? name
    if (reached.has(id)) continue
    reached.add(id)
    if (next !== undefined) reachedFrom(next, reached)
  }
  return reached
}

t.test('whoever only starts the thread of a sheet loads no spreadsheet library', (t) => {
  const reached = [...reachedFrom(new URL('../../src/sheets/read-sheet.ts', import.meta.url))]
  t.match(reached.filter((id) => id.endsWith('.ts')).length > 1, true, 'it is followed')
  t.same(
    reached.filter((id) => !/^(?:node:|\/)/.test(id)),
    [],
  )
  const inside = [...reachedFrom(new URL('../../src/sheets/row-source.ts', import.meta.url))]
  t.ok(inside.includes('hucre'), 'which the thread itself does')
  t.end()
})
