import fc from 'fast-check'
import { test } from 'tap'
import { syntheticIdNumber, syntheticIdNumbers } from '../../src/domain/synthetic-id.ts'
import {
  checkBankAccount,
  checkName,
  checkSealedText,
  checkText,
  normaliseName,
  normalisePhone,
  normaliseText,
} from '../../src/domain/text.ts'

const invisible = [
  '\0 \x1f \x7f \x85 \x9f \t \n \u2028 \u2029'.split(' '),
  '\u202a \u202e \u2066 \u2069 \u061c'.split(' '),
  '\u200b \u200c \u200d \u200e \u200f \u2060 \u00ad \u{e0041}'.split(' '),
  ['\ufeff', '\ud800', '\udc00', '\ufffe', '\ufffd'],
].flat()

test('text that is not what it looks like, empty or too long is refused', (t) => {
  for (const character of invisible) {
    const name = `U+${character.codePointAt(0)?.toString(16)}`
    t.equal(checkText(`结业${character}证书`, { max: 20 }), 'invalid-text', name)
    t.equal(checkSealedText(`${character}备注`, { max: 20 }), 'invalid-text', `${name}, sealed`)
    t.equal(checkName(`张${character}三`), 'invalid-text', `${name}, name`)
  }
  t.equal(checkText('', { max: 5 }), 'empty')
  t.equal(checkText(' \u3000', { max: 5 }), 'empty')
  t.equal(checkText('𠮷'.repeat(6), { max: 5 }), 'too-long')
  t.equal(checkText('𠮷'.repeat(5), { max: 5 }), undefined, 'counted in code points')
  t.end()
})

test('text for the log holds no personal data, text for the vault may', (t) => {
  const id = syntheticIdNumber(1)
  const refused = [
    id,
    `见身份证${id}。`,
    `ID${id}`,
    [...id].join(' '),
    `${id.slice(0, 6)}-${id.slice(6, 14)}-${id.slice(14)}`,
    '33069919900101001x',
    '330699900101001',
    '电话13812341234',
    'tel:138-1234-1234',
    '+86 138 1234 1234',
    '2024 13812341234',
    '13812341234 3人',
    '１３８１２３４１２３４',
    '138–1234–1234',
    '6222020000000000000',
    '6222 0200 0000 0000 000',
    '卡号 4000 0000 0000 2',
    '12345678901234567890123',
    `13812341234 ${id}`,
    '330699 1990-01-01 0011',
  ]
  for (const text of refused) {
    t.equal(checkText(text, { max: 100 }), 'personal-data-in-text', text)
    t.equal(checkSealedText(text, { max: 100 }), undefined, `${text}, sealed`)
  }
  t.end()
})

test('ordinary text for the log is accepted', (t) => {
  const accepted = [
    '绍人社发〔2024〕12号',
    '2024-05-01 - 2024-05-31',
    '2024-05-01—2024-05-31 2024-06-01',
    '2024-05-31 08:30 第3次',
    '数控车工 高级 400 学时, 10000.00 元',
    '0575-88123456',
    '128 1234 1234',
    '12 345 678 901',
    '138123412345',
    '213812341234',
    '重复申报, 见 12345678-1234-5123-8123-123456789012',
    '数智素养研修 𠮷䶮㛃 É',
  ]
  for (const text of accepted) t.equal(checkText(text, { max: 100 }), undefined, text)
  t.end()
})

const between = fc.array(fc.constantFrom('', '', '', ' ', '-', '\u3000', '－', '—'), {
  minLength: 18,
  maxLength: 18,
})

test('an id number is found in any text, however it is spread out', (t) => {
  const id = fc.integer({ min: 0, max: syntheticIdNumbers - 1 }).map(syntheticIdNumber)
  const around = fc.string({ unit: fc.constantFrom(...'甲乙a:,。0号1 ') })
  fc.assert(
    fc.property(around, id, between, around, (before, number, gaps, after) => {
      const spread = [...number].map((character, place) => gaps[place] + character).join('')
      return checkText(`${before}${spread}${after}`, { max: 1_000 }) === 'personal-data-in-text'
    }),
    { numRuns: 5_000 },
  )
  t.end()
})

