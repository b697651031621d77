import type { Day } from '../domain/dates.ts'
import { type Fen, formatYuan } from '../domain/money.ts'

/**
 * What moves money, in the order of the log. `release`: what a batch had reserved is free again;
 * `return`: the bank sent a payment back, it is reserved again; `recovery`: paid money came back.
 */
export type JournalKind = 'allotment' | 'reservation' | 'release' | 'payment' | 'return' | 'recovery'

export interface JournalEntry {
  readonly on: Day
  readonly kind: JournalKind
  /** District code. */
  readonly district: string
  /** The source's key, as in the fund's id. */
  readonly source: string
  readonly year: number
  readonly amountFen: Fen
  readonly batchId?: string | undefined
  readonly claimId?: string | undefined
  readonly instrument?: string | undefined
  /** The document that an allotment rests on. */
  readonly document?: string | undefined
}

/** Chinese names for the accounts. */
export interface JournalNames {
  readonly district: (code: string) => string
  readonly source: (key: string) => string
}

/** The four accounts of a fund, each below its heading: `支出:已拨付:越城区:就业补助资金:2026`. */
const headings = {
  allotted: { name: '收入:预算安排', type: 'R' },
  available: { name: '资产:可用资金', type: 'A' },
  reserved: { name: '资产:已占用资金', type: 'A' },
  paid: { name: '支出:已拨付', type: 'X' },
} as const
type Heading = keyof typeof headings

const moves: Readonly<Record<JournalKind, { readonly text: string; to: Heading; from: Heading }>> = {
  allotment: { text: '资金安排', to: 'available', from: 'allotted' },
  reservation: { text: '批次占用', to: 'reserved', from: 'available' },
  release: { text: '占用释放', to: 'available', from: 'reserved' },
  payment: { text: '拨付到账', to: 'paid', from: 'reserved' },
  return: { text: '银行退汇', to: 'reserved', from: 'paid' },
  recovery: { text: '追回入账', to: 'available', from: 'paid' },
}

const commodity = 'CNY'

/** Within an account's name `:` starts a sub-account and two spaces end it. */
const part = (name: string): string => name.replace(/[\s:;]+/gu, ' ').trim()

const accountOf = (heading: Heading, { district, source, year }: JournalEntry, names: JournalNames): string =>
  [headings[heading].name, part(names.district(district)), part(names.source(source)), year].join(':')

/** A comma or the end of the line ends the value of a tag. */
const tagValue = (text: string): string => text.replaceAll(',', '，').replace(/\s+/gu, ' ').trim()

const tagsOf = ({ batchId, claimId, instrument, document }: JournalEntry): string => {
  const tags = { batch: batchId, claim: claimId, instrument, document }
  const given = Object.entries(tags).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:${tagValue(value)}`],
  )
  return given.length === 0 ? '' : `  ; ${given.join(', ')}`
}

function* declarations(entries: readonly JournalEntry[], names: JournalNames): Generator<string> {
  yield `; 金蓝台账导出的 hledger 账本。核对:hledger check -s,hledger balance\n`
  yield `commodity 1000.00 ${commodity}\n\n`
  const accounts = new Map<string, string>()
  for (const entry of entries) {
    for (const heading of Object.keys(headings) as Heading[]) {
      accounts.set(accountOf(heading, entry, names), headings[heading].type)
    }
  }
  for (const account of [...accounts.keys()].sort())
    yield `account ${account}  ; type:${accounts.get(account)}\n`
}

/**
 * The journal in hledger's format, in pieces: declarations, then one balanced transaction for each
 * entry, with batch, claim, instrument and document as tags. The four accounts of a fund are what
 * its position shows: allotted (negative, as income is) = available + reserved + paid.
 *
 * @throws RangeError for what is no whole, positive number of fen.
 */
export function* journal(entries: readonly JournalEntry[], names: JournalNames): Generator<string> {
  yield* declarations(entries, names)
  for (const entry of entries) {
    if (entry.amountFen <= 0) throw new RangeError('an entry moves no money')
    const { text, to, from } = moves[entry.kind]
    const amount = formatYuan(entry.amountFen)
    const lines = [
      `${entry.on} ${text}${tagsOf(entry)}`,
      `    ${accountOf(to, entry, names)}  ${amount} ${commodity}`,
      `    ${accountOf(from, entry, names)}  -${amount} ${commodity}`,
    ]
    yield `\n${lines.join('\n')}\n`
  }
}
