import { compactSpelling } from '../domain/text.ts'

/** The columns of a completion sheet, in the order of the template. */
export type SheetColumn =
  | 'name'
  | 'idNumber'
  | 'phone'
  | 'district'
  | 'trainingId'
  | 'course'
  | 'startsOn'
  | 'endsOn'
  | 'cost'
  | 'occupation'
  | 'level'
  | 'certificateNumber'
  | 'certificateIssuedOn'
  | 'bankName'
  | 'bankAccount'
  | 'occupation2'
  | 'level2'
  | 'certificateNumber2'
  | 'certificateIssuedOn2'
  | 'titleOccupation'
  | 'title'
  | 'titleNumber'
  | 'titleIssuedOn'

/** The usual heading first, as people see it; then what sheets also say. */
const headings: Readonly<Record<SheetColumn, readonly string[]>> = {
  name: ['姓名', '学员姓名', '人员姓名', '参训人员姓名'],
  idNumber: ['证件号码', '身份证号', '身份证号码', '身份证', '证件号', '公民身份号码', '身份证件号码'],
  phone: ['手机号', '手机号码', '联系电话', '联系方式', '电话', '手机'],
  district: ['所属区县', '区县', '所属区', '所属县区', '县区', '所属区域', '所属地区', '区域'],
  trainingId: ['培训班编号', '班级编号', '培训编号', '班级代码', '培训班代码', '开班编号'],
  course: ['培训类型', '培训类别', '培训种类', '项目类型'],
  startsOn: ['开始日期', '培训开始日期', '开班日期', '开课日期', '开始时间', '培训开始时间'],
  endsOn: ['结业日期', '培训结束日期', '结束日期', '结业时间', '培训结束时间', '结束时间'],
  cost: ['费用(元)', '费用', '培训费用', '培训费', '合规费用', '实际费用'],
  occupation: ['职业(工种)', '职业', '工种', '职业工种', '职业/工种', '培训职业', '鉴定职业'],
  level: ['等级', '技能等级', '职业等级', '证书等级', '级别'],
  certificateNumber: ['证书编号', '证书号', '证书号码', '技能证书编号', '职业技能等级证书编号'],
  certificateIssuedOn: ['发证日期', '证书日期', '发证时间', '颁证日期', '证书发放日期'],
  bankName: ['开户行', '开户银行', '银行名称', '开户行名称'],
  bankAccount: ['银行账号', '银行卡号', '账号', '银行账户', '卡号', '银行帐号', '收款账号'],
  occupation2: ['职业(工种)2', '职业2', '工种2'],
  level2: ['等级2', '技能等级2'],
  certificateNumber2: ['证书编号2', '证书2编号', '证书号2'],
  certificateIssuedOn2: ['发证日期2', '证书2发证日期'],
  titleOccupation: ['职称专业', '专业'],
  title: ['职称', '职称名称', '职称等级'],
  titleNumber: ['职称证书编号', '职称证书号'],
  titleIssuedOn: ['职称发证日期', '职称证书发证日期', '职称取得日期'],
}

export const sheetColumns = Object.keys(headings) as readonly SheetColumn[]

export const neededColumns: readonly SheetColumn[] = [
  'name',
  'idNumber',
  'district',
  'trainingId',
  'course',
  'startsOn',
  'endsOn',
  'cost',
]

export const isNeeded = (column: SheetColumn): boolean => neededColumns.includes(column)

export const usualHeading = (column: SheetColumn): string => headings[column][0] ?? ''

/** `费用（元）*` and `费用` are one heading: marks and what stands in brackets make no difference. */
const spelled = (heading: string): string => compactSpelling(heading).replace(/\([^()]*\)|[*:]/gu, '')

const bySpelling = new Map(
  sheetColumns.flatMap((column) => headings[column].map((heading) => [spelled(heading), column] as const)),
)

/** No heading is longer; a hostile one would keep the search busy. */
const headingAtMost = 60

/** Undefined for a heading that is not ours. */
export const columnOf = (heading: string): SheetColumn | undefined =>
  heading.length > headingAtMost ? undefined : bySpelling.get(spelled(heading))

/** The column that a marked file carries, and that a corrected one may still have. */
export const reasonHeading = '错误原因'

/** What people keep beside: read over, because nothing of it is recorded. */
const others = new Set(
  ['序号', '编号', '备注', '说明', '性别', '年龄', '民族', '学历', '文化程度', '政治面貌', '出生日期']
    .concat(['单位', '工作单位', '所在单位', '培训机构', '班级名称', '培训班名称', '学时', reasonHeading])
    .map(spelled),
)

export const isOtherHeading = (heading: string): boolean =>
  heading.length <= headingAtMost && others.has(spelled(heading))

/** One certificate of a row: its four columns. */
export interface CertificateColumns {
  readonly kind: 'skill-level' | 'title'
  readonly occupation: SheetColumn
  readonly level: SheetColumn
  readonly number: SheetColumn
  readonly issuedOn: SheetColumn
}

/** Beyond the first: one training may yield several, and one evaluation also a title (一评双证). */
export const moreCertificates: readonly CertificateColumns[] = [
  {
    kind: 'skill-level',
    occupation: 'occupation2',
    level: 'level2',
    number: 'certificateNumber2',
    issuedOn: 'certificateIssuedOn2',
  },
  {
    kind: 'title',
    occupation: 'titleOccupation',
    level: 'title',
    number: 'titleNumber',
    issuedOn: 'titleIssuedOn',
  },
]