test('what is no name is refused', (t) => {
  const refusals: [string, string][] = [
    ['', 'empty'],
    ['　', 'empty'],
    ['张', 'name-length'],
    ['𠮷', 'name-length'],
    ['张'.repeat(51), 'name-length'],
    ['张三😀', 'name-characters'],
    ['张三3', 'name-characters'],
    ['张三３', 'name-characters'],
    ['=HYPERLINK("http://x")', 'name-characters'],
    ['@SUM(A1)', 'name-characters'],
    ...['=', '+', '-', '@', '＝', '＋', '－', '＠', "'", '·', '•'].map((lead): [string, string] => [
      `${lead}张三`,
      'name-characters',
    ]),
    ['张三·', 'name-characters'],
    ['买买提··吐尔逊', 'name-characters'],
    ['张三(女)', 'name-characters'],
    ['张\ue000', 'name-characters'],
  ]
  for (const [name, code] of refusals) t.equal(checkName(name), code, name)
  t.end()
})

test('names of every script people here bear are accepted and keep one spelling', (t) => {
  for (const name of ['张三', '𠮷䶮', '㛃〇', '欧阳娜娜', '张'.repeat(50), "Anne-Marie O'Neil", 'José Ñ']) {
    t.equal(checkName(name), undefined, name)
    t.equal(normaliseName(name), name)
  }
  for (const dot of ['·', '•', '．', '∙', '・', '‧', '⋅', '･', '.', ' · ', '\u0387']) {
    t.equal(normaliseName(`买买提${dot}吐尔逊`), '买买提·吐尔逊', `with ${dot}`)
    t.equal(checkName(`买买提${dot}吐尔逊`), undefined)
  }
  t.equal(normaliseName(' 张　三 '), '张三', 'a padded name')
  t.equal(normaliseName('John   Smith'), 'John Smith')
  t.equal(normaliseName('Jose\u0301'), 'Jos\u00e9', 'NFC')
  t.equal(normaliseText(' Jose\u0301\u3000'), 'Jos\u00e9')
  const name = fc.string({ unit: fc.constantFrom(...'张三a . ·•\u3000\u0301') })
  fc.assert(fc.property(name, (text) => normaliseName(normaliseName(text)) === normaliseName(text)))
  t.end()
})

test('a phone number is a mainland mobile number in any spelling', (t) => {
  const answer = (text: string) => {
    const parsed = normalisePhone(text)
    return parsed.ok ? parsed.phone : parsed.code
  }
  t.equal(answer(''), 'phone-length')
  t.equal(answer('138123412345'), 'phone-length')
  t.equal(answer('+8513812341234'), 'phone-characters')
  t.equal(answer('1381234123O'), 'phone-characters')
  t.equal(answer('+1 138 1234 1234'), 'phone-characters')
  t.equal(answer('12812341234'), 'phone-prefix')
  t.equal(answer('05758812345'), 'phone-prefix')
  for (const spelling of ['13812341234', '+86 138-1234-1234', '0086 13812341234', '8613812341234']) {
    t.equal(answer(spelling), '13812341234', spelling)
  }
  t.equal(answer('１７０　１２３４　１２３４\u200b'), '17012341234')
  t.equal(answer('86138123412'), 'phone-prefix', 'eleven digits are a whole number, 86 is no prefix of it')
  t.end()
})

test('a bank account passes Luhn and is no social-security card', (t) => {
  const answer = (text: string) => {
    const parsed = checkBankAccount(text)
    return parsed.ok ? parsed.bankAccount : parsed.code
  }
  for (const text of [
    '',
    '6222020000000000001',
    '411111111111',
    '4'.repeat(20),
    '62220200O0000000000',
    '0575',
  ]) {
    t.equal(answer(text), 'card-invalid', text)
  }
  for (const text of ['A12345678', 'd12345678', 'Ｄ１２３４ ５６７８'])
    t.equal(answer(text), 'card-kind', text)
  t.equal(answer('4111 1111-1111　１１１１'), '4111111111111111')
  const published = ['4222222222222', '378282246310005', '5555555555554444', '6205500000000000004']
  for (const account of published) t.equal(answer(account), account, 'a test number of a card network')
  const luhn = fc.stringMatching(/^\d{12,18}$/).map((digits) => {
    const check = [...'0123456789'].find((digit) => checkBankAccount(digits + digit).ok)
    return { digits, check }
  })
  fc.assert(
    fc.property(luhn, fc.nat(), ({ digits, check }, at) => {
      const account = digits + check
      const place = at % account.length
      const changed = (Number(account[place]) + 1) % 10
      const typo = account.slice(0, place) + changed + account.slice(place + 1)
      return check !== undefined && !checkBankAccount(typo).ok
    }),
    { numRuns: 2_000 },
  )
  t.end()
})
