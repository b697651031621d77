import { z } from 'zod'
import { districtCodes } from '../../app/directory.ts'
import { LedgerError } from '../../app/errors.ts'
import { sha256 } from '../../app/sha256.ts'
import { fourSets } from '../../app/treasury/four-sets.ts'
import { cancelReason, objectionWords } from '../../app/treasury/objection-words.ts'
import { claimsPerBatch } from '../../domain/batch/commands.ts'
import type { BatchState } from '../../domain/batch/state.ts'
import { batchStatuses } from '../../domain/batch/status-text.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { secondSignatureFrom } from '../../domain/policy/payment.ts'
import type { Scope } from '../../domain/scope.ts'
import {
  batchAnswer,
  batchStepped,
  batchSummary,
  toBatch,
  toBatchStepped,
  toBatchSummary,
} from '../answers/batch.ts'
import { batchLine, reconciliation, toBatchLine, toReconciliation } from '../answers/batch-lines.ts'
import { asOf, toAsOf } from '../answers/common.ts'
import { fundName } from '../answers/fund.ts'
import { toJob } from '../answers/job.ts'
import { approvedClaims } from '../approved-claims.ts'
import { claimIdField, districtField, logTextField } from '../fields.ts'
import { listQuery, readQuery } from '../reads.ts'
import { RequestRefused } from '../refusal.ts'
import { type App, batchPath, type RouteParts } from '../route-parts.ts'

const tags = ['拨付']
const planBytes = 2 * 1024 * 1024
const waitMs = 5_000

const planBatch = (app: App, parts: RouteParts): void => {
  const body = z.strictObject({
    district: districtField(districtCodes(parts.directory)),
    claimIds: z
      .array(claimIdField)
      .min(1)
      .max(claimsPerBatch)
      .optional()
      .meta({ description: '不填:本区(县、市)全部已核定、未列入批次的申领,先提交的在前,最多 20,000 笔' }),
  })
  app.post(
    '/batches',
    {
      bodyLimit: planBytes,
      config: { action: 'batches.plan' },
      schema: {
        operationId: 'planBatch',
        summary: '拟定批次',
        description:
          '有申领不存在、已经办结(已拨付、已追回、未通过、已撤回)或由别的区(县、市)兑现的,答 409 claims-not-ready,errors 逐笔列出。',
        tags,
        body,
        response: { 201: batchStepped },
      },
    },
    async (request, reply) => {
      const { district, claimIds } = request.body
      const answer = await parts.carryOut(request, reply, async (caller) => {
        const claims = claimIds ?? (await approvedClaims(parts, caller, district))
        return parts.treasury.plan(caller, district, claims)
      })
      reply.code(201)
      return toBatchStepped(answer)
    },
  )
}

