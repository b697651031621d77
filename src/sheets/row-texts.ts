import type { FaultText } from './fault.ts'

const ids = 'GB 11643-1999'
const cards = 'ISO/IEC 7812-1'
const asCard = '请对照身份证填写 18 位号码。'

/** What can be wrong with one row or one cell of it. */
export const rowTexts = {
  'cell-missing': { text: '这一项必填,现在是空的。', next: '请补填。' },
  'cell-error': { text: '这一格是表格软件的出错提示。', next: '请改填正确的内容。' },
  'formula-not-allowed': {
    text: '这一格是公式,计算结果不能作为依据。',
    next: '请把公式改成数值或文字(选择性粘贴为值)。',
  },
  'hidden-row': { text: '这一行被隐藏或筛选掉了。', next: '请取消隐藏或筛选,核对后保留或删除。' },
  'csv-columns': { text: '这一行的列数与表头不一致。', next: '请检查这一行是否多了或少了分隔符。' },
  'duplicate-in-file': {
    text: '与第 {line} 行是同一人、同一培训班,以第 {line} 行为准。',
    next: '请核对两行,只保留一行。',
    textOfAll: '同一人、同一培训班在文件里出现了不止一次,以第一次为准。',
  },
  'invalid-text': { text: '这一格含有看不见的字符或无法显示的字符。', next: '请清空后重新输入。' },
  'too-long': { text: '这一格的文字太长。', next: '请缩短到 {max} 个字以内。' },
  'personal-data-in-text': { text: '这一格里有身份证号、手机号或账号。', next: '请删去这些号码。' },
  'name-length': { text: '姓名应为 2 至 50 个字。', next: '请对照身份证填写全名。' },
  'name-characters': { text: '姓名里有不属于姓名的字符。', next: '请对照身份证填写,只用文字和间隔号“·”。' },
  'id-precision-lost': {
    text: '号码被表格软件改成了数字,末几位已经丢失。',
    next: '请把这一列设为“文本”格式,重新填写完整号码。',
  },
  'id-characters': { text: '身份证号里有不属于号码的字符。', next: asCard, clause: ids },
  'id-legacy-unsupported': { text: '这是 15 位的旧身份证号。', next: asCard, clause: ids },
  'id-length': { text: '身份证号不是 18 位。', next: asCard, clause: ids },
  'id-region-invalid': { text: '身份证号的地区代码不存在。', next: asCard, clause: ids },
  'id-birthdate-invalid': { text: '身份证号里的出生日期不存在。', next: asCard, clause: ids },
  'id-birthdate-implausible': { text: '身份证号里的出生日期不合常理。', next: asCard, clause: ids },
  'id-checksum': { text: '身份证号校验码不正确。', next: '请对照身份证检查是否抄错一位。', clause: ids },
  'id-foreign-card': {
    text: '这是外国人永久居留证号,不在方案范围内。',
    next: '请删除这一行,或联系经办机构。',
  },
  'phone-characters': { text: '手机号里有不属于号码的字符。', next: '请填写 11 位手机号,没有可以不填。' },
  'phone-length': { text: '手机号不是 11 位。', next: '请填写 11 位手机号,没有可以不填。' },
  'phone-prefix': { text: '手机号的号段不存在。', next: '请填写 11 位手机号,没有可以不填。' },
  'card-invalid': {
    text: '银行账号不是有效的银行卡号(13 至 19 位,末位为校验码)。',
    next: '请对照本人银行卡检查是否抄错。',
    clause: cards,
  },
  'card-kind': {
    text: '这是社会保障卡卡号,不是银行账号。',
    next: '请填写社保卡的银行账号(16 至 19 位数字)。',
  },
  'district-unknown': { text: '所属区县不在名录中。', next: '请从下拉列表选择,或填写名称或 6 位代码。' },
  'course-unknown': { text: '培训类型不在名录中。', next: '请从下拉列表选择。' },
  'level-unknown': { text: '等级不在名录中。', next: '请从下拉列表选择。' },
  'date-format': { text: '日期无法识别,或没有这一天。', next: '请写成 2026-03-05 这样的形式。' },
  'date-implausible': { text: '日期早于 2000 年或晚于 2099 年。', next: '请检查年份。' },
  'date-order': { text: '结业日期早于开始日期。', next: '请检查两个日期。' },
  'date-future': { text: '日期晚于今天(北京时间)。', next: '请在结业或发证之后再导入。' },
  'amount-format': { text: '金额无法识别。', next: '请只填数字,单位为元,最多两位小数,如 1500.00。' },
  'amount-range': { text: '金额应大于 0、小于 10 亿元,最多两位小数。', next: '请检查金额,单位为元。' },
  'certificate-number': { text: '证书编号应为 4 至 64 位字母和数字。', next: '请对照证书填写。' },
  'certificate-incomplete': {
    text: '填了证书编号或发证日期,就要填齐职业、等级、证书编号和发证日期。',
    next: '请补填,或删去这本证书的各项。',
  },
} as const satisfies Readonly<Record<string, FaultText>>
