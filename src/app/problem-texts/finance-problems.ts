import type { ProblemTexts } from './problem-text.ts'

/** What can go wrong around batches, beside what the domain refuses. */
export const financeProblems = {
  'claims-not-ready': {
    status: 409,
    title: '有申领不能列入批次',
    detail: '有 {count} 笔申领不能列入这个批次;没有占用任何申领和资金。',
    next: '各笔的原因在 errors 中;请去掉这些申领,另行拟定批次。',
  },
  'claim-removed-since': {
    status: 409,
    title: '这一笔已经移出',
    detail: '这一笔在您查看名单之后移出了批次。',
    next: '请查看批次的名单。',
  },
  'account-missing-lines': {
    status: 409,
    title: '有人没有银行账号',
    detail: '有 {count} 笔的收款人没有登记银行账号(受理号:{claims}),代发清册没有生成。',
    next: '请由经办人补登账号后再放款。',
  },
  'effects-incomplete': {
    status: 500,
    title: '批次已记录,申领或资金没有跟上',
    detail: '批次的这一步已经记录,但 {subject} 没有接受相应的变动({reason})。',
    next: '请以同一 Idempotency-Key 重试;仍不行请联系管理员运行 jinlan fsck。',
  },
  'results-unusable': {
    status: 422,
    title: '银行结果文件不能用',
    detail: '这个文件整份没有采用,什么都没有改变。',
    next: '原因在 errors 中;请更正文件后重新上传。',
  },
  'upload-missing': {
    status: 400,
    title: '没有收到文件',
    detail: '请求里没有文件。',
    next: '请把文件作为请求内容上传(--data-binary),或放在表单的 file 字段里。',
  },
  'upload-repeated': {
    status: 400,
    title: '一次只能上传一个文件',
    detail: '表单里有不止一个 file 字段,不知道以哪个文件为准;没有录入任何一个。',
    next: '请一次上传一个文件。',
  },
  'upload-too-large': {
    status: 413,
    title: '文件太大',
    detail: '文件超过 10 MB。',
    next: '请分成几个文件上传。',
  },
  'job-unknown': {
    status: 404,
    title: '没有找到任务',
    detail: '没有这个任务,或者不是您发起的;服务重新启动后也查不到以前的任务。',
    next: '请查看批次、追回或导入的状态;不确定是否办成的,以同一 Idempotency-Key 重试。',
  },
  'claim-id-format': {
    status: 422,
    title: '受理号格式有误',
    detail: '受理号由 26 位小写字母数字、“-c”和序号组成。',
    next: '请核对受理号是否抄错。',
  },
  'person-id-format': {
    status: 422,
    title: '人员编号格式有误',
    detail: '人员编号是登记时给出的 26 位小写字母数字。',
    next: '请先登记该人员,再填写其人员编号。',
  },
  'working-days-range': {
    status: 422,
    title: '公示天数有误',
    detail: '公示天数应为 1 至 60 的整数。',
    next: '请更正;不填即按政策规定的天数。',
  },
} satisfies ProblemTexts<string>
