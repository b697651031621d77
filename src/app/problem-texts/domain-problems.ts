import type { DomainErrorCode } from '../../domain/errors.ts'
import { batchProblems } from './batch-problems.ts'
import { fundProblems } from './fund-problems.ts'
import { importProblems } from './import-problems.ts'
import type { ProblemTexts } from './problem-text.ts'
import { recordProblems } from './record-problems.ts'
import { trainingProblems } from './training-problems.ts'

/** Illegal commands. The compiler holds this list complete. */
export const domainProblems: ProblemTexts<DomainErrorCode> = {
  'person-unknown': {
    status: 404,
    title: '没有找到人员',
    detail: '没有这个人员,或者不在您的管辖范围内。',
    next: '请核对人员编号;新人员请先登记。',
  },
  'recognition-unknown': {
    status: 404,
    title: '没有找到认定',
    detail: '没有这项认定,或者不在您的管辖范围内。',
    next: '请核对认定编号(GET /api/v1/people/人员编号)。',
  },
  'completion-unknown': {
    status: 404,
    title: '没有找到结业记录',
    detail: '没有这条结业记录,或者不在您的管辖范围内。',
    next: '请核对结业记录编号(GET /api/v1/people/人员编号);培训机构只能使用本机构录入的记录。',
  },
  'claim-unknown': {
    status: 404,
    title: '没有找到申领',
    detail: '没有这笔申领,或者不在您的管辖范围内。',
    next: '请核对受理号是否抄错。',
  },
  'title-unknown': {
    status: 422,
    title: '称号不在政策内',
    detail: '现行政策没有列出这个称号。',
    next: '请填写现行政策(GET /api/v1/policies/plan-2024-2026)titles 里的 id,例如 technical-expert-municipal(市技术能手)。',
  },
  'course-unknown': {
    status: 422,
    title: '培训类型不在政策内',
    detail: '现行政策没有列出这个培训类型。',
    next: '请填写现行政策(GET /api/v1/policies/plan-2024-2026)courses 里的 id,例如 vocational(职业技能培训)。',
  },
  'instrument-unknown': {
    status: 422,
    title: '项目不在政策内',
    detail: '现行政策没有列出这个由个人申领的项目。',
    next: '请填写现行政策(GET /api/v1/policies/plan-2024-2026)instruments 里的 id。',
  },
  'district-unknown': {
    status: 422,
    title: '区县代码不存在',
    detail: '本市没有这个区(县、市)代码。',
    next: '请填写六位区县代码,例如 330602。',
  },
  'district-out-of-scope': {
    status: 403,
    title: '区县不在管辖范围内',
    detail: '您只能登记本区(县、市)的人员。',
    next: '请由该区(县、市)的经办人登记。',
  },
  'policy-version': {
    status: 409,
    title: '政策版本号不连续',
    detail: '下一个政策版本应为 {expected}。',
    next: '请在最新版本上修改,版本号加一。',
  },
  'policy-past-changed': {
    status: 409,
    title: '不能改动已生效的标准',
    detail: '新版本改动了过去日期的内容:{place}。已生效的标准只能用新的起始日期替换。',
    next: '请恢复原值,另加一条带起始日期的新值。',
  },
  'policy-unknown': {
    status: 422,
    title: '没有这个政策版本',
    detail: '没有起草过这个政策版本。',
    next: '请用 jinlan policy list 核对版本号。',
  },
  'date-future': {
    status: 422,
    title: '日期晚于今天',
    detail: '{field}晚于今天(按北京时间)。',
    next: '只能录入已经发生的事;请核对日期。',
  },
  'date-order': {
    status: 422,
    title: '日期先后不对',
    detail: '{field}早于它之前应有的日期。',
    next: '请核对开始与结束、认定与撤销、迁移的先后。',
  },
  'state-conflict': {
    status: 409,
    title: '当前状态不能做这一步',
    detail: '这笔申领现在是“{status}”,不能做这一步;您的操作没有生效。',
    next: '请查看最新状态后再办。',
  },
  'already-revoked': {
    status: 409,
    title: '已经撤销',
    detail: '这项认定或结业记录已经撤销,不能再更正或撤销。',
    next: '如属误撤,请重新录入一条。',
  },
  'basis-awarded': {
    status: 409,
    title: '已有核定依据它',
    detail: '已有核定的申领以这条记录为依据,它的培训类型、培训班或称号不能再更正。',
    next: '如确属录错,请先撤回那笔申领,或撤回、撤销这条记录后另行录入。',
  },
  'certificates-awarded': {
    status: 409,
    title: '已有核定依据它,证书由经办人更正',
    detail: '已有核定的申领以这条结业记录为依据,它的证书只能由经办人补录或更正;没有任何变更。',
    next: '请把证书和原因告知本人所在区(县、市)的经办人,由经办人办理。',
  },
  'nothing-changed': {
    status: 409,
    title: '内容没有变化',
    detail: '填写的内容与现有记录相同,没有可更正的。',
    next: '请核对要更正的字段。',
  },
  'separation-of-duties': {
    status: 403,
    title: '不能办理自己经手的事',
    detail:
      '录入、初审、复核、拨付必须由不同的人办理,追回由提出者以外的人确认,本人和申报的亲属不能审批;按人认定,不按账号。',
    next: '请交由没有经手这笔申领的同事办理。',
  },
  'relative-self': {
    status: 422,
    title: '亲属不能是本人',
    detail: '申报的亲属就是本人。',
    next: '请填写亲属本人的人员编号。',
  },
  'account-missing': {
    status: 409,
    title: '还没有收款账户',
    detail: '申领人还没有登记银行账户,不能确认收款账户。',
    next: '请先补登本人名下的银行账户,再确认。',
  },
  'claim-in-batch': {
    status: 409,
    title: '申领已在拨付批次中',
    detail: '这笔申领已在拨付批次 {batchId} 中,不能做这一步;您的操作没有生效。',
    next: '请由财政经办人先从批次中移出这笔申领。',
  },
  'batch-differs': {
    status: 409,
    title: '不在这个批次中',
    detail: '这笔申领在另一个拨付批次 {batchId} 中。',
    next: '请核对批次编号。',
  },
  'payment-differs': {
    status: 409,
    title: '与已记录的拨付不符',
    detail: '这笔申领的第 {paymentNo} 次拨付与已记录的结果不符,或者次序不对;没有记录任何内容。',
    next: '请与银行回单逐笔核对。',
  },
  'amount-differs': {
    status: 409,
    title: '金额与核定不符',
    detail: '拨付金额与核定金额 {awardYuan} 元不一致;没有记录任何内容。',
    next: '请与银行回单核对金额。',
  },
  'recovery-unknown': {
    status: 404,
    title: '没有找到追回',
    detail: '这笔申领没有这个序号的追回。',
    next: '请核对追回序号(GET /api/v1/claims/受理号)。',
  },
  'recovery-conflict': {
    status: 409,
    title: '这笔追回不能做这一步',
    detail: '第 {no} 笔追回现在是“{status}”,不能做这一步;您的操作没有生效。',
    next: '请查看最新状态后再办。',
  },
  'recovery-open': {
    status: 409,
    title: '有待确认的追回',
    detail: '申领 {claimId} 有追回还没有确认或驳回,暂不能列入拨付批次,也不能发给银行。',
    next: '请先确认或驳回;在已批准的批次里的,请先移出批次。',
  },
  'recovery-exceeds': {
    status: 409,
    title: '超过可追回的金额',
    detail: '金额应大于零,且不超过尚可追回的 {leftYuan} 元。',
    next: '请核对金额。',
  },
  'recovery-received': {
    status: 409,
    title: '已收到退回款',
    detail: '这笔申领已收到退回款,不能再记为银行退汇。',
    next: '请与银行回单核对,确认这笔款项是退汇还是追回。',
  },
  'payment-returning': {
    status: 409,
    title: '这笔款正由银行退回',
    detail: '申领 {claimId} 的款项已由银行退回,批次里不再是到账,不能登记追回款。',
    next: '请先办完退汇,再与银行回单核对。',
  },
  ...fundProblems,
  ...trainingProblems,
  ...batchProblems,
  ...recordProblems,
  ...importProblems,
}
