import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  new Map(readdirSync(data).map((name) => [name, readFileSync(join(data, name))]))

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
    const { get, post } = await client(await urlOf(server))
    const said: string[] = []
    const { text } = await post(`${api}/people`, registration)
    const { personId } = JSON.parse(text) as { personId: string }
    for (const { url, body } of goodRequests(personId)) {
      const { status, text } = await post(url, body)
      t.ok(status < 300, url)
      said.push(text)
    }
    const grant = { title: 'golden-collar', grantedOn: '2024-05-01', document: planted }
    t.equal((await post(`${api}/people/${personId}/recognitions`, grant)).status, 201)
    for (const { url, body, key } of badRequests(personId)) said.push((await post(url, body, key)).text)
    for (const url of badAddresses) said.push((await get(url)).text)
    const { position } = JSON.parse((await post(`${api}/people`, registration)).text) as { position: string }
    for (const url of reads(personId)) {
      const { status, text } = await get(`${url}?atLeast=${position}`)
      t.equal(status, 200, url)
      said.push(withoutNotes(text))
    }

    const running = filesNow()
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
