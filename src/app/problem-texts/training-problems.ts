import type { TrainingErrorCode } from '../../domain/training-errors.ts'
import type { ProblemTexts } from './problem-text.ts'

/** Illegal commands on providers, trainers and classes. The compiler holds this list complete. */
export const trainingProblems: ProblemTexts<TrainingErrorCode> = {
  'provider-unknown': {
    status: 404,
    title: '没有找到培训机构',
    detail: '没有这家培训机构,或者不在您的管辖范围内。',
    next: '请核对机构编号(列表:GET /api/v1/providers);新机构请先认定。',
  },
  'provider-exists': {
    status: 409,
    title: '培训机构已经认定',
    detail: '编号 {providerId} 的培训机构已经认定。',
    next: '内容有变的请办理认定变更;另一家机构请用另一个编号。',
  },
  'provider-id-invalid': {
    status: 422,
    title: '机构编号有误',
    detail: '机构编号由 1 至 64 位小写字母、数字和连字符组成。',
    next: '请更正编号,例如 provider-1。',
  },
  'provider-suspended': {
    status: 409,
    title: '培训机构已经暂停',
    detail: '这家机构自 {from} 起已经暂停。',
    next: '如需更改,请先恢复,再按新的日期和文号暂停。',
  },
  'provider-not-suspended': {
    status: 409,
    title: '培训机构没有暂停',
    detail: '这家机构现在没有暂停,无从恢复。',
    next: '请核对暂停和恢复的记录(GET /api/v1/providers/机构编号)。',
  },
  'provider-not-eligible': {
    status: 409,
    title: '培训机构不能办这个班',
    detail: '按开班日期 {startsOn},{fault}。',
    detailOfAll: '按开班日期,机构不能办这个班:不在认定期限内、已经暂停,或者区县、职业(工种)不在认定范围内。',
    next: '请核对机构的认定期限、区县和职业(工种);有变的请先办理认定变更。',
  },
  'trainer-unknown': {
    status: 404,
    title: '没有找到培训师',
    detail: '培训师资库里没有这个人。',
    next: '请核对编号;新的培训师请先入库。',
  },
  'trainer-not-current': {
    status: 409,
    title: '培训师不在库',
    detail: '在 {on},没有指定培训师,或者指定的培训师不在培训师资库内。',
    next: '请换一位在库的培训师,或先办理入库。',
  },
  'training-unknown': {
    status: 404,
    title: '没有找到培训班',
    detail: '没有这个培训班,或者不在您的管辖范围内。',
    next: '请核对培训班编号;新班请先登记计划。',
  },
  'training-exists': {
    status: 409,
    title: '培训班编号已被使用',
    detail: '编号 {trainingId} 已有培训班;编号在全市不能重复。',
    next: '请换一个编号;要更改已有的班,请办理变更。',
  },
  'training-id-invalid': {
    status: 422,
    title: '培训班编号有误',
    detail: '培训班编号由 1 至 40 位字母、数字和连字符组成。',
    next: '请更正编号,例如 SX-2025-017。',
  },
  'training-dates': {
    status: 422,
    title: '培训班日期不对',
    detail: '日期与培训班的起止日期不相符。',
    next: '请核对开始日期和结业日期。',
  },
  'training-not-over': {
    status: 409,
    title: '培训班还没有结束',
    detail: '培训班到 {endsOn} 才结束,此前不能结业。',
    next: '请到期再办;提前结束的,请先变更结束日期。',
  },
  'training-size': {
    status: 422,
    title: '课时或人数不对',
    detail: '{field}应为 1 至 10000 的整数。',
    next: '请更正。',
  },
  'training-full': {
    status: 409,
    title: '培训班名额不够',
    detail: '培训班余下 {room} 个名额,不够登记。',
    detailOfAll: '培训班余下的名额不够登记。',
    next: '请核对学员名单;已开班的班确需增加的,请先变更名额,已结业的班请由经办核实后另开班。',
  },
  'training-not-open': {
    status: 409,
    title: '培训班没有开班',
    detail: '培训班现在是“{status}”,只有已开班或已结业的班才能这样办。',
    detailOfAll: '培训班没有开班,或者已经办结、已经取消;只有已开班或已结业的班才能这样办。',
    next: '请先开班;已办结或已取消的班不再接收学员。',
  },
  'training-not-finished': {
    status: 409,
    title: '培训班没有结业',
    detail: '培训班现在是“{status}”,结业之后才能办结。',
    next: '请先办理结业。',
  },
  'training-finished': {
    status: 409,
    title: '培训班已经结业',
    detail: '培训班已经结业,不能再这样办。',
    next: '请核对培训班的进度(GET /api/v1/trainings/培训班编号)。',
  },
  'training-closed': {
    status: 409,
    title: '培训班已经办结',
    detail: '培训班已经办结,不能再改动。',
    next: '请核对培训班的进度(GET /api/v1/trainings/培训班编号)。',
  },
  'training-cancelled': {
    status: 409,
    title: '培训班已经取消',
    detail: '培训班已经取消,不能再改动。',
    next: '请另行登记新的培训班,用新的编号。',
  },
  'department-unknown': {
    status: 422,
    title: '没有这个主管部门',
    detail: '目录里没有这个行业主管部门。',
    next: '请填写部门编号,例如 human-resources;全部编号见接口文档(/docs)中这个字段的说明。',
  },
  'has-learners': {
    status: 409,
    title: '培训班已有学员',
    detail: '已有学员的班不能取消,也不能改动类型、职业、等级、日期、课时、区县和主管部门。',
    next: '请先撤回有误的结业记录;名称、地点、培训师和名额仍可变更。',
  },
  'finding-unknown': {
    status: 404,
    title: '没有找到疑点',
    detail: '没有这个疑点,或者不在您的管辖范围内。',
    next: '请核对疑点的序号。',
  },
  'finding-resolved': {
    status: 409,
    title: '疑点已经处理',
    detail: '第 {no} 个疑点已有结论,不再改动。',
    next: '请查看处理结果;属实的,退回申领后可以重新核实结业记录的疑点。',
  },
}
