/** What is wrong with a file as a whole. Nothing of it is used. */
const fileTexts = {
  'upload-empty': '文件里没有数据行。',
  'upload-too-large': '文件超过 10 MB,请分成几个文件上传。',
  'upload-too-many-rows': '数据超过 50,000 行,请分成几个文件上传。',
  'upload-too-wide': '这一行超过 100 列,请只保留需要的列,再上传。',
  'upload-type': '只接受 CSV 或 XLSX 文件;旧版 .xls、加密的表格和网页,请另存为不加密的 .xlsx 再上传。',
  'upload-encoding': '无法识别文字编码,请另存为 UTF-8 或 GB18030(GBK)的 CSV,或 .xlsx。',
  'upload-corrupt': '表格文件损坏或结构异常,请用 Excel 或 WPS 打开后另存,再上传。',
  'upload-xml': '表格里含有不允许的 XML 声明(DTD 或实体),请用 Excel 或 WPS 打开后另存,再上传。',
  'upload-rows-repeated':
    '表格里有的行或单元格出现了不止一次,或者次序颠倒,无法判断以哪一个为准;请用 Excel 或 WPS 打开、核对后另存,再上传。',
  'upload-bomb': '表格解压后过大,请只保留需要的工作表和行。',
  'upload-active-content': '表格含有宏、外部链接或嵌入对象,请另存为不含这些内容的 .xlsx。',
  'csv-syntax': 'CSV 的引号没有成对或位置不对,从这一行起无法读取。',
  'header-missing': '缺少这一列,请补上表头。',
  'header-repeated': '这一列的表头出现了不止一次,请只保留一列。',
} as const

/** What is wrong with one row. The row is not used, the others are. */
const rowTexts = {
  'columns-extra': '这一行的列数比表头多。',
  'row-hidden': '这一行被隐藏,请取消隐藏或删除。',
  'formula-not-allowed': '这一格是公式,请改为数值或文字。',
  'invalid-text': '这一格含有看不见的控制字符。',
  'too-long': '这一格的文字太长。',
  'no-format': '序号应为正整数。',
  'claim-missing': '受理号为空。',
  'outcome-unknown': '结果应为“成功”或“失败”。',
  'reason-missing': '结果为失败的,应写明原因。',
  'date-missing': '结果为成功的,以及重发过的,应填写日期。',
  'date-format': '日期无法识别,请写成 2026-05-31。',
  'amount-format': '金额应为正数,最多两位小数。',
  'line-repeated': '同一序号或受理号在文件里出现了不止一次,这几行都没有采用。',
  'line-unknown': '本批次没有等待结果的这一笔。',
  'line-mismatch': '序号与受理号不是同一笔。',
  'amount-differs': '金额与批次不一致。',
  'result-before-file': '日期早于这一笔最近一次发给银行的日期({sentOn}),是以前那份清册的结果,没有采用。',
  'already-paid': '这一笔已经记为到账,到账日期 {paidOn},与这一行不同,没有改动。',
  'date-future': '日期晚于今天(北京时间)。',
  'claim-recovered': '这一笔已有追回款入账,不能再退汇,请人工核对。',
} as const

/** Whether nothing of the file was used. */
export const isOfWholeFile = ({ code }: Fault): boolean => Object.hasOwn(fileTexts, code)

export type FileCode = keyof typeof fileTexts
export type RowCode = keyof typeof rowTexts

/** Something in the file that was not used, and why. Never the content of a cell. */
export interface Fault {
  /** Row of the sheet or file, from 1 for the first; 0: the file as a whole. */
  readonly line: number
  /** The column's usual heading; empty: the whole row. */
  readonly column: string
  readonly code: FileCode | RowCode
  /** A Chinese sentence for whoever sent the file. */
  readonly detail: string
}

/** @param facts fill the `{…}` of the sentence; dates only. */
export const faultOf = (
  code: Fault['code'],
  line = 0,
  column = '',
  facts: Readonly<Record<string, string>> = {},
): Fault => {
  const text = code in fileTexts ? fileTexts[code as FileCode] : rowTexts[code as RowCode]
  return { line, column, code, detail: text.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '') }
}
