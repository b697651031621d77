import { test } from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { account, csvOf, faultsOf, headings, judgedOf, sound, xlsxOf } from '../support/sheets.ts'

type Cell = string | number | Date | null
const place = Object.fromEntries(
  headings.map((heading, column) => [heading.replace(/\*|\(元\)|\(工种\)/g, ''), column]),
)

/** The row with one cell changed, judged as a workbook. */
const withCell = async (heading: string, cell: Cell) => {
  const { rows } = await judgedOf(await xlsxOf([headings, sound(1, { [place[heading] ?? -1]: cell })]))
  return rows[0]
}

const refused: readonly (readonly [heading: string, code: string, cells: readonly Cell[]])[] = [
  ['姓名', 'cell-missing', [null, '  ']],
  ['姓名', 'name-length', ['王', '长'.repeat(51)]],
  ['姓名', 'name-characters', ['王😀', '=HYPERLINK("http://x")', '@SUM(A1)', '＝1+1', '张3']],
  ['姓名', 'invalid-text', ['张\u202e三', '张\u200b三', '张\ufffd']],
  ['证件号码', 'cell-missing', [null]],
  ['证件号码', 'id-checksum', ['330699199001010001', '110105194912310021']],
  ['证件号码', 'id-precision-lost', [330699199001010000, '3.30699E+17']],
  ['证件号码', 'id-legacy-unsupported', ['330699900101001', 330699900101001]],
  ['证件号码', 'id-length', ['33069919900101', 12345]],
  ['证件号码', 'id-characters', ['33069919900101abcd']],
  ['证件号码', 'id-region-invalid', ['000699199001010001', '990699199001010001']],
  ['证件号码', 'id-birthdate-invalid', ['330699199902300001', '330699209901010001']],
  ['证件号码', 'id-birthdate-implausible', ['440524188001010014']],
  ['证件号码', 'id-foreign-card', ['911124198108030024']],
  ['手机号', 'phone-length', ['138000000001', '0575-8888']],
  ['手机号', 'phone-prefix', ['12345678901']],
  ['手机号', 'phone-characters', ['13800x00000', '=1+1']],
  ['所属区县', 'district-unknown', ['火星', '330600']],
  ['培训类型', 'course-unknown', ['太空培训']],
  ['培训班编号', 'personal-data-in-text', ['13800000000']],
  ['培训班编号', 'too-long', ['x'.repeat(65)]],
  [
    '开始日期',
    'date-format',
    ['昨天', '2026-02-30', '2026-13-01', '20260305', '26/3/5', '2026-3/5', '46086', 60, 0.5],
  ],
  ['开始日期', 'date-format', [new Date('1900-02-28'), '05/03/2026']],
  ['开始日期', 'date-implausible', ['1999-12-31', '2100-01-01', 61]],
  ['结业日期', 'date-order', ['2026-03-04']],
  ['结业日期', 'date-future', ['2026-11-25']],
  [
    '费用',
    'amount-format',
    ['1e5', '0x10', '1_000', '.5', '5.', '+1', 'NaN', 'Infinity', '00012', '一千', '1,00'],
  ],
  ['费用', 'amount-range', ['-1', '0', '1.005', '1000000000', 0, -5, 1.005, 1e9]],
  ['费用', 'cell-error', ['#N/A', '#DIV/0!']],
  ['职业', 'certificate-incomplete', [null]],
  ['等级', 'level-unknown', ['超级工']],
  ['证书编号', 'certificate-number', ['甲乙丙', 'x1']],
  ['证书编号', 'id-precision-lost', [33000012345678900]],
  ['证书编号', 'certificate-incomplete', [null]],
  ['发证日期', 'date-future', ['2026-12-01']],
  ['开户行', 'invalid-text', ['绍兴\u0000银行', '绍兴\u200b银行']],
  ['银行账号', 'card-invalid', ['6222020000000000001', '622202', '1'.repeat(20)]],
  ['银行账号', 'card-kind', ['A12345678']],
  ['银行账号', 'id-precision-lost', [6222020000000000000]],
]

test('what is wrong with a cell is said at the cell, and never shown', async (t) => {
  for (const [heading, code, cells] of refused) {
    for (const cell of cells) {
      const judged = await withCell(heading, cell)
      const found = judged?.faults.map((fault) => [fault.code, fault.address])
      const letter = String.fromCharCode(65 + (place[heading] ?? 0))
      t.strictSame(found, [[code, `${letter}2`]], `${heading} ${String(cell).slice(0, 30)}`)
      t.equal(judged?.row, null)
      const said = JSON.stringify(judged?.faults)
      if (String(cell).length > 5) t.notOk(said.includes(String(cell)), 'the value is not repeated')
    }
  }
})

