import type { RecordErrorCode } from '../../domain/record-errors.ts'
import type { ProblemTexts } from './problem-text.ts'

/** Illegal commands on completions, certificates and findings. The compiler holds this list complete. */
export const recordProblems: ProblemTexts<RecordErrorCode> = {
  'level-unknown': {
    status: 422,
    title: '等级不在政策内',
    detail: '职业技能等级证书和培训班的等级应为现行政策所列的等级。',
    next: '请从 学徒工、初级工、中级工、高级工、技师、高级技师、特级技师、首席技师 中选择。',
  },
  'evaluation-kind': {
    status: 422,
    title: '一评双证只有两种证书',
    detail: '同一次评价只能带出职业技能等级证书和专业技术职称证书。',
    next: '请去掉其他证书的评价编号。',
  },
  'training-course': {
    status: 409,
    title: '培训类型与培训班不符',
    detail: '这个培训班登记的培训类型与填写的不同。',
    next: '请按培训班核对培训类型和培训班编号。',
  },
  'training-certificate': {
    status: 409,
    title: '证书与培训班不符',
    detail: '这个培训班办的是“{heldFor}”,职业技能等级证书的职业(工种)和等级应与它一致。',
    next: '请按证书核对培训班编号、职业(工种)和等级;培训班登记有误的,请先办理培训班变更。',
  },
  'finding-open': {
    status: 409,
    title: '有疑点待核实',
    detail: '申领所依据的记录有疑点“{rule}”尚未核实,暂不能通过;您的操作没有生效。',
    next: '请由没有录入这条记录的经办人或复核人核实疑点后再办。',
  },
  'finding-upheld': {
    status: 409,
    title: '疑点已经属实',
    detail: '申领所依据的记录的疑点“{rule}”已认定属实,不能通过;您的操作没有生效。',
    next: '请退回补正或不予通过;退回后已补正的,由没有录入这条记录的人说明情况、重新核实疑点,排除后可以通过。',
  },
}
