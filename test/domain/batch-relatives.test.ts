import { test } from 'tap'
import { givenIn } from '../support/batch-given.ts'
import * as story from '../support/batch-story.ts'

/** A declared relative of somebody with a line decides nothing of that line, nor of a batch with it. */

const { approve, digestOf, lines, object, release, remove, resolve, results } = story
const related = lines.map((line) => (line.no === 2 ? { ...line, relatives: ['kin'] } : line))
const noticed = [story.plan, story.start(), story.add(related), story.freeze(), story.notice()]
const closed = [...noticed, story.closeNotice]
const approved = [...closed, approve()]
const released = [...approved, release()]

test('a declared relative signs, releases and resolves nothing', (t) => {
  const given = givenIn(t)
  given(...closed).refuses(approve(digestOf(1, 2, 3), 'kin'), 'separation-of-duties')
  given(...approved).refuses(release('kin'), 'separation-of-duties')
  given(...released, results('bank-1', [], [2])).refuses(story.reissue([2], 'kin'), 'separation-of-duties')
  for (const upheld of [true, false]) {
    given(...noticed, object('p2-c1')).refuses(resolve(1, upheld, 'kin'), 'separation-of-duties')
  }
  t.end()
})

test('what is not of the relative is theirs to decide', (t) => {
  const given = givenIn(t)
  given(...noticed, object('p1-c1')).makes(resolve(1, false, 'kin'), {
    type: 'ObjectionResolved',
    data: { no: 1, upheld: false, noteCommitment: 'r' },
  })
  const digest = digestOf(1, 3)
  given(...closed, remove('p2-c1')).makes(approve(digest, 'kin'), {
    type: 'BatchApproved',
    data: { digest, lines: 2, totalFen: 400_000, signedBy: ['kin'] },
  })
  t.end()
})
