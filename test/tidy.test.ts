import { type Test, test } from 'tap'
import ts from 'typescript'
import { linesOf, nodesOf, type SourceFile, sourcesIn } from './support/source-files.ts'

/** The house rules that a machine can check: who may import whom, how large things are, what is banned. */

const sources = sourcesIn('src', 'projections')
const tests = sourcesIn('test')
const all = [...sources, ...sourcesIn('bench', 'tools'), ...tests]

/** Every finding is one failure, so that the whole list is seen at once. */
const findNone = (t: Test, findings: readonly string[]): void => {
  for (const finding of findings) t.fail(finding)
  t.equal(findings.length, 0)
  t.end()
}

/** `src/domain`, `projections`; a file directly below `src` stands for itself. */
const areaOf = (path: string): string => {
  const [first = '', second, third] = path.split('/')
  return first === 'src' && third !== undefined ? `${first}/${second}` : first === 'src' ? path : first
}

const ports = [
  'src/event-store/event-store.ts',
  'src/vault/vault.ts',
  'src/vault/keys.ts',
  'src/vault/sealed-files.ts',
]

/** Areas and files that each area may import beside itself; of `projections` types only. */
const directions: { readonly [area: string]: readonly string[] } = {
  'src/domain': [],
  projections: ['src/domain'],
  'src/evidence': ['src/domain', 'src/event-store/event-store.ts'],
  'src/event-store': ['src/domain', 'src/evidence', 'src/while-busy.ts', 'src/thread.ts'],
  'src/vault': ['src/domain', 'src/while-busy.ts', 'src/thread.ts'],
  'src/app': ['src/domain', 'src/evidence', 'src/bank-files', 'src/sheets', ...ports],
  'src/table-files': [],
  'src/bank-files': ['src/domain', 'src/table-files'],
  'src/sheets': ['src/domain', 'src/table-files', 'src/thread.ts'],
  'src/projector': [
    'src/domain',
    'src/app',
    'projections',
    'src/event-store/event-store.ts',
    'src/while-busy.ts',
  ],
  'src/http': ['src/domain', 'src/app', 'src/bank-files', 'src/sheets', 'projections', ...ports],
  'src/cli': ['src/domain', 'src/app', 'src/bank-files', 'src/sheets', 'src/config.ts', ...ports],
  'src/demo': ['src/domain', 'src/app', ...ports],
}

test('imports follow the directions of the house', (t) => {
  const findings: string[] = []
  for (const { path, imports } of sources) {
    const allowed = directions[areaOf(path)]
    // Files directly below src compose the program and may see everything.
    if (allowed === undefined) {
      if (path.split('/').length > 2) findings.push(`${path} is in a folder without a direction`)
      continue
    }
    for (const { of } of imports) {
      if (!of.startsWith('src/') && !of.startsWith('projections/')) continue
      if (areaOf(of) === areaOf(path) || allowed.includes(areaOf(of)) || allowed.includes(of)) continue
      findings.push(`${path} imports ${of}`)
    }
  }
  findNone(t, findings)
})

test('the domain rests on nothing, the folds on types', (t) => {
  const findings: string[] = []
  for (const { path, imports } of sources) {
    for (const { of, typeOnly } of imports) {
      const isOwn = of.startsWith('src/') || of.startsWith('projections/')
      if (areaOf(path) === 'src/domain' && !isOwn && of !== 'decimal.js')
        findings.push(`${path} imports ${of}`)
      if (areaOf(path) !== 'projections' || areaOf(of) === 'projections') continue
      if (!typeOnly || !isOwn) findings.push(`${path} imports more than types of ${of}`)
    }
  }
  findNone(t, findings)
})

/** Packages bound to their places; where a number stands, exactly so many files there import it. */
const places: { readonly [name: string]: { readonly in: readonly string[]; readonly each?: 1 } } = {
  'decimal.js': { in: ['src/domain/money.ts'], each: 1 },
  '@eventstore/db-client': { in: ['src/event-store'], each: 1 },
  'better-sqlite3': { in: ['src/event-store', 'src/vault', 'src/projector'], each: 1 },
  fastify: { in: ['src/http', 'src/compose-http.ts'] },
  'fastify-type-provider-zod': { in: ['src/http'] },
  fflate: { in: ['src/table-files'], each: 1 },
  hucre: { in: ['src/table-files'] },
  'iconv-lite': { in: ['src/table-files'], each: 1 },
  yauzl: { in: ['src/table-files'], each: 1 },
  jose: { in: ['src/http'], each: 1 },
  yargs: { in: ['src/cli'] },
  zod: { in: ['src/http', 'src/cli', 'src/config.ts', 'src/app', 'src/demo'] },
}

test('packages are imported in their places', (t) => {
  const findings: string[] = []
  for (const [name, { in: areas, each }] of Object.entries(places)) {
    const importers = sources.filter(({ imports }) => imports.some(({ of }) => of === name))
    for (const { path } of importers) {
      if (!areas.includes(areaOf(path)) && !areas.includes(path)) findings.push(`${path} imports ${name}`)
    }
    for (const area of areas) {
      const here = importers.filter(({ path }) => areaOf(path) === area || path === area)
      if (each !== undefined && here.length !== each) {
        findings.push(
          `${name} is imported by ${here.length} files of ${area}: ${here.map(({ path }) => path)}`,
        )
      }
    }
  }
  const fastify = sources.filter(({ imports }) => imports.some(({ of }) => of.startsWith('@fastify/')))
  for (const { path } of fastify)
    if (areaOf(path) !== 'src/http') findings.push(`${path} imports a Fastify plugin`)
  findNone(t, findings)
})

