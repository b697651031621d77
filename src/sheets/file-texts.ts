import type { FaultText } from './fault.ts'

/** What can be wrong with a file as a whole; nothing of it is recorded then. */
export const fileTexts = {
  'upload-empty': { text: '文件里没有数据行。', next: '请在表头下面逐行填写结业人员,再上传。' },
  'upload-only-sample': { text: '文件里只有模板的示例行,没有数据。', next: '请在示例行下面填写,再上传。' },
  'upload-too-large': { text: '文件超过 20 MB。', next: '请分成几个文件上传。' },
  'upload-too-many-rows': {
    text: '数据超过 50,000 行,或空行太多。',
    next: '请删去多余的空行,或分成几个文件上传。',
  },
  'upload-too-wide': { text: '这一行超过 100 列。', next: '请只保留需要的列,再上传。' },
  'upload-type': {
    text: '不是可以读取的表格:只接受 .xlsx、.xls 和 CSV,不接受加密的表格和网页。',
    next: '请用 Excel 或 WPS 打开,另存为不加密的 .xlsx,再上传。',
  },
  'upload-encoding': {
    text: '文字编码无法识别,或者同一文件里混有两种编码。',
    next: '请另存为 .xlsx,或另存为 UTF-8 或 GB18030(GBK)编码的 CSV。',
  },
  'upload-corrupt': { text: '表格文件损坏或结构异常。', next: '请用 Excel 或 WPS 打开后另存,再上传。' },
  'upload-rows-repeated': {
    text: '表格里有的行或单元格出现了不止一次,或者次序颠倒,无法判断以哪一个为准。',
    next: '请用 Excel 或 WPS 打开、核对后另存,再上传。',
  },
  'upload-xml': { text: '表格里含有不允许的文档类型或实体。', next: '请用 Excel 或 WPS 打开后另存,再上传。' },
  'upload-bomb': { text: '表格解压后过大。', next: '请只保留需要的工作表和行,另存后再上传。' },
  'upload-active-content': {
    text: '表格含有宏、外部链接或嵌入对象。',
    next: '请另存为不含这些内容的 .xlsx,再上传。',
  },
  'upload-too-slow': {
    text: '读取这个文件花的时间太长,已经停止。',
    next: '请另存为新的 .xlsx,或分成几个文件上传。',
  },
  'csv-syntax': {
    text: 'CSV 的引号没有成对或位置不对,从第 {line} 行起无法读取。',
    next: '请检查第 {line} 行的引号,或另存为 .xlsx 再上传。',
  },
  'header-missing': { text: '缺少“{column}”这一列。', next: '请补上这一列的表头,或下载模板重新填写。' },
  'header-duplicate': { text: '表头“{column}”出现了不止一次。', next: '请只保留一列。' },
  'header-unknown': {
    text: '{letters} 列的表头{quoted}无法识别。',
    next: '请改成模板里的名称;不需要导入的列请删除。',
  },
} as const satisfies Readonly<Record<string, FaultText>>
