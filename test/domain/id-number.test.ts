import fc from 'fast-check'
import { stdnum } from 'stdnum'
import { test } from 'tap'
import { idCheckCharacter, parseIdNumber } from '../../src/domain/id-number.ts'
import { syntheticIdNumber, syntheticIdNumbers } from '../../src/domain/synthetic-id.ts'

const today = '2026-11-24'
const codeOf = (text: string, on = today) => {
  const parsed = parseIdNumber(text, on)
  return parsed.ok ? 'ok' : parsed.code
}
/** A valid id of any region and birth date. */
const idOf = (region: string, bornOn: string) => {
  const first17 = `${region}${bornOn.replaceAll('-', '')}001`
  return first17 + idCheckCharacter(first17)
}
const anyId = fc.integer({ min: 0, max: syntheticIdNumbers - 1 }).map(syntheticIdNumber)

test('what is no mainland id number is refused by its first finding', (t) => {
  const refusals: [string, string][] = [
    ['', 'id-length'],
    ['33069919900101', 'id-length'],
    ['3306991990010100100', 'id-length'],
    ['3306991990010100X', 'id-length'],
    ['9'.repeat(201), 'id-length'],
    ['330699900101001', 'id-legacy-unsupported'],
    ['33069919900101OO1X', 'id-characters'],
    ['33069919900101X011', 'id-characters'],
    ['330699-19900101-0011', 'id-characters'],
    ['३३०६९९१९९००१०१००१X', 'id-characters'],
    ['3306991990010100\u202e11', 'id-characters'],
    ['3306991990010100\u000011', 'id-characters'],
    ['33069919900101001Х', 'id-characters'],
    ['CHN330699900101', 'id-foreign-card'],
    ['911156198810282211', 'id-foreign-card'],
    ['110105194912310021', 'id-checksum'],
    ['440524188001010014', 'id-birthdate-implausible'],
  ]
  for (const [text, code] of refusals) t.equal(codeOf(text), code, code)
  for (const region of ['000000', '100000', '710000', '990000', '160000', '840000']) {
    t.equal(codeOf(idOf(region, '1990-01-01')), 'id-region-invalid', region)
  }
  for (const bornOn of ['1999-02-30', '1999-02-29', '1990-13-01', '1990-00-10', '1990-01-00', '2026-11-25']) {
    t.equal(codeOf(idOf('330699', bornOn)), 'id-birthdate-invalid', bornOn)
  }
  t.end()
})

test('nobody is born in the future, before 1900, or more than 120 years ago', (t) => {
  t.equal(codeOf(idOf('330699', '2026-11-24')), 'ok', 'born today')
  t.equal(codeOf(idOf('330699', '1905-11-24')), 'id-birthdate-implausible', '121 years old today')
  t.equal(codeOf(idOf('330699', '1905-11-25')), 'ok', '120 until tomorrow')
  t.equal(codeOf(idOf('330699', '1899-12-31'), '2001-01-01'), 'id-birthdate-implausible')
  t.equal(codeOf(idOf('330699', '1900-01-01'), '2001-01-01'), 'ok')
  t.end()
})

test('several findings are answered in the documented order', (t) => {
  t.equal(codeOf('0000001999023000'), 'id-length', 'length before region')
  t.equal(codeOf('000000199902300011'), 'id-region-invalid', 'region before birth date')
  t.equal(codeOf('330699188002300011'), 'id-birthdate-invalid', 'no such day before an old one')
  t.equal(codeOf('330699188001010011'), 'id-birthdate-implausible', 'birth date before check character')
  t.end()
})

test('ids of every kind of resident are accepted', (t) => {
  t.equal(codeOf('11010519491231002X'), 'ok')
  t.equal(codeOf(idOf('330602', '2000-02-29')), 'ok', 'a leap day')
  for (const permit of ['810000', '820000', '830000']) t.equal(codeOf(idOf(permit, '1990-01-01')), 'ok')
  t.end()
})

/** Spellings a person or a spreadsheet gives one character. */
const fullWidth = (character: string) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)
const spelling = (id: string) =>
  fc
    .array(
      fc.record({
        before: fc.constantFrom(
          '',
          '',
          ' ',
          '\u3000',
          '\u00a0',
          '\u200b',
          '\ufeff',
          '\u200d',
          '\u2060',
          '\t',
        ),
        wide: fc.boolean(),
        lower: fc.boolean(),
      }),
      { minLength: 18, maxLength: 18 },
    )
    .map((choices) =>
      choices
        .map(({ before, wide, lower }, place) => {
          const character = lower ? (id[place] as string).toLowerCase() : (id[place] as string)
          return before + (wide ? fullWidth(character) : character)
        })
        .join(''),
    )

test('every spelling of an id has the same canonical form', (t) => {
  const spelt = fc
    .oneof(anyId, fc.constant('11010519491231002X'))
    .chain((id) => spelling(id).map((text) => ({ id, text })))
  fc.assert(
    fc.property(spelt, ({ id, text }) => {
      const parsed = parseIdNumber(text, today)
      return parsed.ok && parsed.idNumber === id
    }),
    { numRuns: 2_000 },
  )
  t.end()
})

test('one changed character, or two neighbours swapped, is never another valid id', (t) => {
  const characters = '0123456789X'
  fc.assert(
    fc.property(anyId, fc.nat(17), fc.nat(10), (id, place, choice) => {
      const changed = id.slice(0, place) + characters[choice] + id.slice(place + 1)
      return changed === id || codeOf(changed) !== 'ok'
    }),
    { numRuns: 5_000 },
  )
  fc.assert(
    fc.property(anyId, fc.nat(16), (id, place) => {
      const swapped = id.slice(0, place) + id[place + 1] + id[place] + id.slice(place + 2)
      return swapped === id || codeOf(swapped) !== 'ok'
    }),
    { numRuns: 5_000 },
  )
  t.end()
})

test('an independent implementation agrees on the check character and the day', (t) => {
  const ric = stdnum.CN?.ric
  t.ok(ric)
  const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
  const text = fc
    .tuple(fc.integer({ min: 1907, max: 2025 }), fc.nat(13), fc.nat(32), digits(3), fc.nat(10))
    .map(([year, month, day, sequence, check]) => {
      const bornOn = `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`
      return `330699${bornOn}${sequence}${'0123456789X'[check]}`
    })
  const seen = { valid: 0, invalid: 0 }
  fc.assert(
    fc.property(text, (id) => {
      const valid = ric?.validate(id).isValid === true
      seen[valid ? 'valid' : 'invalid'] += 1
      return valid === (codeOf(id) === 'ok')
    }),
    { numRuns: 20_000 },
  )
  t.ok(seen.valid > 100 && seen.invalid > 100, 'both answers occurred')
  t.end()
})

test('invented people have valid ids of an unassigned region, one each', (t) => {
  for (const n of [-1, 0.5, Number.NaN, syntheticIdNumbers]) t.throws(() => syntheticIdNumber(n), RangeError)
  const people = 2_000_000
  const seen = new Set<number>()
  for (let n = 0; n < people; n += 1) seen.add(Number(syntheticIdNumber(n).slice(6, 17)))
  t.equal(seen.size, people, 'distinct birth date and sequence')
  fc.assert(
    fc.property(anyId, (id) => {
      const year = Number(id.slice(6, 10))
      return codeOf(id) === 'ok' && id.startsWith('330699') && year >= 1970 && year <= 1999
    }),
    { numRuns: 5_000 },
  )
  t.equal(syntheticIdNumber(7), syntheticIdNumber(7))
  t.end()
})
