import { z } from 'zod'
import type { RegisteredFinding } from '../../../projections/finding-register.ts'
import { maskedPerson } from '../../app/masked-person.ts'
import { DomainError } from '../../domain/errors.ts'
import { isFindingRule } from '../../domain/policy/training-rules.ts'
import { claimInScope, personInScope, type Scope } from '../../domain/scope.ts'
import { asOf, position, toAsOf } from '../answers/common.ts'
import {
  type FindingAbout,
  findingAnswer,
  registeredFinding,
  toFinding,
  toRegisteredFinding,
} from '../answers/finding.ts'
import { logTextField, sealedTextField } from '../fields.ts'
import { listQuery } from '../reads.ts'
import { type App, personIn, personPath, type RouteParts } from '../route-parts.ts'

const tags = ['疑点']

const findingPath = personPath.extend({ no: z.string().meta({ description: '疑点序号', examples: ['1'] }) })

/** Who it is about, in which class, and what it holds of what the reader may see; null: not theirs any more. */
const aboutOf = async (
  { ledger, vault }: RouteParts,
  scope: Scope,
  { personId, completionId }: Pick<RegisteredFinding, 'personId' | 'completionId'>,
): Promise<FindingAbout | null> => {
  const state = (await ledger.people.load(personId))?.state
  // The log may be ahead of the list: who has moved since is seen by their new office alone.
  if (state === undefined || !personInScope(scope, state)) return null
  const claims = [...state.claims.values()].filter(
    (claim) => claim.basis === completionId && claimInScope(scope, claim, personId),
  )
  return {
    name: maskedPerson(vault, state).name,
    trainingId: state.facts.get(completionId)?.trainingId ?? null,
    claims: claims.map(({ claimId }) => claimId),
  }
}

const listFindings = (app: App, parts: RouteParts): void => {
  const { queries, settle } = parts
  const text = (description: string, example: string) => logTextField(description, 64, example).optional()
  const querystring = listQuery.extend({
    status: z
      .enum(['open', 'upheld', 'dismissed', 'lapsed'])
      .optional()
      .meta({ description: '待核实、属实、排除、记录已撤回' }),
    district: text('结业时所在区(县、市)的代码', '330602'),
    rule: z
      .string()
      .refine(isFindingRule, 'value-unknown')
      .optional()
      .meta({ examples: ['account-shared'] }),
  })
  app.get(
    '/findings',
    {
      config: { action: 'findings.read' },
      schema: {
        operationId: 'listFindings',
        summary: '结业记录的疑点',
        description:
          '规则把一条记录与别的记录对照得出的;新的在前。看得到这个人的就看得到,人员迁移后归新的区县。疑点只使申领暂停,由人核实,从不自行决定。',
        tags,
        querystring,
        response: { 200: z.object({ items: z.array(registeredFinding), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { atLeast, limit, after, ...filter } = request.query
      const scope = await settle(request, { atLeast })
      const page = queries.listFindings(scope, filter, { limit, after: after ?? null })
      const items = page.items.map(async (one) => {
        const about = await aboutOf(parts, scope, one)
        return about === null ? [] : [toRegisteredFinding(one, about)]
      })
      return { items: (await Promise.all(items)).flat(), next: page.next, asOf: toAsOf(page.asOf) }
    },
  )
}

const resolveFinding = (app: App, { ledger, carryOut }: RouteParts): void => {
  app.post(
    '/people/:personId/findings/:no/resolve',
    {
      config: { action: 'findings.resolve' },
      schema: {
        operationId: 'resolveFinding',
        summary: '核实疑点',
        description:
          '录入这条结业记录的人不能核实。属实的,申领只能退回或不予通过;退回后可以重新核实。排除的,申领继续办理。',
        tags,
        params: findingPath,
        body: z.strictObject({
          upheld: z.boolean().meta({ description: '是否属实' }),
          reason: sealedTextField('核实的情况,加密保存', 500, '已核对课表,两班不在同一天上课'),
        }),
        response: { 200: findingAnswer.extend({ position }) },
      },
    },
    async (request, reply) => {
      const { params, body } = request
      const id = personIn(params)
      if (!/^[1-9]\d{0,5}$/.test(params.no)) throw new DomainError('finding-unknown')
      const no = Number(params.no)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.executeWithNote(caller, id, body.reason, (noteCommitment) => ({
          type: 'ResolveFinding',
          data: { no, upheld: body.upheld, noteCommitment },
        })),
      )
      const finding = answer.state.findings.find((one) => one.no === no)
      if (finding === undefined) throw new DomainError('finding-unknown')
      return { ...toFinding(finding, id), position: String(answer.position) }
    },
  )
}

/** What rules found about completions, for people to decide on. */
export const findingRoutes = (app: App, parts: RouteParts): void => {
  listFindings(app, parts)
  resolveFinding(app, parts)
}
