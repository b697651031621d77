import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { jinlan } from '../support/run-jinlan.ts'

const own = resolve(import.meta.dirname, '../cases/refusals-in-order.json')
const folder = mkdtempSync(join(tmpdir(), 'jinlan-assess-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const written = (name: string, content: unknown): string => {
  const file = join(folder, name)
  writeFileSync(
    file,
    typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
  )
  return file
}

const completion = {
  id: 't1',
  course: 'overseas',
  trainingId: 'K-1',
  startsOn: '2024-05-01',
  endsOn: '2024-05-20',
  eligibleCostYuan: '100.00',
}
const recognition = { id: 'r1', title: 'golden-collar', grantedOn: '2024-05-01' }
const claim = { id: 'c1', instrument: 'overseas-training', basis: 't1' }
const steps = [{ completion }, { claim }]
const sound = { name: 'sound', steps }
const expected = {
  claims: [{ claim: 'c1', outcome: 'approved', amountYuan: '100.00', reasons: [] }],
}
const withCompletion = (change: object) => ({
  name: 'bad',
  steps: [{ completion: { ...completion, ...change } }],
})
const withClaim = (change: object) => ({
  name: 'bad',
  steps: [{ completion }, { claim: { ...claim, ...change } }],
})
const after = (...more: unknown[]) => ({ name: 'bad', steps: [...steps, ...more] })

/** What is malformed in a case, by what is wrong with it. */
const malformedCases: Readonly<Record<string, unknown>> = {
  'no object': 7,
  'a list': [],
  'no name': { steps },
  'an empty name': { name: '', steps },
  'a name that is no text': { name: 1, steps },
  'no steps': { name: 'bad' },
  'steps that are no list': { name: 'bad', steps: {} },
  'an unknown field': { name: 'bad', steps, note: '' },
  'an inherited field': '[{"name":"bad","steps":[],"__proto__":{}}]',
  'interpretations null': { name: 'bad', steps, interpretations: null },
  'an unknown interpretation': { name: 'bad', steps, interpretations: { I5: 'registration' } },
  'an unknown option': { name: 'bad', steps, interpretations: { I2: 'both' } },
  'a step of no kind': { name: 'bad', steps: [{}] },
  'a step of two kinds': { name: 'bad', steps: [{ completion, recognition }] },
  'a step of an inherited kind': '[{"name":"bad","steps":[{"__proto__":{"claim":"c1"}}]}]',
  'an unknown step': { name: 'bad', steps: [{ pay: { claim: 'c1' } }] },
  'a step that is no object': { name: 'bad', steps: ['claim'] },
  'an unknown field in a step': withCompletion({ hours: 8 }),
  'a missing field in a step': withCompletion({ trainingId: undefined }),
  'an unknown course': withCompletion({ course: 'online' }),
  'a course without amount or rule in the plan': withCompletion({ course: 'vocational' }),
  'an unknown title': { name: 'bad', steps: [{ recognition: { ...recognition, title: 'expert' } }] },
  'an unknown instrument': withClaim({ instrument: 'overseas' }),
  'an empty id': withCompletion({ id: '' }),
  'an empty trainingId': withCompletion({ trainingId: '' }),
  'a fact id twice': after({ recognition: { ...recognition, id: 't1' } }),
  'a claim with the id of a fact': withClaim({ id: 't1' }),
  'an amount that is a number': withCompletion({ eligibleCostYuan: 100 }),
  'an amount of nothing': withCompletion({ eligibleCostYuan: '0.00' }),
  'a negative amount': withCompletion({ eligibleCostYuan: '-1.00' }),
  'an amount with one place': withCompletion({ eligibleCostYuan: '1.0' }),
  'an amount with a leading zero': withCompletion({ eligibleCostYuan: '01.00' }),
  'an amount with a line break': withCompletion({ eligibleCostYuan: '1.00\n' }),
  'an amount in full-width digits': withCompletion({ eligibleCostYuan: '１.00' }),
  'an amount too large': withCompletion({ eligibleCostYuan: '1000000000000.00' }),
  'an ignored amount that is malformed': {
    name: 'bad',
    steps: [
      { recognition },
      { claim: { id: 'c1', instrument: 'golden-collar-naming', basis: 'r1', requestedYuan: '1' } },
    ],
  },
  'a requested amount null': withClaim({ requestedYuan: null }),
  'a day that does not exist': withCompletion({ endsOn: '2024-02-30' }),
  'a day of the year 0': withCompletion({ startsOn: '0000-01-01' }),
  'a day in another form': withCompletion({ endsOn: '2024-5-20' }),
  'an instant for a day': withCompletion({ endsOn: '2024-05-20T00:00:00Z' }),
  'an end before the start': withCompletion({ startsOn: '2024-05-21' }),
  'a withdrawal of an unknown claim': after({ withdraw: { claim: 'c2' } }),
  'a withdrawal of a fact': after({ withdraw: { claim: 't1' } }),
  'a withdrawal of a refused claim': after({ claim: { ...claim, id: 'c2' } }, { withdraw: { claim: 'c2' } }),
  'a second withdrawal': after({ withdraw: { claim: 'c1' } }, { withdraw: { claim: 'c1' } }),
  'a revocation of an unknown basis': after({ revoke: { basis: 't2' } }),
  'a revocation of a claim': after({ revoke: { basis: 'c1' } }),
  'a second revocation': after({ revoke: { basis: 't1' } }, { revoke: { basis: 't1' } }),
  'a key twice, equal': '[{"name":"bad","steps":[],"steps":[]}]',
  'a key twice, escaped': '[{"name":"bad","steps":[],"st\\u0065ps":[]}]',
}

/** Files that are no list of cases. */
const malformedFiles: Readonly<Record<string, string | Buffer>> = {
  'no JSON': '[',
  'an object': '{}',
  'a byte-order mark': '\ufeff[]',
  'no UTF-8': Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]),
  empty: '',
}