const accepted: readonly (readonly [
  heading: string,
  cells: readonly Cell[],
  field: string,
  value: unknown,
])[] = [
  ['姓名', ['𠮷田'], 'name', '𠮷田'],
  ['姓名', ['龠䶮㛃'], 'name', '龠䶮㛃'],
  [
    '姓名',
    ['买买提·吐尔逊', '买买提•吐尔逊', '买买提．吐尔逊', '买买提∙吐尔逊', '买买提 · 吐尔逊'],
    'name',
    '买买提·吐尔逊',
  ],
  ['姓名', [' 张 三 ', "'张三"], 'name', '张三'],
  [
    '证件号码',
    ["'330699198310180017", ' 330699 19831018 0017', '３３０６９９１９８３１０１８００１７'],
    'idNumber',
    syntheticIdNumber(1),
  ],
  ['证件号码', ['11010519491231002x', '11010519491231002Ｘ'], 'idNumber', '11010519491231002X'],
  [
    '手机号',
    ['13800000000', 13800000000, '+86 138-0000-0000', '１３８００００００００'],
    'phone',
    '13800000000',
  ],
  ['手机号', [null, ' '], 'phone', null],
  ['所属区县', ['越城区', '330602', 330602, '绍兴市越城区', ' 越城区'], 'district', '330602'],
  ['培训类型', ['国(境)外培训', '国（境）外培训', 'overseas'], 'course', 'overseas'],
  [
    '开始日期',
    ['2026-03-05', '2026-3-5', '2026/3/5', '2026.3.5', '2026年3月5日', '2026-03-05 08:30:00'],
    'startsOn',
    '2026-03-05',
  ],
  ['开始日期', ['２０２６－０３－０５', 46086, 46086.75, new Date('2026-03-05')], 'startsOn', '2026-03-05'],
  [
    '费用',
    ['1500.5', '1,500.50', '¥1500.50', '￥1,500.50元', '１５００.５', ' 1500.50 ', 1500.5],
    'costFen',
    150_050,
  ],
  ['等级', ['三级', '高级工'], 'level', '高级工'],
  ['证书编号', ['s0000 12'], 'certificateNumber', 'S000012'],
  ['银行账号', [account, account.replace(/(\d{4})/g, '$1 '), null], 'bankAccount', undefined],
]

test('every accepted spelling becomes one value', async (t) => {
  for (const [heading, cells, field, value] of accepted) {
    for (const cell of cells) {
      const judged = await withCell(heading, cell)
      t.strictSame(judged?.faults, [], `${heading} ${String(cell)}`)
      const read = judged?.row?.[field as 'name'] ?? null
      t.equal(read, value === undefined ? (cell === null ? null : account) : value)
    }
  }
})

test('a date is of the epoch of its workbook, styled or not', async (t) => {
  const { writeXlsx } = await import('hucre')
  for (const dateSystem of ['1900', '1904'] as const) {
    const rows = [
      headings,
      sound(1, { 6: new Date('2026-03-05'), 7: dateSystem === '1904' ? 44_639 : 46_101 }),
    ]
    const cells = new Map([['1,6', { style: { numFmt: 'yyyy/m/d' } }]])
    const bytes = await writeXlsx({ sheets: [{ name: 'a', rows, cells }], dateSystem })
    const [judged] = (await judgedOf(bytes)).rows
    t.match(judged?.row, { startsOn: '2026-03-05', endsOn: '2026-03-20' }, dateSystem)
    t.strictSame(judged?.cells[6], '2026-03-05')
  }
})

test('a row may bring further certificates, and one evaluation a title', async (t) => {
  const more = [
    '职业2',
    '等级2',
    '证书2编号',
    '证书2发证日期',
    '职称专业',
    '职称',
    '职称证书编号',
    '职称发证日期',
  ]
  const first = ['焊工', '三级', 'S0002', '2026-03-25', '机械', '助理工程师', 'Z0003', '2026-03-26']
  const bytes = csvOf([
    [...headings, ...more],
    [...sound(1), ...first],
    [...sound(2), ...Array(8).fill('')],
  ])
  const { rows } = await judgedOf(bytes)
  t.strictSame(rows[0]?.row?.moreCertificates, [
    { kind: 'skill-level', occupation: '焊工', level: '高级工', number: 'S0002', issuedOn: '2026-03-25' },
    { kind: 'title', occupation: '机械', level: '助理工程师', number: 'Z0003', issuedOn: '2026-03-26' },
  ])
  t.strictSame(rows[1]?.row?.moreCertificates, [])
  const half = csvOf([
    [...headings, ...more],
    [...sound(1), '焊工', '三级', 'S0002', '', '', '', '', ''],
  ])
  t.strictSame(await faultsOf(half), ['certificate-incomplete@S2'])
})
