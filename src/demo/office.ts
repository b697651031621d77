import type { Caller, Ledger } from '../app/ledger.ts'
import type { FinanceOffice } from '../app/treasury/create-treasury.ts'
import { needBatch } from '../app/treasury/desk.ts'
import type { BatchState } from '../domain/batch/state.ts'
import type { Principal } from '../domain/scope.ts'
import type { Vault } from '../vault/vault.ts'
import type { Agenda } from './agenda.ts'
import type { DemoCallers } from './callers.ts'
import type { City } from './city.ts'
import type { ClaimQueue } from './claim-queue.ts'
import type { Dice } from './dice.ts'
import type { OfficeDays } from './office-days.ts'

/** What the synthetic finance office works with. */
export interface Office {
  readonly city: City
  readonly node: FinanceOffice & { readonly ledger: Ledger; readonly vault: Vault }
  readonly personas: ReadonlyMap<string, Principal>
  readonly callers: DemoCallers
  readonly days: OfficeDays
  readonly agenda: Agenda
  readonly queue: ClaimQueue
}

/** A batch on its way. */
export interface Course {
  readonly office: Office
  readonly batchId: string
  readonly district: string
  readonly dice: Dice
}

/** Who works for the whole city. */
export const cityOfficer = 'officer-330600'
export const cityReviewer = 'reviewer-330600'
export const cityFinance = 'finance-330600'
export const financeChief = 'finance-chief'

export const financeOf = (district: string): string => `finance-${district}`

export const silent = (): void => {}

/** @param key what the step is known by, in the whole demo. */
export const callerOf = ({ personas, callers }: Office, account: string, key: string, at: number): Caller => {
  const principal = personas.get(account)
  if (principal === undefined) throw new RangeError(`the demo has no persona ${account}`)
  return callers.caller(principal, key, at)
}

/** @param step what the step is known by, within the batch. */
export const stepCaller = (course: Course, account: string, step: string, at: number): Caller =>
  callerOf(course.office, account, `${course.batchId}|${step}`, at)

export const batchOf = ({ office, batchId, district }: Course): Promise<BatchState> => {
  const principal = office.personas.get(financeOf(district))
  if (principal === undefined) throw new RangeError(`the demo has no finance officer of ${district}`)
  return needBatch(office.node, { principal }, batchId)
}
