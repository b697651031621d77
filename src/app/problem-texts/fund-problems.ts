import type { FundErrorCode } from '../../domain/payment-errors.ts'
import type { ProblemTexts } from './problem-text.ts'

/** Illegal commands on funds and on the calendar. The compiler holds this list complete. */
export const fundProblems: ProblemTexts<FundErrorCode> = {
  'fund-unknown': {
    status: 404,
    title: '没有找到资金',
    detail: '没有这笔资金,或者不在您的管辖范围内。',
    next: '请核对区县、来源和年度;还没有设立的,请先设立。',
  },
  'fund-exists': {
    status: 409,
    title: '资金已经设立',
    detail: '这个区县、来源和年度的资金 {fundId} 已经设立。',
    next: '请直接登记资金下达。',
  },
  'fund-source-unknown': {
    status: 422,
    title: '资金来源不在政策内',
    detail: '现行政策没有列出这个资金来源:{source}。',
    next: '请从现行政策(GET /api/v1/policies)的资金来源中选择。',
  },
  'fund-year': {
    status: 422,
    title: '资金年度不对',
    detail: '资金年度应为四位年份。',
    next: '请填写预算年度,例如 2025。',
  },
  'fund-insufficient': {
    status: 409,
    title: '资金不足',
    detail: '可用资金不够,还差 {shortfall} 元;没有占用任何资金。',
    next: '请先登记资金下达,或减少本批次的申领。',
  },
  'fund-recovery-exceeds': {
    status: 409,
    title: '追回超过已拨付',
    detail: '追回的金额超过这笔资金尚未追回的已拨付金额。',
    next: '请核对追回金额和资金来源。',
  },
  'allotment-differs': {
    status: 409,
    title: '同一文号金额不同',
    detail: '文号“{document}”已经登记过资金下达,金额与本次不同。',
    next: '请核对文号和金额;一个文号对一笔资金只登记一次。',
  },
  'reservation-unknown': {
    status: 409,
    title: '没有这笔占用',
    detail: '这笔资金里没有占用 {reservationId}。',
    next: '请查看资金的占用清单后再办。',
  },
  'reservation-differs': {
    status: 409,
    title: '占用内容不同',
    detail: '占用 {reservationId} 的这一步已经记过,金额与本次不同。',
    next: '请查看资金的占用清单;已经记录的不会改动。',
  },
  'reservation-exceeded': {
    status: 409,
    title: '超过占用金额',
    detail: '超过占用 {reservationId} 余下的金额,没有记录。',
    next: '请核对批次的金额。',
  },
  'amount-invalid': {
    status: 422,
    title: '金额不对',
    detail: '金额应大于零,并在可记录的范围之内。',
    next: '请核对金额。',
  },
  'calendar-unknown': {
    status: 409,
    title: '没有这一年的工作日安排',
    detail: '{year} 年的节假日和调休安排还没有录入,不能推算工作日。',
    next: '国务院办公厅的通知发布后,请更新工作日历再办。',
  },
}
