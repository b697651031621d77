import { parse } from 'csv-parse/sync'
import t from 'tap'
import { type RegisterKind, registerBytes } from '../../src/cli/export-register.ts'
import type { OpenLedger } from '../../src/cli/host.ts'

/** Registers of completions and certificates as files: with names, and without numbers. */

const ledger = {
  providers: { load: async (id: string) => ({ name: id === 'provider-1' ? '第一职业学校' : '' }) },
  async *completions() {
    yield {
      ...{
        completionId: 'p-t1',
        personId: 'p',
        provider: 'provider-1',
        course: 'vocational',
        trainingId: '=T',
      },
      ...{ startsOn: '2026-03-02', endsOn: '2026-03-06', eligibleCostFen: 90_050, district: '330602' },
      ...{ department: 'industry', hours: 40, occupation: '焊工', level: '高级工', certificates: 1 },
      withdrawn: false,
    }
  },
  async *certificates() {
    yield {
      ...{ completionId: 'p-t1', personId: 'p', numberDigest: 'digest', occupation: '焊工', level: '高级工' },
      ...{ kind: 'title', evaluation: 'PJ-1', issuedOn: '2026-03-08', provider: 'p-2', district: null },
      voided: true,
    }
  },
} as unknown as OpenLedger

const names = { district: () => '越城区', department: () => '市经信局', course: () => '职业技能培训' }
const nothing = async function* () {}

const rowsOf = async (of: RegisterKind): Promise<readonly Record<string, string>[]> => {
  const bytes = await registerBytes(of, 'csv', { ledger, names, claims: nothing, note: () => {} })
  return parse(Buffer.from(bytes), { bom: true, columns: true })
}

t.test('completions', async (t) => {
  const [row, ...more] = await rowsOf('completions')
  t.match(row, {
    区县: '越城区',
    培训机构: '第一职业学校',
    机构编号: 'provider-1',
    行业主管部门: '市经信局',
    培训类型: '职业技能培训',
    学时: '40',
    状态: '有效',
  })
  t.match(row, { '合规费用(元)': '900.50', 证书数: '1' })
  t.match(row?.培训班编号, /^'=T$/, 'no formula')
  t.strictSame(more, [])
})

t.test('certificates', async (t) => {
  const [row] = await rowsOf('certificates')
  t.match(row, { 区县: '', 培训机构: 'p-2', 机构编号: 'p-2' }, 'one that nobody designated')
  t.match(row, { 证书种类: '专业技术职称证书', 一评双证评价编号: 'PJ-1', 状态: '已撤回' })
  t.notMatch(JSON.stringify(row), 'digest')
  const workbook = await registerBytes('certificates', 'xlsx', {
    ledger,
    names,
    claims: nothing,
    note: () => {},
  })
  t.equal(Buffer.from(workbook).subarray(0, 2).toString(), 'PK')
  t.strictSame(await rowsOf('claims'), [])
})
