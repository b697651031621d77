import { readdirSync, rmSync } from 'node:fs'
import { compiled, folder } from './compiled.mjs'

/**
 * Compiles every file that a test may load, in one process, so that not each of two hundred test files loads
 * the compiler for itself; and removes what belongs to no file any more.
 */

const sources = ['src', 'projections', 'test', 'bench', 'tools'].flatMap((name) => {
  const root = new URL(`../../${name}/`, import.meta.url)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => new URL(path.replaceAll('\\', '/'), root).href)
})
const names = new Set(sources.map((url) => compiled(url).name))
for (const name of readdirSync(folder)) if (!names.has(name)) rmSync(new URL(name, folder), { force: true })
