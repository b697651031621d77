import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PayListRow } from '../../bank-files/pay-list-rows.ts'
import type { BatchLine, BatchState } from '../../domain/batch/state.ts'
import { maskName } from '../../domain/masks.ts'
import { formatYuan } from '../../domain/money.ts'
import type { PersonState } from '../../domain/person/state.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { type FieldName, type FieldValues, type Vault, VaultErased } from '../../vault/vault.ts'
import type { Directory } from '../directory.ts'
import { fundOf } from './funds.ts'
import type { PeopleAsOf } from './people-as-of.ts'
import type { UnitOf } from './unit-names.ts'

export interface ListParts {
  readonly people: PeopleAsOf
  readonly vault: Pick<Vault, 'open'>
  readonly policy: Policy
  readonly directory: Directory
  readonly unitOf: UnitOf
}

/** One line of the list that is published: de-identified, and the same whenever it is made. */
export interface NoticeRow {
  readonly no: number
  readonly claimId: string
  readonly name: string
  /** The last four characters of the id number. */
  readonly idTail: string
  readonly instrument: string
  readonly amountYuan: string
}

const tailLength = 4
/** After so many lines others get their turn: reading people who are at hand never waits for anything. */
const linesAtOnce = 50

const inTurns = async <Row>(
  lines: readonly BatchLine[],
  toRow: (line: BatchLine) => Promise<Row>,
): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const line of lines) {
    rows.push(await toRow(line))
    if (rows.length % linesAtOnce === 0) await nextTurn()
  }
  return rows
}

export const noticeRows = (parts: ListParts, lines: readonly BatchLine[]): Promise<readonly NoticeRow[]> =>
  inTurns(lines, async ({ no, claimId, personId, instrument, amountFen }) => {
    const person = await parts.people.person(personId)
    const { name = '', idNumber = '' } = opened(parts, person, ['name', 'idNumber'])
    return {
      no,
      claimId,
      name: maskName(name),
      idTail: idNumber.slice(-tailLength),
      instrument: instrumentName(parts.policy, instrument),
      amountYuan: formatYuan(amountFen),
    }
  })

export const payListRows = (
  parts: ListParts,
  batch: BatchState,
  lines: readonly BatchLine[],
  remark: string,
): Promise<readonly PayListRow[]> => inTurns(lines, (line) => payListRow(parts, batch, line, remark))

const payListRow = async (
  parts: ListParts,
  { batchId, district }: BatchState,
  line: BatchLine,
  remark: string,
): Promise<PayListRow> => {
  const { policy, directory } = parts
  const person = await parts.people.person(line.personId)
  const claim = person.claims.get(line.claimId)
  const fact = person.facts.get(claim?.basis ?? '')
  const provider = fact?.provider ?? null
  const certificate = fact?.certificates[0]
  const numberField = `certificate:${certificate?.numberDigest ?? ''}` as const
  const clear = opened(parts, person, [...payListFields, numberField])
  return {
    no: line.no,
    claimId: line.claimId,
    name: clear.name ?? '',
    idNumber: clear.idNumber ?? '',
    bankAccount: clear.bankAccount ?? '',
    bankName: clear.bankName ?? '',
    phone: clear.phone ?? '',
    unit: provider === null ? '' : await parts.unitOf(provider),
    instrument: instrumentName(policy, line.instrument),
    certificate: clear[numberField] ?? '',
    occupation: certificate?.occupation ?? '',
    level: certificate?.level ?? '',
    amountFen: line.amountFen,
    source: line.sources.map((part) => sourceText(policy, part, line.sources.length > 1)).join('；'),
    district: directory.districts.find(({ code }) => code === district)?.name ?? district,
    batchId: batchId ?? '',
    remark,
  }
}

const payListFields = ['name', 'idNumber', 'bankAccount', 'bankName', 'phone'] as const

/** What is asked for, by the log's commitments. An erased person's line keeps its amount and has no name. */
const opened = (
  { vault }: ListParts,
  { personId, commitments }: PersonState,
  fields: readonly FieldName[],
): FieldValues => {
  const wanted = fields.flatMap((field) => {
    const commitment = commitments[field]
    return commitment === undefined ? [] : [[field, commitment] as const]
  })
  try {
    return vault.open(personId ?? '', Object.fromEntries(wanted))
  } catch (error) {
    if (error instanceof VaultErased) return {}
    throw error
  }
}

const instrumentName = (policy: Policy, id: string): string => policy.instrument.get(id)?.name ?? id

const sourceText = (
  policy: Policy,
  { fundId, amountFen }: { readonly fundId: string; readonly amountFen: number },
  isPart: boolean,
): string => {
  const source = fundOf(fundId)?.source ?? fundId
  const name = policy.fundSources.order.find(({ id }) => id === source)?.name ?? source
  return isPart ? `${name} ${formatYuan(amountFen)}` : name
}
