import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { threadId } from 'node:worker_threads'

/** Where the JavaScript of the project's TypeScript is kept: one file for each content, so none is ever stale. */
export const folder = new URL('../../node_modules/.cache/jinlan-typescript/', import.meta.url)

const require = createRequire(import.meta.url)

/** Everything but a file itself that decides what becomes of it. */
const recipe = createHash('sha256')
  .update(require('typescript/package.json').version)
  .update(readFileSync(new URL(import.meta.url)))
  .digest()

const nameOf = (url, text) =>
  `${createHash('sha256').update(recipe).update(`${url}\0`).update(text).digest('hex')}.js`

const transpile = (url, text) => {
  // Loaded only when something has to be compiled: it is as large as all the rest of a small test.
  const ts = require('typescript')
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    inlineSourceMap: true,
  }
  const { outputText, diagnostics } = ts.transpileModule(text, {
    fileName: url,
    compilerOptions,
    reportDiagnostics: true,
  })
  const [wrong] = diagnostics
  if (wrong === undefined) return outputText
  const { line } = ts.getLineAndCharacterOfPosition(wrong.file, wrong.start)
  const reason = ts.flattenDiagnosticMessageText(wrong.messageText, ' ')
  throw new SyntaxError(`${url}:${line + 1} ${reason}`)
}

/** Writes the whole file or nothing: several test files may compile the same source at once. */
const keep = (name, script) => {
  mkdirSync(folder, { recursive: true })
  const part = new URL(`${name}.${process.pid}-${threadId}`, folder)
  writeFileSync(part, script)
  renameSync(part, new URL(name, folder))
}

/** The JavaScript of the TypeScript file at this address, and the name it is kept under. */
export const compiled = (url) => {
  const text = readFileSync(new URL(url), 'utf8')
  const name = nameOf(url, text)
  try {
    return { name, script: readFileSync(new URL(name, folder), 'utf8') }
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  const script = transpile(url, text)
  keep(name, script)
  return { name, script }
}
