import { DomainError } from '../../domain/errors.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import type { AddressOf } from '../../sheets/group-faults.ts'
import { VaultErased } from '../../vault/vault.ts'
import { LedgerError } from '../errors.ts'
import { problemDetail, problemText } from '../problem-catalogue.ts'
import type { RowFault } from './sheet-row.ts'

const person = '证件号码'
const training = '培训班编号'

/** Which column each refusal of the deciders is about. */
const columnOf: Readonly<Record<string, string>> = {
  'identity-mismatch': '姓名',
  'person-erased': person,
  'person-unknown': person,
  'completion-unknown': training,
  'already-revoked': training,
  'row-withdrawn': training,
  'rows-of-one-person': person,
  'basis-awarded': training,
  'certificates-awarded': '证书编号',
  'training-unknown': training,
  'training-not-open': training,
  'training-full': training,
  'training-course': '培训类型',
  'training-dates': '结业日期',
  'training-certificate': '等级',
  'provider-not-eligible': training,
  'course-unknown': '培训类型',
  'level-unknown': '等级',
  'district-unknown': '所属区县',
  'district-out-of-scope': '所属区县',
}

const columnOfField: Readonly<Record<string, string>> = {
  startsOn: '开始日期',
  endsOn: '结业日期',
  issuedOn: '发证日期',
  occupation: '职业(工种)',
  level: '等级',
}

const ofRow: ReadonlySet<string> = new Set([
  'identity-mismatch',
  'row-outdated',
  'row-withdrawn',
  'rows-of-one-person',
])

/** Whether an error says something about the row, rather than about us. */
export const isRefusal = (error: unknown): error is DomainError | LedgerError | VaultErased =>
  error instanceof DomainError ||
  error instanceof VaultErased ||
  (error instanceof LedgerError && ofRow.has(error.code))

/** The deciders' refusal as a fault of the row; the cell is found once it is known where its column stands. */
export const refusalFault = (error: DomainError | LedgerError | VaultErased, policy: Policy): RowFault => {
  const erased = error instanceof VaultErased
  const code = erased ? 'person-erased' : error.code
  const facts = erased ? {} : error.facts
  const { next, detailOfAll } = problemText(code)
  const whole = problemDetail(code, facts)
  const text = whole.endsWith(next) ? whole.slice(0, -next.length) : whole
  const column = columnOfField[facts.field ?? ''] ?? columnOf[code] ?? ''
  const clause = facts.clause ?? clauseOf(policy, code)
  const ofAll = detailOfAll === undefined ? {} : { textOfAll: detailOfAll }
  return { column, address: '', code, text, ...ofAll, clause, next }
}

const ofClasses = /^(?:training-|provider-)/

/** The clause that asks for a class, for what is wrong with the class. */
const clauseOf = ({ training: rules }: Policy, code: string): string | null =>
  ofClasses.test(code) ? (rules?.classRequired.values.at(-1)?.clause ?? null) : null

/** Heading → letters of its column in one file. */
export type Places = Readonly<Record<string, string>>

/** The cell of the line in the column of that heading; of a whole row, the row's first. */
export const addressIn =
  (places: Places): AddressOf =>
  (column, line) =>
    `${places[column] ?? 'A'}${line}`

/** The fault with its cell. */
export const placed = (fault: RowFault, line: number, places: Places): RowFault =>
  fault.address === '' ? { ...fault, address: addressIn(places)(fault.column, line) } : fault
