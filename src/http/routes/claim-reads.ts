import { z } from 'zod'
import type { RegisteredClaim } from '../../../projections/claim-register.ts'
import { type ClaimHistory, claimHistory } from '../../app/claim-history.ts'
import { claimNotes } from '../../app/claim-notes.ts'
import { LedgerError } from '../../app/errors.ts'
import { maskedPerson } from '../../app/masked-person.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { claimStatuses } from '../../domain/person/claim-status-text.ts'
import type { Assessment } from '../../domain/policy/assessment.ts'
import { handledByOn } from '../../domain/policy/payment.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { assessmentAnswer, toAssessment } from '../answers/assessment.ts'
import { capCheckAnswer, isAssessed, toCapCheck } from '../answers/cap-check.ts'
import { claimAnswer, claimOfList, toClaimSummary, toTimeline } from '../answers/claim.ts'
import { toClaimLife } from '../answers/claim-life.ts'
import { asOf, toAsOf } from '../answers/common.ts'
import { eventAnswer, toEvent } from '../answers/event.ts'
import { logTextField } from '../fields.ts'
import { holdingOf } from '../holding.ts'
import { listQuery, readQuery } from '../reads.ts'
import { RequestRefused } from '../refusal.ts'
import { type App, claimPath, personOf, type RouteParts } from '../route-parts.ts'

const tags = ['申领']

const namesOf =
  ({ rulebook, now }: RouteParts) =>
  (id: string): string =>
    rulebook.inForce(shanghaiDay(now())).instrument.get(id)?.name ?? id

const recorded = async ({ rulebook }: RouteParts, named: Assessment['policy']): Promise<Policy> => {
  // Another process may have published the version that is named.
  if (rulebook.recorded(named) === undefined) await rulebook.refresh()
  const policy = rulebook.recorded(named)
  if (policy === undefined) throw new LedgerError('policy-unrecorded')
  return policy
}

const explained = async (parts: RouteParts, { assessment, basis }: ClaimHistory) => {
  if (assessment === null) throw new LedgerError('policy-unrecorded')
  return toAssessment(await recorded(parts, assessment.policy), assessment, basis)
}

const found = (
  parts: RouteParts,
  scope: Parameters<RouteParts['queries']['claimOf']>[0],
  claimId: string,
) => {
  personOf(claimId)
  const claim = parts.queries.claimOf(scope, claimId)
  if (claim === undefined) throw new DomainError('claim-unknown', { claimId })
  return claim
}

/** Counted from the day of its newest step. */
const dueOn = ({ rulebook, calendar, now }: RouteParts, { status, timeline }: RegisteredClaim) => {
  const since = timeline.at(-1)?.at
  if (since === undefined) return null
  const policy = rulebook.inForce(shanghaiDay(now()))
  return handledByOn(policy, calendar, { status, sinceOn: shanghaiDay(since) })
}

/** Masked; null for whoever may see the claim and not the person, and for who is erased. */
const nameOfPerson = async (
  { ledger, vault }: RouteParts,
  scope: Parameters<RouteParts['queries']['claimOf']>[0],
  { personId }: RegisteredClaim,
): Promise<string | null> => {
  const person = await ledger.person(scope, personId)
  const { name } = person?.state.commitments ?? {}
  return name === undefined ? null : maskedPerson(vault, { personId, commitments: { name } }).name
}

