import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { openFixture } from './http-fixture.ts'
import { cardNumber } from './treasury-fixture.ts'

/** A client made from the served description carries a claim from registration to payment. */

const root = resolve(import.meta.dirname, '../..')
const walkFile = join(root, 'test/client/walk.ts')

const served = async () => {
  const fixture = await openFixture()
  const url = await fixture.app.listen({ port: 0, host: '127.0.0.1' })
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenAPI3
  return { fixture, url, document }
}

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: false,
  noEmit: true,
  types: ['node'],
  skipLibCheck: true,
  allowImportingTsExtensions: true,
}

/** @returns what the compiler says of the walk beside types of this document; '' if it is content. */
const compiled = async (document: OpenAPI3): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-client-'))
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    writeFileSync(join(folder, 'api.ts'), astToString(await openapiTS(document)))
    cpSync(walkFile, join(folder, 'walk.ts'))
    const compiler = join(root, 'node_modules/.bin/tsc')
    // The test runner puts its own modules into every child of Node; `env` takes them out again.
    await promisify(execFile)('env', ['-u', 'NODE_OPTIONS', process.execPath, compiler, '-p', folder])
    return ''
  } catch (error) {
    return String((error as { readonly stdout?: string }).stdout || error)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Walk {
  readonly walk: (terms: object) => Promise<object>
}

t.test('a claim goes from registration to payment, with no request made by hand', async (t) => {
  const { fixture, url, document } = await served()
  t.teardown(() => fixture.close())
  t.equal(await compiled(document), '', 'the walk is as the description says')
  const { walk } = (await import(pathToFileURL(walkFile).href)) as Walk
  const came = await walk({ baseUrl: url, idNumber: syntheticIdNumber(601), bankAccount: cardNumber(1) })
  t.match(came, {
    statusText: '已拨付',
    paidYuan: '10000.00',
    equal: true,
    batchStatus: '已结清',
    payList: cardNumber(1),
  })
  t.notMatch(readFileSync(walkFile, 'utf8'), /\bfetch\(|\bany\b|as unknown/, 'nothing is got round')
})

t.test('a description that says something else is noticed', async (t) => {
  const { fixture, document } = await served()
  t.teardown(() => fixture.close())
  const changed = JSON.parse(JSON.stringify(document).replaceAll('"amountYuan"', '"amountFen"')) as OpenAPI3
  t.match(await compiled(changed), /walk\.ts.*amountYuan/)
})

/** Schemas that say nothing; what a policy or an event holds is its own matter. */
const openEnded = /^#(?:Event|Policy|Job)(?:Input)?\.(?:data|document|result)/

const saysNothing = (schema: object | undefined, place: string): readonly string[] => {
  if (schema === undefined || openEnded.test(place)) return []
  const { description: _, examples: __, title: ___, ...said } = schema as Readonly<Record<string, unknown>>
  if (Object.keys(said).length === 0) return [place]
  const parts = Object.entries((said.properties ?? {}) as Readonly<Record<string, object>>)
  const inner = [said.items, said.additionalProperties].filter((part) => typeof part === 'object')
  const ways = [said.anyOf, said.oneOf, said.allOf].flatMap((list) => (list ?? []) as readonly object[])
  return [
    ...parts.flatMap(([name, part]) => saysNothing(part, `${place}.${name}`)),
    ...[...inner, ...ways].flatMap((part) => saysNothing(part as object, `${place}[]`)),
  ]
}

type Content = Readonly<Record<string, { readonly schema?: object }>>
interface Operation {
  readonly requestBody?: { readonly content: Content; readonly required?: boolean }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

t.test('every body that is sent or answered is described', async (t) => {
  const { fixture, document } = await served()
  t.teardown(() => fixture.close())
  const schemas = Object.entries(document.components?.schemas ?? {})
  const found = schemas.flatMap(([name, schema]) => saysNothing(schema as object, `#${name}`))
  let bodies = 0
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const [method, { requestBody, responses }] of Object.entries(
      operations as Record<string, Operation>,
    )) {
      t.equal(requestBody !== undefined, method === 'post', `${method} ${path}`)
      const contents = [requestBody?.content ?? {}, ...Object.values(responses).map(({ content }) => content)]
      for (const content of contents) {
        if (content === undefined) t.fail(`${method} ${path} answers something without saying what`)
        for (const [type, { schema }] of Object.entries(content ?? {})) {
          bodies += 1
          found.push(...saysNothing(schema ?? {}, `${method} ${path} ${type}`))
        }
      }
    }
  }
  t.same(found, [])
  t.ok(bodies > 500, `${bodies} bodies`)
  const bodyOf = (path: string) =>
    (document.paths?.[path] as { post: Operation } | undefined)?.post.requestBody
  t.same(Object.keys(bodyOf('/api/v1/batches/{batchId}/results')?.content ?? {}), [
    'text/csv',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.ms-excel',
    'multipart/form-data',
  ])
  t.equal(bodyOf('/api/v1/batches/{batchId}/freeze')?.required, false, 'may be left out')
  t.equal(bodyOf('/api/v1/batches/{batchId}/approve')?.required, true)
})
