import type { PayListRow } from '../../src/bank-files/pay-list-rows.ts'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'

export const payListRow = (no: number, change: Partial<PayListRow> = {}): PayListRow => ({
  no,
  claimId: `ABCDEFGHJKMNPQRSTVWXYZ2345-c${no}`,
  name: '张三',
  idNumber: syntheticIdNumber(no),
  bankAccount: '6222021234567890128',
  bankName: '绍兴银行营业部',
  phone: '13800000000',
  unit: '',
  instrument: '精英越匠省内研修',
  certificate: '',
  occupation: '数控车工',
  level: '高级工',
  amountFen: 1_000_050,
  source: '就业补助资金',
  district: '越城区',
  batchId: '330602-202606-ABCDEF',
  remark: '',
  ...change,
})
