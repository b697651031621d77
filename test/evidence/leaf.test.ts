import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { type LeafFields, leafHash } from '../../src/evidence/leaf.ts'

const claim: LeafFields = {
  index: 0,
  stream: 'person-abc',
  revision: 0,
  eventId: '3b241101-e2bb-4255-8caf-4136c566a962',
  type: 'ClaimSubmitted',
  data: '{"claimId":"c-1","requestedFen":300000}',
  metadata: '{"commandId":"k-1"}',
}

/** The documented encoding once more, written for clarity: what a third party would write. */
function plainly(leaf: LeafFields): string {
  const fields = ['ledger-leaf-v1', leaf.index, leaf.stream, leaf.revision, leaf.eventId, leaf.type]
  const parts: Buffer[] = [Buffer.from([0])]
  for (const field of [...fields, leaf.data, leaf.metadata]) {
    const text = Buffer.from(String(field), 'utf8')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    parts.push(length, text)
  }
  return createHash('sha256').update(Buffer.concat(parts)).digest('hex')
}

const vectors: [string, Partial<LeafFields>, string][] = [
  ['the first event of a log', {}, 'e69e8054ad8caf5801bc5dd7839e5055f4c296c6f3a48eb9fb8eb0237c9b0306'],
  [
    'a later one',
    { index: 1_000_000, revision: 41n },
    '2cbfa7e4f3c3aba92b5f31e6862a6f9828323133163e2ca83486619303e28559',
  ],
  [
    'Chinese and rare characters',
    { type: '申领', data: '{"班":"𠮷䶮二(三)4"}' },
    'bfd4f07391a75c71168019f5236ba8e9635a27367ba5fd93a43d38cc1bb101e9',
  ],
  [
    'nothing in it',
    { data: '{}', metadata: '{}' },
    '62e78adf97433d0b17eb96a1899dc61df48f995a9684732440573f4a9b52bfda',
  ],
]

test('fixed vectors: these bytes are in signed checkpoints and never change', (t) => {
  for (const [name, over, hex] of vectors) {
    t.equal(leafHash({ ...claim, ...over }).toString('hex'), hex, name)
  }
  t.end()
})

test('every field is bound, and the fields are kept apart', (t) => {
  const changes: Partial<LeafFields>[] = [
    {},
    { index: 1 },
    { stream: 'person-abd' },
    { revision: 1 },
    { eventId: '3b241101-e2bb-4255-8caf-4136c566a963' },
    { type: 'ClaimSubmittee' },
    { data: '{"claimId":"c-1","requestedFen":300001}' },
    { metadata: '{"commandId":"k-2"}' },
    { stream: 'person-abc0', revision: '' as unknown as number },
    { type: 'ClaimSubmitted{', data: claim.data.slice(1) },
    { data: claim.metadata, metadata: claim.data },
  ]
  const hashes = changes.map((change) => leafHash({ ...claim, ...change }).toString('hex'))
  t.equal(new Set(hashes).size, changes.length)
  t.end()
})

test('numbers and bigints are one number', (t) => {
  t.same(leafHash({ ...claim, index: 7, revision: 3 }), leafHash({ ...claim, index: 7n, revision: 3n }))
  t.end()
})

test('any leaf is the documented encoding, whatever was hashed before it', (t) => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 })
  const fields = fc.record({
    index: fc.nat(),
    stream: text,
    revision: fc.nat(),
    eventId: fc.uuid(),
    type: text,
    data: fc.tuple(text, fc.constantFrom(1, 200, 2_000)).map(([part, times]) => part.repeat(times)),
    metadata: text,
  })
  fc.assert(
    fc.property(fields, (leaf) => leafHash(leaf).toString('hex') === plainly(leaf)),
    { numRuns: 500 },
  )
  t.end()
})

test('a hash handed out is not changed by the next', (t) => {
  const first = leafHash(claim)
  const copy = Buffer.from(first)
  leafHash({ ...claim, index: 1 })
  t.same(first, copy)
  t.end()
})
