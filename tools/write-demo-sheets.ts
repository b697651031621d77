import { writeFileSync } from 'node:fs'
import { shippedCity } from '../src/seeds.ts'
import { dropInSheets } from './drop-in-sheets.ts'
import { shippedNames } from './sheet-rows.ts'

/** Writes the sheets of `seeds/demo` anew: `npm run seeds`. They come out the same each time. */
for (const { file, bytes } of await dropInSheets(shippedCity(), shippedNames())) {
  writeFileSync(new URL(`../../seeds/demo/${file}`, import.meta.url), bytes)
}