const listClaims = (app: App, parts: RouteParts): void => {
  const text = (description: string, example: string) => logTextField(description, 64, example).optional()
  const querystring = listQuery.extend({
    district: text('区(县、市)代码', '330602'),
    status: z.enum(claimStatuses).optional(),
    instrument: text('项目', 'workshop-in-province'),
    provider: text('培训机构', 'provider-1'),
    q: text('按受理号或人员编号的开头查找,至少 4 个字符;不查姓名和证件号码', 'aaaaaaaa'),
    money: z.enum(['reserved', 'paid']).optional().meta({ description: '钱在哪里:在批次中占用,或已到账' }),
    paidMonth: text('到账的月份', '2026-03'),
    findings: z
      .enum(['open'])
      .optional()
      .meta({ description: 'open:所依据的记录或培训班有疑点没有核实,暂停办理的' }),
    recovered: z.enum(['true']).optional().meta({ description: '只列有追回入账的' }),
  })
  app.get(
    '/claims',
    {
      config: { action: 'claims.read' },
      schema: {
        operationId: 'listClaims',
        summary: '申领列表',
        description: '新的在前;只列管辖范围内的。',
        tags,
        querystring,
        response: { 200: z.object({ items: z.array(claimOfList), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { atLeast, limit, after, ...filters } = request.query
      const scope = await parts.settle(request, { atLeast })
      const page = parts.queries.listClaims(scope, filters, { limit, after: after ?? null })
      const nameOf = namesOf(parts)
      const items = page.items.map(async (claim) => {
        return { ...toClaimSummary(claim, nameOf), name: await nameOfPerson(parts, scope, claim) }
      })
      return { items: await Promise.all(items), next: page.next, asOf: toAsOf(page.asOf) }
    },
  )
}

const readClaim = (app: App, parts: RouteParts): void => {
  app.get(
    '/claims/:claimId',
    {
      config: { action: 'claims.read' },
      schema: {
        operationId: 'getClaim',
        summary: '查看申领',
        tags,
        params: claimPath,
        querystring: readQuery,
        response: { 200: claimAnswer },
      },
    },
    async (request) => {
      const scope = await parts.settle(request, request.query)
      const { figure, asOf: place } = found(parts, scope, request.params.claimId)
      const history = await claimHistory(parts.store, scope, figure, place.position ?? 0n)
      const { events } = history
      const { principal } = request
      if (principal === null) throw new RequestRefused('unauthenticated')
      const notes = await claimNotes(parts, principal, figure.personId, events)
      const { findings, nextIn } = await holdingOf(parts, principal, figure)
      return {
        ...toClaimSummary(figure, namesOf(parts)),
        ...toClaimLife(figure, nextIn(figure.status), dueOn(parts, figure)),
        assessment: await explained(parts, history),
        findings,
        timeline: toTimeline(figure, events, notes),
        asOf: toAsOf(place),
      }
    },
  )
}

const traceClaim = (app: App, parts: RouteParts): void => {
  const answer = z
    .object({ assessment: assessmentAnswer, events: z.array(eventAnswer), asOf })
    .meta({ id: 'ClaimTrace' })
  app.get(
    '/claims/:claimId/trace',
    {
      config: { action: 'claims.read' },
      schema: {
        operationId: 'traceClaim',
        summary: '一笔申领的来龙去脉',
        description: '核算的每一步,连同它所依据的日志事件。',
        tags,
        params: claimPath,
        querystring: readQuery,
        response: { 200: answer },
      },
    },
    async (request) => {
      const scope = await parts.settle(request, request.query)
      const { figure, asOf: place } = found(parts, scope, request.params.claimId)
      const history = await claimHistory(parts.store, scope, figure, place.position ?? 0n)
      const { events } = history
      const shown = events.map(toEvent)
      return { assessment: await explained(parts, history), events: shown, asOf: toAsOf(place) }
    },
  )
}

const checkCaps = (app: App, parts: RouteParts): void => {
  app.get(
    '/claims/:claimId/cap-check',
    {
      config: { action: 'claims.read' },
      schema: {
        operationId: 'checkCaps',
        summary: '上限核对',
        description: '金额从多少减到多少:哪一条规则、哪一条款、哪一口径减去了多少,以及此前的各次核算。',
        tags,
        params: claimPath,
        querystring: readQuery,
        response: { 200: capCheckAnswer },
      },
    },
    async (request) => {
      const { claimId } = request.params
      const scope = await parts.settle(request, request.query)
      personOf(claimId)
      const check = parts.queries.capCheckOf(scope, claimId)
      if (check === undefined || !isAssessed(check.figure))
        throw new DomainError('claim-unknown', { claimId })
      const { figure, asOf: place } = check
      const { principal } = request
      if (principal === null) throw new RequestRefused('unauthenticated')
      const { findings } = await holdingOf(parts, principal, figure)
      return { ...toCapCheck(await recorded(parts, figure.policy), figure), findings, asOf: toAsOf(place) }
    },
  )
}

export const claimReadRoutes = (app: App, parts: RouteParts): void => {
  listClaims(app, parts)
  readClaim(app, parts)
  traceClaim(app, parts)
  checkCaps(app, parts)
}
