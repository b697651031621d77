import { test } from 'tap'
import { HeldCertificates } from '../../src/app/held-certificates.ts'

/** Registers lag: what was recorded here a moment ago counts before they show it. */

const one = [{ numberDigest: 'd1' }]

test('a certificate is held from when it was recorded until it is given back', (t) => {
  const held = new HeldCertificates()
  t.strictSame(held.holdersOf('d1', []), [])
  held.hold('t1', one)
  held.hold('t1', one)
  held.hold('t2', one)
  t.strictSame(held.holdersOf('d1', ['t1', 't0']), ['t1', 't0', 't2'], 'each once')
  held.giveBack('t1', one)
  t.strictSame(held.holdersOf('d1', ['t1', 't0']), ['t0', 't2'], 'the register shows it still')
  held.giveBack('t1', one)
  held.hold('t1', one)
  t.strictSame(held.holdersOf('d1', []), ['t2', 't1'], 'and again')
  t.strictSame(held.holdersOf('d2', []), [])
  t.end()
})
