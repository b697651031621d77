import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import t from 'tap'
import { endOf, jinlan, startJinlan, urlOf } from '../support/run-jinlan.ts'
import {
  api,
  badAddresses,
  badRequests,
  canary,
  goodRequests,
  reads,
  registration,
  secrets,
  sheet,
  withoutNotes,
} from './canaries.ts'

const folder = mkdtempSync(join(tmpdir(), 'jinlan-privacy-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const data = join(folder, 'data')

/** Not secret: goes to the log and the figures in clear, so the search must find it there. */
const planted = 'PLANTED-2024-文'

/** As a file or a stream may hold it. */
const forms = (secret: string): readonly Buffer[] => {
  const escaped = secret.replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const texts = [secret, escaped, encodeURIComponent(secret)].map((text) => Buffer.from(text))
  return [...texts, Buffer.from(secret, 'utf16le'), Buffer.from(Buffer.from(secret).toString('base64url'))]
}

/** Which of the secrets are in which of the places. */
const findings = (places: ReadonlyMap<string, Buffer>, wanted: readonly string[]): readonly string[] =>
  [...places].flatMap(([place, bytes]) =>
    wanted
      .filter((secret) => forms(secret).some((form) => bytes.includes(form)))
      .map((secret) => `${place}: ${secret}`),
  )

const filesNow = (): ReadonlyMap<string, Buffer> =>
  new Map(
    readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        relative(data, join(parentPath, name)),
        readFileSync(join(parentPath, name)),
      ]),
  )

const client = async (url: string) => {
  let keys = 0
  const send = async (path: string, token: string, init: RequestInit = {}, key = `key-${keys++}`) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'idempotency-key': key,
      'content-type': 'application/json',
    }
    const answer = await fetch(`${url}${path}`, { headers, ...init })
    return { status: answer.status, text: await answer.text() }
  }
  const session = await send(`${api}/session`, '', { method: 'POST', body: '{"persona":"officer-330602"}' })
  const { token } = JSON.parse(session.text) as { token: string }
  return {
    get: (path: string) => send(path, token),
    post: (path: string, body: object, key?: string) =>
      send(path, token, { method: 'POST', body: JSON.stringify(body) }, key),
  }
}

t.test(
  'personal data is in no file but the vault, where it is sealed, and in no word of the program',
  async (t) => {
    const server = startJinlan([
      'serve',
      '--port',
      '0',
      '--json',
      '--data',
      data,
      '--clock',
      '2024-10-01T09:00:00+08:00',
    ])
    const ended = endOf(server)
    const url = await urlOf(server)
    const { get, post } = await client(url)
    const said: string[] = []
    const { text } = await post(`${api}/people`, registration)
    const { personId } = JSON.parse(text) as { personId: string }
    for (const { url: path, body } of goodRequests(personId)) {
      const { status, text } = await post(path, body)
      t.ok(status < 300, path)
      said.push(text)
    }
    const grant = { title: 'golden-collar', grantedOn: '2024-05-01', document: planted }
    t.equal((await post(`${api}/people/${personId}/recognitions`, grant)).status, 201)
    for (const { url: path, body, key } of badRequests(personId)) {
      said.push((await post(path, body, key)).text)
    }
    for (const path of badAddresses) said.push((await get(path)).text)
    const { position } = JSON.parse((await post(`${api}/people`, registration)).text) as { position: string }
    for (const path of reads(personId)) {
      const { status, text } = await get(`${path}?atLeast=${position}`)
      t.equal(status, 200, path)
      said.push(withoutNotes(text))
    }

    said.push(await importedSheet(url))

    const running = filesNow()
    t.equal([...running.keys()].filter((name) => name.startsWith('imports/')).length, 2, 'the sheet is there')
    for (const name of [
      'ledger.db',
      'ledger.db-wal',
      'figures.db',
      'figures.db-wal',
      'vault.db',
      'vault.db-wal',
    ]) {
      t.ok(running.has(name), name)
    }
    t.same(findings(running, secrets), [], 'while it runs')
    server.kill('SIGTERM')
    const { code, stdout, stderr } = await ended
    t.equal(code, 0)
    const stopped = filesNow()
    t.same(findings(stopped, secrets), [], 'after it stopped')

    const answers = new Map([
      ['server stdout', stdout],
      ['server stderr', stderr],
      ['answers', said.join('\n')],
    ])
    for (const args of commandLines(personId)) {
      const { code, stdout, stderr } = await jinlan([...args, '--data', data])
      answers.set(`jinlan ${args.join(' ')} → ${code}`, stdout + stderr)
    }
    const words = new Map([...answers].map(([place, text]) => [place, Buffer.from(text)]))
    t.same(
      findings(words, secrets).map((found) => found.slice(0, 200)),
      [],
      'what it says',
    )

    const inFiles = [...findings(running, [planted]), ...findings(stopped, [planted])]
    t.ok(inFiles.includes(`ledger.db-wal: ${planted}`), 'the search sees what is in the log')
    t.ok(inFiles.includes(`ledger.db: ${planted}`), 'and in the log after it was stopped')
    t.ok(
      findings(running, [personId]).some((found) => found.startsWith('figures.db-wal')),
      'and in the figures',
    )
    t.ok(findings(words, [personId]).length > 2, 'and in what the program says')
    const sealed = new Map([['planted', Buffer.concat([Buffer.from([0]), Buffer.from(canary.name)])]])
    t.same(findings(sealed, secrets), [`planted: ${canary.name}`])
  },
)

/** Uploaded and recorded by a provider; everything that was said about it. */
const importedSheet = async (url: string): Promise<string> => {
  const said: string[] = []
  const ask = async (path: string, init: RequestInit = {}, token = ''): Promise<Record<string, string>> => {
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': path, ...init.headers }
    const text = await (await fetch(`${url}${path}`, { ...init, headers })).text()
    said.push(text)
    return JSON.parse(text) as Record<string, string>
  }
  const json = { 'content-type': 'application/json' }
  const session = await ask(`${api}/session`, {
    method: 'POST',
    headers: json,
    body: '{"persona":"provider-1"}',
  })
  said.length = 0
  const { token = '' } = session
  const csv = { 'content-type': 'text/csv' }
  const body = new Uint8Array(sheet())
  const { importId } = await ask(`${api}/imports`, { method: 'POST', headers: csv, body }, token)
  const imports = `${api}/imports/${importId}`
  const until = async (status: string): Promise<void> => {
    for (let look = 0; look < 300; look++) {
      if ((await ask(imports, {}, token)).status === status) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`never ${status}: ${said.at(-1)?.slice(0, 400)}`)
  }
  await until('judged')
  await ask(`${imports}/rows?limit=100`, {}, token)
  await ask(`${imports}/commit`, { method: 'POST' }, token)
  await until('committed')
  await ask(`${imports}/rows?limit=100`, {}, token)
  await ask(`${api}/imports`, {}, token)
  return said.join('\n')
}

const commandLines = (personId: string): readonly (readonly string[])[] => [
  ['claim', `${personId}-c1`],
  ['claim', `${personId}-c1`, '--json'],
  ['entitlement', personId],
  ['entitlement', personId, '--json'],
  ...['fsck', 'verify', 'replay', 'rebuild'].flatMap((verb) => [[verb], [verb, '--json']]),
  ...[canary.idNumber, canary.name, canary.phone].flatMap((secret) => [
    ['claim', secret],
    ['entitlement', secret, '--json'],
  ]),
]
