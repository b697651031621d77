import fc from 'fast-check'
import { test } from 'tap'
import { drawOn, fundTotals, linesDigest } from '../../src/domain/batch/lines.ts'
import { returnReasonOf, returnReasons } from '../../src/domain/batch/return-reasons.ts'
import { sha256 } from '../support/batch-story.ts'

/** Dividing lines over funds, and knowing a set of lines by its digest. */

const funds = (...available: readonly number[]) =>
  available.map((availableFen, place) => ({ fundId: `f${place}`, availableFen }))
const amounts = (...fen: readonly number[]) => fen.map((amountFen) => ({ amountFen }))

test('all lines are drawn, or none and what is missing', (t) => {
  t.strictSame(drawOn(amounts(5, 6), funds(10)), { lines: null, shortfallFen: 1 })
  t.strictSame(drawOn(amounts(5), []), { lines: null, shortfallFen: 5 })
  t.strictSame(
    drawOn(amounts(5), funds(-3, 4)),
    { lines: null, shortfallFen: 1 },
    'no fund gives what it owes',
  )
  t.strictSame(drawOn([], funds(10)), { lines: [], shortfallFen: 0 })
  t.strictSame(drawOn(amounts(4, 4, 2), funds(5, 0, 3, 9)).lines, [
    { amountFen: 4, sources: [{ fundId: 'f0', amountFen: 4 }] },
    {
      amountFen: 4,
      sources: [
        { fundId: 'f0', amountFen: 1 },
        { fundId: 'f2', amountFen: 3 },
      ],
    },
    { amountFen: 2, sources: [{ fundId: 'f3', amountFen: 2 }] },
  ])
  t.end()
})

test('whatever the lines and funds: parts make their line, no fund gives more, the order is kept', (t) => {
  const fen = fc.integer({ min: 1, max: 40 })
  const available = fc.integer({ min: 0, max: 60 })
  fc.assert(
    fc.property(fc.array(fen, { maxLength: 12 }), fc.array(available, { maxLength: 6 }), (asked, held) => {
      const total = asked.reduce((a, b) => a + b, 0)
      const have = held.reduce((a, b) => a + b, 0)
      const drawn = drawOn(amounts(...asked), funds(...held))
      if (drawn.lines === null) return drawn.shortfallFen === total - have && total > have
      const wholeLines = drawn.lines.every(({ amountFen, sources }, place) => {
        const parts = sources.map((part) => part.amountFen)
        return (
          amountFen === asked[place] &&
          parts.every((part) => part > 0) &&
          parts.reduce((a, b) => a + b, 0) === amountFen
        )
      })
      const totals = fundTotals(drawn.lines)
      const isWithin = totals.every(
        ({ fundId, amountFen }) => amountFen <= (held[Number(fundId.slice(1))] ?? 0),
      )
      const used = totals.map(({ fundId }) => Number(fundId.slice(1)))
      const last = used.at(-1) ?? -1
      // A fund is used up before the next is touched.
      const inOrder = held.every(
        (fen, place) =>
          place >= last ||
          fen === 0 ||
          totals.some((of) => of.fundId === `f${place}` && of.amountFen === fen),
      )
      return wholeLines && isWithin && inOrder && total <= have
    }),
    { numRuns: 2_000 },
  )
  t.end()
})

test('the digest is of what is paid to whom, in any order', (t) => {
  const lines = [
    { claimId: 'b', amountFen: 2 },
    { claimId: 'a', amountFen: 1 },
  ]
  t.equal(
    linesDigest(lines, (text) => text),
    '[["a",1],["b",2]]',
  )
  t.equal(linesDigest(lines, sha256), linesDigest([...lines].reverse(), sha256))
  t.not(
    linesDigest(lines, sha256),
    linesDigest(
      [
        { claimId: 'a', amountFen: 2 },
        { claimId: 'b', amountFen: 1 },
      ],
      sha256,
    ),
  )
  t.equal(linesDigest([], sha256), sha256('[]'))
  t.end()
})

test('the bank’s own words become a code', (t) => {
  const words = {
    '收款人户名不符(张三)': 'name-mismatch',
    账户已销户: 'account-closed',
    账号不存在: 'account-unknown',
    '6222 0000 0000 卡号有误': 'account-unknown',
    '账户状态异常,已冻结': 'account-blocked',
    Ⅱ类户超限额: 'account-limited',
    '': 'other',
    系统繁忙: 'other',
  }
  for (const [text, code] of Object.entries(words)) t.equal(returnReasonOf(text), code, text)
  t.equal(returnReasons.length, 6)
  t.end()
})
