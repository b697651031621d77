import type { RegisteredClaim } from '../../projections/claim-register.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import type { Scope } from '../domain/scope.ts'
import { given } from './answer.ts'
import { waysThrough as districtWays } from './district-ways.ts'
import { heldClaims } from './held-claims.ts'
import type { Filter, ReadModelReader, StateRow } from './read-model-store.ts'

export interface ClaimFilter {
  readonly district?: string | undefined
  readonly status?: string | undefined
  readonly instrument?: string | undefined
  readonly provider?: string | undefined
  /** `reserved`: in a batch; `paid`: the bank confirmed it. */
  readonly money?: string | undefined
  /** Of the payment that stands: `2026-03`. */
  readonly paidMonth?: string | undefined
  /** `true`: something of it came back. */
  readonly recovered?: string | undefined
  /** `open`: a finding holds it that nobody decided on. */
  readonly findings?: string | undefined
  /** A claim id or a person id, whole or how it begins; at least four characters. */
  readonly q?: string | undefined
}

export interface ClaimPage {
  readonly items: readonly RegisteredClaim[]
  /** Where the next page begins; null on the last. */
  readonly next: string | null
}

export interface ClaimListRequest {
  readonly scope: Scope
  readonly filter: ClaimFilter
  readonly limit: number
  readonly after: string | null
}

/** Not the `next` of a page of this list. */
export class CursorInvalid extends Error {
  override readonly name = 'CursorInvalid'
}

/** One character is a thirty-second of the city: fewer than four would read half the register. */
const shortestQuery = 4
const columns = ['district', 'status', 'instrument', 'provider', 'money', 'paidMonth', 'recovered'] as const
const seqForm = /^\d{1,18}$/

/**
 * One page, read along an index from where the page before ended. Several districts are several
 * reads, merged: so each stays a walk along its index.
 *
 * @throws {CursorInvalid}
 */
export const pageOfClaims = (
  reader: ReadModelReader,
  projection: HostedProjection,
  { scope, filter, limit, after }: ClaimListRequest,
): ClaimPage => {
  const { q, findings, ...wanted } = filter
  if (findings === 'open') return pageOfHeld(reader, { scope, filter, limit, after })
  const ways = waysThrough(scope, wanted)
  const asked = limit + 1
  let rows: readonly StateRow[]
  if (q === undefined) {
    const from = seqOf(after)
    const read = ways.map((way) => reader.page({ projection, filter: way, after: from, limit: asked }))
    rows = read.flat().sort((a, b) => (a.seq < b.seq ? 1 : -1))
  } else {
    // A claim id begins with its person's id, so one search finds both.
    const found = q.length < shortestQuery ? [] : ways
    const read = found.map((way) =>
      reader.pageByPrefix({ projection, filter: way, prefix: q, after, limit: asked }),
    )
    rows = read.flat().sort((a, b) => (a.partition < b.partition ? -1 : 1))
  }
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const next = last === undefined ? null : q === undefined ? String(last.seq) : last.partition
  return { items: page.map(({ state }) => JSON.parse(state) as RegisteredClaim), next }
}

/** By their place in the list, also where `q` is given. */
const pageOfHeld = (
  reader: ReadModelReader,
  { scope, filter: { q = '', findings: _, ...wanted }, limit, after }: ClaimListRequest,
): ClaimPage => {
  const from = seqOf(after)
  const isAsked = ({ partition, seq }: StateRow): boolean =>
    (from === null || seq < from) && (q === '' || (q.length >= shortestQuery && partition.startsWith(q)))
  const rows = heldClaims(reader, scope, given(wanted)).filter(isAsked)
  const items = rows.slice(0, limit).map(({ state }) => JSON.parse(state) as RegisteredClaim)
  return { items, next: rows.length > limit ? String(rows[limit - 1]?.seq) : null }
}

const seqOf = (after: string | null): bigint | null => {
  if (after === null) return null
  if (!seqForm.test(after)) throw new CursorInvalid('not a place in the list')
  return BigInt(after)
}

/** The filters that together are what the scope and the caller's filter both allow; none: nothing. */
const waysThrough = (scope: Scope, wanted: Omit<ClaimFilter, 'q' | 'findings'>): readonly Filter[] => {
  const filter: Record<string, string> = {}
  for (const column of columns) {
    const value = wanted[column]
    if (value !== undefined) filter[column] = value
  }
  switch (scope.kind) {
    case 'all':
    case 'districts':
      return districtWays(scope, filter)
    case 'provider': {
      const { provider } = scope
      return filter.provider === undefined || filter.provider === provider ? [{ ...filter, provider }] : []
    }
    case 'own':
      return [{ ...filter, person: scope.personId }]
  }
}
