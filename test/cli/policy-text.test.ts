import { PassThrough } from 'node:stream'
import t from 'tap'
import { versionsTable } from '../../src/cli/policy-text.ts'
import { Terminal } from '../../src/cli/terminal.ts'
import { shippedPolicies } from '../../src/seeds.ts'

t.test('a version is in force, to come, or replaced', (t) => {
  const [document] = shippedPolicies()
  if (document === undefined) throw new Error('no policy is shipped')
  const version = (no: number, inForceFrom: string | null) => {
    return { version: no, digest: `${no}`, document, draftedBy: 'a', inForceFrom }
  }
  const stream = new PassThrough() as unknown as NodeJS.WriteStream
  const terminal = new Terminal(stream, stream, { json: false, quiet: false, colour: false })
  const versions = [
    version(1, '2024-01-01'),
    version(2, '2025-01-01'),
    version(3, '2099-01-01'),
    version(4, null),
  ]
  const text = versionsTable(terminal, versions, versions[1])
  for (const [no, status] of [
    [1, '已被替代'],
    [2, '生效'],
    [3, '已批准'],
    [4, '草案'],
  ]) {
    t.match(text, new RegExp(`第 ${no} 版\\s*\\S?\\s*${status}`))
  }
  t.end()
})