const listBatches = (app: App, parts: RouteParts): void => {
  const querystring = listQuery.extend({
    district: logTextField('区(县、市)代码', 64, '330602').optional(),
    status: z.enum(batchStatuses).optional(),
  })
  app.get(
    '/batches',
    {
      config: { action: 'batches.read' },
      schema: {
        operationId: 'listBatches',
        summary: '批次列表',
        description: '新的在前;只列管辖范围内的。',
        tags,
        querystring,
        response: { 200: z.object({ items: z.array(batchSummary), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { atLeast, limit, after, ...filter } = request.query
      const scope = await parts.settle(request, { atLeast })
      const page = parts.queries.listBatches(scope, filter, { limit, after: after ?? null })
      return { items: page.items.map(toBatchSummary), next: page.next, asOf: toAsOf(page.asOf) }
    },
  )
}

/** The batch as the log has it. @throws {DomainError} `batch-unknown` */
export const foundBatch = async ({ batches, now }: RouteParts, scope: Scope, batchId: string) => {
  const found = await batches.find(scope, batchId)
  if (found === undefined) throw new DomainError('batch-unknown')
  return { ...found, asOf: toAsOf({ position: found.position, at: now() }) }
}

const policyOf = ({ rulebook, now }: RouteParts) => rulebook.inForce(shanghaiDay(now()))

const signaturesNeeded = (parts: RouteParts, { totalFen }: BatchState): number => {
  const fromFen = secondSignatureFrom(policyOf(parts), shanghaiDay(parts.now()))
  return fromFen !== undefined && totalFen >= fromFen ? 2 : 1
}

const readBatch = (app: App, parts: RouteParts): void => {
  app.get(
    '/batches/:batchId',
    {
      config: { action: 'batches.read' },
      schema: {
        operationId: 'getBatch',
        summary: '查看批次',
        tags,
        params: batchPath,
        querystring: readQuery,
        response: { 200: batchAnswer },
      },
    },
    async (request) => {
      const scope = await parts.settle(request, request.query)
      const { batchId } = request.params
      const { principal } = request
      if (principal === null) throw new RequestRefused('unauthenticated')
      const { state, position } = await foundBatch(parts, scope, batchId)
      if (!(await parts.projector.waitFor(position, waitMs))) throw new LedgerError('read-model-behind')
      const figure = parts.queries.batchOf(scope, batchId)
      if (figure === undefined) throw new LedgerError('read-model-behind')
      const running = parts.jobs.runningOn(batchId)
      const policy = policyOf(parts)
      const surroundings = {
        state,
        signaturesNeeded: signaturesNeeded(parts, state),
        job: running === undefined ? null : toJob(running),
        nameOf: (id: string) => fundName(policy, id),
        cancelReason: await cancelReason(parts, principal, state),
        words: await objectionWords(parts, principal, state),
      }
      return { ...toBatch(figure.figure, surroundings), asOf: toAsOf(figure.asOf) }
    },
  )
}

const listLines = (app: App, parts: RouteParts): void => {
  app.get(
    '/batches/:batchId/lines',
    {
      config: { action: 'batches.read' },
      schema: {
        operationId: 'listBatchLines',
        summary: '批次的名单',
        description: '按序号;每笔的钱来自哪些资金、到了哪一步。冻结之前没有名单。',
        tags,
        params: batchPath,
        querystring: listQuery,
        response: { 200: z.object({ items: z.array(batchLine), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { limit, after } = request.query
      const scope = await parts.settle(request, request.query)
      const { state, asOf: place } = await foundBatch(parts, scope, request.params.batchId)
      const from = placeAfter(after)
      const policy = policyOf(parts)
      const names = {
        instrument: (id: string) => policy.instrument.get(id)?.name ?? id,
        fund: (id: string) => fundName(policy, id),
      }
      const page = state.lines.slice(from, from + limit)
      const end = from + page.length
      const next = end < state.lines.length ? String(end) : null
      return { items: page.map((line) => toBatchLine(line, names)), next, asOf: place }
    },
  )
}

/** A line's number is how many lines come before the next one. */
const placeAfter = (after: string | undefined): number => {
  if (after === undefined) return 0
  if (!/^[1-9]\d{0,4}$/.test(after)) throw new LedgerError('cursor-unknown')
  return Number(after)
}

const reconcile = (app: App, parts: RouteParts): void => {
  app.get(
    '/batches/:batchId/reconciliation',
    {
      config: { action: 'batches.read' },
      schema: {
        operationId: 'reconcileBatch',
        summary: '四份名单核对',
        description: '批准、公示、发给银行、到账与退汇,按摘要核对;不同的逐笔列出。',
        tags,
        params: batchPath,
        querystring: readQuery,
        response: { 200: reconciliation },
      },
    },
    async (request) => {
      const scope = await parts.settle(request, request.query)
      const { batchId } = request.params
      await foundBatch(parts, scope, batchId)
      const history = await parts.batches.history(batchId)
      const position = history.events.at(-1)?.position ?? 0n
      const place = toAsOf({ position, at: parts.now() })
      const sets = await fourSets(parts.ledger, history, sha256)
      return { ...toReconciliation(batchId, sets), asOf: place }
    },
  )
}

export const batchRoutes = (app: App, parts: RouteParts): void => {
  planBatch(app, parts)
  listBatches(app, parts)
  readBatch(app, parts)
  listLines(app, parts)
  reconcile(app, parts)
}