t.test('what is malformed gets no decision, names file and case, and stops nothing else', async (t) => {
  const cases = Object.entries(malformedCases).map(([what, content], place) => {
    const text = typeof content === 'string' ? content : [content, sound]
    return { what, file: written(`case-${place}.json`, text) }
  })
  const files = Object.entries(malformedFiles).map(([what, content], place) => {
    return { what, file: written(`file-${place}.json`, content) }
  })
  const absent = { what: 'no such file', file: join(folder, 'absent.json') }
  const all = [...cases, ...files, absent]
  const { code, stdout, stderr } = await jinlan(['assess', '--json', ...all.map(({ file }) => file)])
  t.equal(code, 2)
  const answers = JSON.parse(stdout) as {
    file: string
    name?: string
    malformed?: string
    claims?: unknown
  }[]
  for (const { what, file } of all) {
    const found = answers.find((answer) => answer.file === file && answer.malformed !== undefined)
    t.ok(found, what)
    t.notOk(found?.claims, `${what}: no decision`)
    t.match(stderr, `${file}:${found?.name ?? ''}`, `${what}: named`)
  }
  const judged = answers.filter(({ name, claims }) => name === 'sound' && claims !== undefined)
  const withSound = Object.values(malformedCases).filter((content) => typeof content !== 'string')
  t.equal(judged.length, withSound.length, 'the sound case beside each malformed one is judged')
})

t.test('a name twice is malformed both times', async (t) => {
  const { code, stdout } = await jinlan(['assess', '--json', written('twice.json', [sound, sound])])
  t.equal(code, 2)
  t.same(
    (JSON.parse(stdout) as { malformed?: string }[]).map(({ malformed }) => malformed !== undefined),
    [true, true],
  )
})

t.test('what expect says is only compared: a difference is 1, something malformed beside it 2', async (t) => {
  const differing = [{ claims: [] }, { buckets: {} }, { paid: [] }, 'nothing', null, []]
  const cases = differing.map((expect, place) => ({ name: `differs ${place}`, steps, expect }))
  const differs = written('differs.json', cases)
  const { code, stdout } = await jinlan(['assess', '--json', differs])
  t.equal(code, 1)
  t.same(
    (JSON.parse(stdout) as { agrees: boolean }[]).map(({ agrees }) => agrees),
    differing.map(() => false),
  )
  t.equal((await jinlan(['assess', '--quiet', differs, written('no-json.json', '[')])).code, 2)
})

t.test('cases that agree are 0, and a case that expects nothing disagrees with nothing', async (t) => {
  const agreeing = written('agrees.json', [
    { ...sound, expect: expected },
    { name: 'no expectation', steps },
  ])
  const { code, stdout } = await jinlan(['assess', '--json', agreeing, own])
  t.equal(code, 0)
  const answers = JSON.parse(stdout) as { name: string; agrees: boolean | null }[]
  t.equal(answers.length, 2 + (JSON.parse(readFileSync(own, 'utf8')) as unknown[]).length)
  t.same(
    answers.filter(({ agrees }) => agrees !== true).map(({ name, agrees }) => [name, agrees]),
    [['no expectation', null]],
  )
})

t.test('for people, each step is told with its clause and reading', async (t) => {
  const { code, stdout, stderr } = await jinlan(['assess', own])
  t.equal(code, 0)
  t.match(stdout, '二(三)4')
  t.match(stdout, /口径 I2/)
  t.match(stdout, '培训时间超过该项目允许的最长时间')
  t.match(stderr, '一致 6')
})

t.test('another policy decides otherwise; what is none is refused', async (t) => {
  const shipped = resolve(import.meta.dirname, '../../seeds/policies/plan-2024-2026.json')
  const text = readFileSync(shipped, 'utf8').replaceAll('"yuan": "50000.00"', '"yuan": "60.00"')
  const sparing = written('sparing.json', text)
  const file = written('one.json', [{ ...sound, expect: expected }])
  t.equal((await jinlan(['assess', file, '--policy', 'nothing-of-the-kind'])).code, 2)
  t.equal((await jinlan(['assess', file, '--policy', written('no-policy.json', '{}')])).code, 2)
  const { code, stdout } = await jinlan(['assess', '--json', file, '--policy', sparing])
  t.equal(code, 1)
  t.match(stdout, '"amountYuan": "60.00"')
  t.equal((await jinlan(['assess', file, '--policy', 'plan-2024-2026'])).code, 0)
})
