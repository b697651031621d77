/**
 * Why the bank sent money back, as a code: banks write names and account numbers into their own
 * words, which therefore never reach the log.
 */
export const returnReasonText = {
  'name-mismatch': '户名不符',
  'account-closed': '账户已销户',
  'account-unknown': '账号有误或不存在',
  'account-blocked': '账户冻结、止付、挂失或久悬',
  'account-limited': '账户类别或限额不允许入账',
  other: '其他原因',
} as const

export type ReturnReason = keyof typeof returnReasonText
export const returnReasons = Object.keys(returnReasonText) as readonly ReturnReason[]

const words: readonly (readonly [RegExp, ReturnReason])[] = [
  [/户名|姓名/u, 'name-mismatch'],
  [/销户|注销/u, 'account-closed'],
  [/冻结|止付|挂失|久悬|睡眠|不动户|状态/u, 'account-blocked'],
  [/限额|类别|类型|[ⅡⅢ二三]类/u, 'account-limited'],
  [/账号|帐号|账户|帐户|卡号|无此/u, 'account-unknown'],
]

/** The code for the bank's own words. */
export const returnReasonOf = (bankText: string): ReturnReason =>
  words.find(([form]) => form.test(bankText))?.[1] ?? 'other'
