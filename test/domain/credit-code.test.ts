import fc from 'fast-check'
import { stdnum } from 'stdnum'
import { test } from 'tap'
import { normaliseCreditCode } from '../../src/domain/credit-code.ts'

/** Unified social credit codes of organisations, held against another implementation. */

const uscc = stdnum.CN?.uscc

test('the code that ends in its check sign is taken, in any spelling', (t) => {
  t.equal(normaliseCreditCode('91110000600037341L'), '91110000600037341L')
  t.equal(normaliseCreditCode(' ９1110000 6000 37341l '), '91110000600037341L')
  for (const wrong of [
    '',
    '91110000600037341M',
    '9111000060003734',
    '91110000600037341LL',
    '9I110000600037341L',
  ]) {
    t.equal(normaliseCreditCode(wrong), undefined, wrong)
  }
  t.end()
})

test('what another library takes is taken, and nothing else', (t) => {
  if (uscc === undefined) throw new Error('the library has no such number')
  const sign = fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY')
  // Where the sum leaves no remainder the sign is 0, which the library takes for none.
  const lastSign = sign.filter((one) => one !== '0')
  const region = fc.constantFrom('110000', '330600', '330602', '310101')
  const bodies = fc.tuple(
    fc.constantFrom('91', '52', '12'),
    region,
    fc.array(sign, { minLength: 9, maxLength: 9 }),
  )
  let taken = 0
  fc.assert(
    fc.property(bodies, lastSign, ([kind, place, rest], last) => {
      const code = kind + place + rest.join('') + last
      const ours = normaliseCreditCode(code) !== undefined
      taken += ours ? 1 : 0
      return ours === uscc.validate(code).isValid
    }),
    { numRuns: 5_000 },
  )
  t.ok(taken > 50, `${taken} were good`)
  t.end()
})
