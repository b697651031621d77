import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The project's own sources, as the tidiness test looks at them. */

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Import {
  /** A path from the project's root for a file of the project, else the package's name. */
  readonly of: string
  readonly typeOnly: boolean
}

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
  readonly tree: ts.SourceFile
}

/** Every TypeScript file below the folders. */
export const sourcesIn = (...folders: readonly string[]): readonly SourceFile[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .sort()
      .map(read),
  )

const read = (path: string): SourceFile => {
  const text = readFileSync(join(root, path), 'utf8')
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
  const imports = nodesOf(tree).flatMap((node) => importsOf(node, path))
  return { path, text, tree, imports }
}

export const nodesOf = (node: ts.Node): ts.Node[] => {
  const found: ts.Node[] = [node]
  ts.forEachChild(node, (child) => {
    found.push(...nodesOf(child))
  })
  return found
}

const importsOf = (node: ts.Node, from: string): Import[] => {
  if (ts.isImportDeclaration(node)) {
    return [imported(node.moduleSpecifier, from, node.importClause?.isTypeOnly === true)]
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return [imported(node.moduleSpecifier, from, node.isTypeOnly)]
  }
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  if (isCall && node.arguments[0]) return [imported(node.arguments[0], from, false)]
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return [imported(node.argument.literal, from, true)]
  }
  // A worker or another file that is started by its address.
  const isUrl = ts.isNewExpression(node) && node.expression.getText() === 'URL'
  const address = isUrl ? node.arguments?.[0] : undefined
  const isFile = address && ts.isStringLiteral(address) && /^\.{1,2}\/.*\.[jt]s$/.test(address.text)
  return isFile ? [imported(address, from, false)] : []
}

const imported = (specifier: ts.Node, from: string, typeOnly: boolean): Import => {
  const text = ts.isStringLiteralLike(specifier) ? specifier.text : specifier.getText()
  const isOwn = text.startsWith('.')
  const of = isOwn ? normalize(join(dirname(from), text)).replaceAll('\\', '/') : text
  return { of: isOwn ? of.replace(/\.js$/, '.ts') : of, typeOnly }
}

/** Line numbers from 1 of where a node begins and ends. */
export const linesOf = (node: ts.Node, tree: ts.SourceFile): readonly [first: number, last: number] => [
  tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1,
  tree.getLineAndCharacterOfPosition(node.getEnd()).line + 1,
]
