import { maskAccount, maskPhone } from '../../domain/masks.ts'
import type { SeriesDecided, SeriesStep } from '../../domain/person/decide-series.ts'
import { currentDistrict, type PersonFact, type PersonState } from '../../domain/person/state.ts'
import type { Assessment } from '../../domain/policy/assessment.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import type { CompletionRow } from '../../sheets/completion-row.ts'
import type { MaskedPerson } from '../masked-person.ts'
import { claimable, claimSteps, type StepTerms } from './row-steps.ts'
import { type RowReport, saidOf } from './row-verdict.ts'
import type { RowFault } from './sheet-row.ts'

/** What is said of a row beside its verdict: it is recorded all the same. */
export interface RowNotes {
  /** Why no claim is filed on it, or on the record that there is; empty where one is, or was before. */
  readonly unfiled: readonly RowFault[]
  /** What it says otherwise than the register of people, which stays as it is. */
  readonly notes: readonly RowFault[]
}

type Said = Pick<RowReport, 'verdict' | 'unfiled' | 'notes' | 'remarks'>

/** Notes as they stand beside a row in its own file: they are no faults, so no cell is marked. */
export const beside = ({ verdict, unfiled, notes, remarks = [] }: Said): readonly RowFault[] => {
  const recorded = verdict === 'already-recorded' ? '已有记录' : '照记'
  const hints = [...notes, ...remarks.map(saidOf)]
  return [
    ...unfiled.map((said) => ({ ...said, column: '', text: `${recorded},没有申领:${said.text}` })),
    ...hints.map((said) => ({ ...said, column: '', text: `提示:${said.text}` })),
  ]
}

const occupation = '职业(工种)'
const endsOn = '结业日期'

/** Which column each reason of a refused trial is about; others are about the row. */
const columnOf: Readonly<Record<string, string>> = {
  'occupation-not-listed': occupation,
  'certificate-missing': '证书编号',
  'higher-already-paid': '等级',
  'filing-window-closed': endsOn,
  'outside-policy-term': endsOn,
  'duration-exceeded': endsOn,
}

const remark = (given: Pick<RowFault, 'column' | 'code' | 'text' | 'clause' | 'next'>): RowFault => ({
  ...given,
  address: '',
})

/** The reasons of trials whose claim is not filed, with the clause of the rule that says no. */
export const unfiledReasons = (
  row: Pick<CompletionRow, 'course'>,
  { events, unwanted }: SeriesDecided,
  policy: Policy,
): readonly RowFault[] => {
  if (events.some(({ type }) => type === 'ClaimSubmitted')) return []
  if (claimable(policy, row.course).length === 0) return [nothingToClaim]
  return unwanted.flatMap(({ type, data }) =>
    type === 'ClaimAssessed' ? reasonsOf(data.assessment, policy) : [],
  )
}

/** What rehearses commands on the person as they stand. */
export type Rehearse = (steps: readonly SeriesStep[]) => SeriesDecided

/**
 * Why nothing is claimed on a record that there is, in the words of a row that files nothing. Whatever was
 * claimed on it and not withdrawn speaks for itself.
 */
export const unclaimedReasons = (
  row: CompletionRow,
  record: PersonFact,
  state: PersonState,
  terms: Pick<StepTerms, 'provider' | 'policy'> & { readonly rehearse: Rehearse },
): readonly RowFault[] => {
  const claims = [...state.claims.values()].filter(({ basis }) => basis === record.id)
  if (claims.some(({ status }) => status !== 'withdrawn')) return []
  const reasons = unfiledReasons(row, terms.rehearse(claimSteps(row, terms)), terms.policy)
  return reasons.length > 0 || claimable(terms.policy, row.course).length === 0 ? reasons : [notClaimed]
}

const notClaimed = remark({
  column: '',
  code: 'claim-not-filed',
  text: '没有提交过申领,或者已经撤回;按现在的记录可以申领。',
  clause: null,
  next: '请由机构、本人或经办人提交申领:POST /api/v1/people/{personId}/claims。',
})

const nothingToClaim = remark({
  column: '培训类型',
  code: 'instrument-none',
  text: '这种培训没有可以申领的项目。',
  clause: null,
  next: '结业照记,不必处理。',
})

const sentence = (text: string): string => (text.endsWith('。') ? text : `${text}。`)

const reasonsOf = ({ reasons, steps }: Assessment, policy: Policy): readonly RowFault[] =>
  reasons.map((code) => {
    const { text = code, next = '' } = policy.reasons.find((reason) => reason.code === code) ?? {}
    const clause = steps.find(({ reason }) => reason === code)?.clause ?? null
    return remark({
      ...{ column: columnOf[code] ?? '', code, clause },
      ...{ text: sentence(text), next: sentence(next) },
    })
  })

/** Of a person, masked. */
export type KnownDetails = Pick<MaskedPerson, 'phone' | 'bankAccount'>

/** Of a row, as the register would show it. */
export const rowDetails = ({ phone, bankAccount }: CompletionRow): KnownDetails => ({
  phone: phone === null ? null : maskPhone(phone),
  bankAccount: bankAccount === null ? null : maskAccount(bankAccount),
})

const change = '请本人或所属区(县、市)的经办人更改。'
const move = '迁移请由所属区(县、市)的经办人登记。'

/**
 * What a row says otherwise than is registered. Compared as masked: whole numbers would let a sheet of
 * guesses find a number out.
 */
export const detailNotes = (
  row: CompletionRow,
  state: PersonState,
  known: KnownDetails,
): readonly RowFault[] => {
  const said = rowDetails(row)
  const kept = (field: keyof KnownDetails, column: string, code: string): readonly RowFault[] => {
    if (said[field] === null || said[field] === known[field]) return []
    const text =
      known[field] === null
        ? `登记里没有${column},名单里的没有补记。`
        : `${column}与登记的不同,以登记的为准,没有改动。`
    return [remark({ column, code, text, clause: null, next: change })]
  }
  const notes = [...kept('phone', '手机号', 'phone-kept'), ...kept('bankAccount', '银行账号', 'account-kept')]
  if (row.district === currentDistrict(state)) return notes
  const text = '所属区县与登记的不同,以登记的为准,没有改动。'
  return [...notes, remark({ column: '所属区县', code: 'district-kept', text, clause: null, next: move })]
}