const limits = { source: 250, test: 300, function: 60, columns: 120 }

const isFunction = (node: ts.Node): boolean =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined

/** Lines that are not those of a function inside it: a factory is as long as its methods are not. */
const ownLines = (node: ts.Node, tree: ts.SourceFile): number => {
  const [first, last] = linesOf(node, tree)
  const inner = outermost(node).map((child) => linesOf(child, tree))
  return last - first + 1 - inner.reduce((sum, [from, to]) => sum + Math.max(0, to - from - 1), 0)
}

const outermost = (node: ts.Node): ts.Node[] => {
  const found: ts.Node[] = []
  ts.forEachChild(node, (child) => {
    found.push(...(isFunction(child) ? [child] : outermost(child)))
  })
  return found
}

const nameOf = (node: ts.Node): string => {
  const owner =
    ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) ? node.parent : node
  return 'name' in owner && owner.name ? (owner.name as ts.Node).getText() : 'a function'
}

test('files, functions and lines stay small', (t) => {
  const findings: string[] = []
  for (const { path, text, tree } of all) {
    const lines = text.split('\n')
    const limit = path.startsWith('test/') ? limits.test : limits.source
    if (lines.length - 1 > limit) findings.push(`${path} has ${lines.length - 1} lines`)
    for (const [place, line] of lines.entries()) {
      if ([...line].length > limits.columns)
        findings.push(`${path}:${place + 1} has ${[...line].length} columns`)
    }
    // A test is a table or a story, and is read from top to bottom.
    const functions = path.endsWith('.test.ts') ? [] : nodesOf(tree).filter(isFunction)
    for (const node of functions) {
      const [first] = linesOf(node, tree)
      const length = ownLines(node, tree)
      if (length > limits.function) findings.push(`${path}:${first} ${nameOf(node)} has ${length} lines`)
    }
  }
  findNone(t, findings)
})

/** Written in two parts, so that this file does not find itself. */
const leftovers = new RegExp(['TO', 'DO|FIX', 'ME|X', 'XX'].join(''))

test('nothing is left over', (t) => {
  const findings: string[] = []
  for (const { path, text, tree } of all) {
    if (leftovers.test(text)) findings.push(`${path} has a leftover marker`)
    for (const node of nodesOf(tree)) {
      const isDefault =
        ts.isExportAssignment(node) ||
        (ts.canHaveModifiers(node) &&
          ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword))
      if (isDefault) findings.push(`${path} has a default export`)
      if (ts.isPropertyAccessExpression(node) && /^(?:t|it|test|tap)$/.test(node.expression.getText())) {
        if (/^(?:only|skip|todo)$/.test(node.name.text)) findings.push(`${path} has ${node.getText()}`)
      }
    }
  }
  findNone(t, findings)
})

const pure = ['src/domain', 'src/app', 'projections']

/** What would make two runs differ. */
const impure = (node: ts.Node): boolean => {
  const text = node.getText()
  if (ts.isPropertyAccessExpression(node)) {
    return ['Date.now', 'Math.random', 'process.env', 'performance.now', 'crypto.randomUUID'].includes(text)
  }
  return ts.isNewExpression(node) && text.startsWith('new Date') && (node.arguments?.length ?? 0) === 0
}

test('clock, chance and surroundings are handed in', (t) => {
  const findings: string[] = []
  for (const { path, tree } of sources.filter(({ path: one }) => pure.includes(areaOf(one)))) {
    for (const node of nodesOf(tree)) if (impure(node)) findings.push(`${path} uses ${node.getText()}`)
  }
  findNone(t, findings)
})

test('amounts are whole numbers: no fraction stands in the domain or in a fold', (t) => {
  const findings: string[] = []
  for (const { path, tree } of sources.filter(({ path: one }) =>
    /^(?:src\/domain|projections)\//.test(one),
  )) {
    for (const node of nodesOf(tree)) {
      if (ts.isNumericLiteral(node) && !Number.isInteger(Number(node.text))) {
        findings.push(`${path} has ${node.getText()}`)
      }
    }
  }
  findNone(t, findings)
})

test('every source file is part of the program', (t) => {
  const byPath = new Map<string, SourceFile>(sources.map((file) => [file.path, file]))
  const reached = new Set<string>()
  const follow = (path: string): void => {
    const file = byPath.get(path)
    if (file === undefined || reached.has(path)) return
    reached.add(path)
    for (const { of } of file.imports) follow(of)
  }
  follow('src/main.ts')
  findNone(
    t,
    sources
      .filter(({ path }) => !reached.has(path))
      .map(({ path }) => `${path} is not reached from src/main.ts`),
  )
})

test('the checks see what they look for', (t) => {
  const paths = sources.map(({ path }) => path)
  t.ok(paths.includes('src/main.ts') && paths.includes('src/domain/money.ts'))
  t.ok(sources.length > 100, `${sources.length} files`)
  const [{ imports } = { imports: [] }] = sources.filter(({ path }) => path === 'src/app/handle-command.ts')
  t.ok(imports.some(({ of, typeOnly }) => of === 'src/domain/actor.ts' && typeOnly))
  t.ok(imports.some(({ of, typeOnly }) => of === 'src/domain/errors.ts' && !typeOnly))
  const bad = ts.createSourceFile(
    'x.ts',
    'const a = Date.now() + new Date().getTime() + 0.5',
    ts.ScriptTarget.ESNext,
    true,
  )
  t.equal(nodesOf(bad).filter(impure).length, 2)
  t.end()
})
