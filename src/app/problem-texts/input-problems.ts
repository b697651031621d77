import type { IdNumberCode } from '../../domain/id-number.ts'
import type { BankAccountCode, NameCode, PhoneCode, TextCode } from '../../domain/text.ts'
import type { ProblemText, ProblemTexts } from './problem-text.ts'

const refused = (title: string, detail: string, next: string): ProblemText => ({
  status: 422,
  title,
  detail,
  next,
})

const idNumberProblems: ProblemTexts<IdNumberCode> = {
  'id-foreign-card': refused(
    '外国人永久居留证不适用',
    '证件号码是外国人永久居留身份证,方案的对象不包括。',
    '请核对证件种类。',
  ),
  'id-characters': refused('证件号码有误', '证件号码只能有数字,末位可以是 X。', '请核对后重新填写。'),
  'id-legacy-unsupported': refused(
    '不再使用15位证件号码',
    '填写的是15位旧号码。',
    '请填写18位公民身份号码。',
  ),
  'id-length': refused('证件号码有误', '证件号码应为18位。', '请核对是否多写或漏写。'),
  'id-region-invalid': refused('证件号码有误', '证件号码开头的地区代码不存在(GB/T 2260)。', '请核对前两位。'),
  'id-birthdate-invalid': refused(
    '证件号码有误',
    '证件号码中的出生日期不存在或晚于今天。',
    '请核对第7至14位。',
  ),
  'id-birthdate-implausible': refused(
    '证件号码有误',
    '证件号码中的出生日期早得不合情理。',
    '请核对第7至14位。',
  ),
  'id-checksum': refused(
    '证件号码有误',
    '证件号码的校验码不正确(GB 11643)。',
    '请逐位核对;从 Excel 复制时,请把该列设为“文本”。',
  ),
}

const textProblems: ProblemTexts<TextCode | NameCode | PhoneCode | BankAccountCode> = {
  'invalid-text': refused(
    '文字中有不可见字符',
    '文字里有控制字符、零宽字符或乱码。',
    '请删除后重新键入,不要从网页复制。',
  ),
  empty: refused('不能为空', '该字段不能为空。', '请填写。'),
  'too-long': refused('文字太长', '该字段最多 {max} 个字。', '请缩短后重新填写。'),
  'personal-data-in-text': refused(
    '文字中有个人信息',
    '文字里像是有证件号码、手机号或账号,这一字段会永久保存,不能写入个人信息。',
    '请删去后重新填写。',
  ),
  'name-length': refused('姓名长度有误', '姓名应为2至50个字。', '请按证件填写。'),
  'name-characters': refused('姓名中有不允许的字符', '姓名只能有文字、间隔点和连字符。', '请按证件填写。'),
  'phone-characters': refused('手机号有误', '手机号只能有数字。', '请核对后重新填写。'),
  'phone-length': refused('手机号有误', '手机号应为11位。', '请核对是否多写或漏写。'),
  'phone-prefix': refused('手机号有误', '手机号应以13至19开头。', '请填写本人的手机号。'),
  'card-invalid': refused(
    '银行账号有误',
    '银行卡号应为13至19位,且校验位正确。',
    '请逐位核对本人的银行卡号。',
  ),
  'card-kind': refused(
    '这不是银行账号',
    '填写的是社会保障卡卡面上的编号,不是卡内的银行账号。',
    '请填写社保卡的银行账号。',
  ),
}

/** What a request's fields can be refused for, beside what the domain judges. */
export const inputProblems = {
  'validation-failed': refused(
    '填写有误',
    '有多处或整体填写不符合要求。',
    '请按 errors 逐项更正后重新提交。',
  ),
  required: refused('缺少必填项', '缺少必填的字段。', '请补填。'),
  'type-mismatch': refused('字段类型不对', '字段的类型不对。', '请按接口文档(/docs)填写。'),
  'number-not-allowed': refused(
    '不能填写数字类型',
    '该字段应为文字,不能是 JSON 数字:数字会丢失末位或小数。',
    '请加引号,例如 "1500.50"。',
  ),
  'unknown-field': refused('有不认识的字段', '请求里有接口没有的字段。', '请删去,或核对字段名的拼写。'),
  'unknown-parameter': refused(
    '有不认识的参数',
    '网址里有接口没有的查询参数。',
    '请删去,或核对参数名的拼写。',
  ),
  'too-many': refused('条数太多', '列表最多 {max} 条。', '请分次提交。'),
  'value-unknown': refused('取值不在范围内', '填写的值不在允许的范围内。', '请按接口文档(/docs)选择。'),
  'amount-format': refused(
    '金额格式有误',
    '金额应为元、两位小数的文字,不带正负号、千分号和空格。',
    '请填写如 "1500.00"。',
  ),
  'amount-range': refused(
    '金额超出范围',
    '金额应大于零、不超过 999999999.99 元,且恰有两位小数。',
    '请核对金额。',
  ),
  'date-format': refused('日期格式有误', '日期应为存在的日子,写作 2024-05-31。', '请核对后重新填写。'),
  'instant-format': refused(
    '时刻格式有误',
    '时刻应带时区,写作 2024-05-31T09:00:00+08:00。',
    '请核对后重新填写。',
  ),
  'basis-format': refused(
    '依据编号有误',
    '申领依据应为认定编号或结业记录编号。',
    '请照抄 GET /api/v1/people/人员编号 所答的 recognitionId 或 completionId。',
  ),
  'certificate-number': refused('证书编号有误', '证书编号只能有字母、数字和连接符。', '请按证书填写。'),
  'credit-code': refused(
    '统一社会信用代码有误',
    '统一社会信用代码为18位数字和大写字母,末位是校验码。',
    '请按登记证书核对。',
  ),
  'count-range': refused('数目有误', '应为 1 至 10000 的整数,不加引号。', '请更正。'),
  'limit-range': refused('每页条数有误', 'limit 应为1至100。', '请更正。'),
  'cursor-unknown': refused('翻页标记有误', 'after 不是上一页给出的 next。', '请从第一页重新翻起。'),
  'position-format': refused(
    '日志位置有误',
    'atLeast 应为写入时得到的 position。',
    '请原样填写写入时得到的 position。',
  ),
  'persona-unknown': refused('没有这个演示身份', '演示身份不存在。', '请从 GET /api/v1/personas 中选择。'),
  ...idNumberProblems,
  ...textProblems,
} satisfies ProblemTexts<string>
