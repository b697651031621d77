import { readFileSync } from 'node:fs'
import t from 'tap'
import { verbs } from '../../src/cli/verbs.ts'

const all = verbs.flatMap((one) => ('verbs' in one ? one.verbs : [one]))

t.test('the table of verbs loads none: asking for help waits for no ledger and no spreadsheet', (t) => {
  const text = readFileSync(new URL('../../src/cli/verbs.ts', import.meta.url), 'utf8')
  t.notMatch(text, /^import (?!type )/m)
  const main = readFileSync(new URL('../../src/main.ts', import.meta.url), 'utf8')
  t.notMatch(main, /^import .*Verbs? \}/m)
  t.end()
})

t.test('every verb is where the table says, and has one of its own', async (t) => {
  const loaded = await Promise.all(all.map(({ load }) => load()))
  for (const [place, verb] of loaded.entries()) {
    t.match(verb, { options: Function, run: Function }, all[place]?.command ?? '')
  }
  t.equal(new Set(loaded).size, all.length)
  t.equal(new Set(all.map(({ about }) => about)).size, all.length)
})
