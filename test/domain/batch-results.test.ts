import { test } from 'tap'
import { decideBatch } from '../../src/domain/batch/decide.ts'
import { DomainError } from '../../src/domain/errors.ts'
import { givenIn } from '../support/batch-given.ts'
import * as story from '../support/batch-story.ts'

/** What a bank's result is about: which payment of a line, and whether the same file said it before. */

const { after, backRow, into, paidRow, results, step } = story

const recording = (
  confirmed: readonly ReturnType<typeof paidRow>[],
  returned: readonly (Omit<ReturnType<typeof backRow>, 'on'> & { readonly on: string | null })[] = [],
) =>
  step({ type: 'RecordResults', data: { fileDigest: 'bank-1', confirmed, returned, unused: 0 } }, 'planner', {
    today: '2025-06-30',
  })

const on = (day: string) => ({ today: day })

test('a result dated before the file in which the line was released or sent again is refused', (t) => {
  const given = givenIn(t)
  const dated = (paidOn: string) => recording([{ ...paidRow(1), paidOn }])
  const back = (day: string | null) => recording([], [{ ...backRow(1), on: day }])
  const first = { no: '1', sentOn: '2025-06-03' }
  given(...into.released).refuses(dated('2025-06-02'), 'result-before-file', first)
  given(...into.released).refuses(back('2025-06-02'), 'result-before-file', first)
  t.match(after([...into.released, dated('2025-06-03')]).lines[0], { status: 'paid' })
  t.match(after([...into.released, back(null)]).lines[0], { status: 'returned' }, 'there is one payment only')
  const again = [...into.released, results('bank-0', [], [1]), story.reissue([1])]
  const state = after(again)
  const sentLater = {
    ...state,
    lines: state.lines.map((line) => ({ ...line, sentOn: line.no === 1 ? '2025-06-20' : line.sentOn })),
  }
  const decided =
    ({ command, by }: story.Taken) =>
    () =>
      decideBatch(command, sentLater, story.contextOf(by, on('2025-06-30')))
  const second = { no: '1', sentOn: '2025-06-20' }
  t.throws(decided(dated('2025-06-19')), new DomainError('result-before-file', second))
  t.throws(decided(back('2025-06-19')), new DomainError('result-before-file', second))
  t.throws(decided(back(null)), new DomainError('result-undated', second))
  t.strictSame(
    decided(back('2025-06-20'))().map(({ type }) => type),
    ['LinesReturned', 'ResultsRecorded'],
  )
  t.end()
})

test('of a file that was used in part the rest may fit later, and what was used is used up', (t) => {
  const given = givenIn(t)
  const part = [...into.released, results('bank-1', [1], [2], 1)]
  t.strictSame(after(part).results, [{ fileDigest: 'bank-1', nos: [1, 2], isWhole: false }])
  const nothing = { fileDigest: 'bank-1', confirmed: 0, returned: 0 }
  given(...part).makes(results('bank-1', [1], [2], 1), {
    type: 'ResultsRecorded',
    data: { ...nothing, unused: 1 },
  })
  const again = [...part, story.reissue([2])]
  given(...again).makes(results('bank-1', [1], [2], 1), {
    type: 'ResultsRecorded',
    data: { ...nothing, unused: 1 },
  })
  given(...again).makes(
    results('bank-1', [1, 3], [2]),
    {
      type: 'LinesConfirmed',
      data: { fileDigest: 'bank-1', paidOn: '2025-06-12', nos: [3], amountFen: 300_000 },
    },
    { type: 'ResultsRecorded', data: { ...nothing, confirmed: 1, unused: 0 } },
  )
  const whole = [...again, results('bank-1', [1, 3], [2])]
  t.strictSame(after(whole).results, [{ fileDigest: 'bank-1', nos: [1, 2, 3], isWhole: true }])
  given(...whole).makes(results('bank-1', [1, 3], [2]))
  t.match(after(whole).lines[1], { status: 'sent', sent: 2 }, 'the old answer settles no new payment')
  t.end()
})
