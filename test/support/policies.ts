import { readFileSync } from 'node:fs'
import { parsePolicyDocument, policyOf } from '../../src/app/policy-document.ts'
import type { Policy, PolicyDocument, Readings } from '../../src/domain/policy/policy.ts'

/** The shipped policy as published data, and what tests derive from it: always as data, never as code. */

const file = new URL('../../seeds/policies/plan-2024-2026.json', import.meta.url)

type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T
export type Draft = Plain<PolicyDocument>
export type DraftInstrument = Draft['instruments'][number]
export type DraftRule = DraftInstrument['rules'][number]

/** A fresh copy of the shipped document, to be changed at will. */
export const shippedDocument = (): Draft =>
  parsePolicyDocument(JSON.parse(readFileSync(file, 'utf8'))) as unknown as Draft

export const shippedPolicy: Policy = policyOf(shippedDocument())

/** The shipped document after `edit`, parsed as if it came from a file. */
export const derivedDocument = (edit: (draft: Draft) => void): PolicyDocument => {
  const draft = shippedDocument()
  edit(draft)
  return parsePolicyDocument(JSON.parse(JSON.stringify(draft)))
}

export const derivedPolicy = (edit: (draft: Draft) => void): Policy => policyOf(derivedDocument(edit))

/** The shipped policy with these readings in force from its first day. */
export const policyReading = (readings: Readings): Policy =>
  derivedPolicy((draft) => {
    for (const { id, readings: dated } of draft.interpretations) {
      for (const reading of dated) reading.chosen = readings[id] ?? reading.chosen
    }
  })

/** @throws when the draft has no such instrument. */
export const instrumentIn = (draft: Draft, id: string): DraftInstrument => {
  const found = draft.instruments.find((instrument) => instrument.id === id)
  if (found === undefined) throw new Error(`no instrument ${id}`)
  return found
}

export type Edit = (draft: Draft) => void

/** The instrument's first cap. */
export const capOf = (draft: Draft, id: string) => {
  const cap = instrumentIn(draft, id).rules.find((rule) => rule.kind === 'cap')
  if (cap?.kind !== 'cap') throw new Error(`no cap on ${id}`)
  return cap
}

/** A value of the clause that tests invent. */
export const value = (from: string, yuan: string) => ({ from, yuan, clause: '试行' })

/** Gives the naming award its amount. */
export const namingFrom =
  (from: string): Edit =>
  (draft) => {
    const { amount } = instrumentIn(draft, 'golden-collar-naming')
    if (amount.kind === 'fixed') amount.values.push(value(from, '5000.00'))
  }
