import { z } from 'zod'
import { formatYuan } from '../../domain/money.ts'
import { certificateKinds } from '../../domain/person/events.ts'
import { currentDistrict, type PersonFact, type PersonState } from '../../domain/person/state.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import type { Scope } from '../../domain/scope.ts'
import { asOf, personId, yuan } from './common.ts'
import { findingAnswer } from './finding.ts'

const recognition = z.object({
  recognitionId: z.string(),
  title: z.string(),
  titleName: z.string(),
  grantedOn: z.string(),
  document: z.string(),
  revoked: z.boolean(),
})

const completion = z.object({
  completionId: z.string(),
  course: z.string(),
  courseName: z.string(),
  trainingId: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  eligibleCostYuan: yuan,
  provider: z.string().nullable(),
  certificates: z.array(
    z.object({
      ...{ occupation: z.string(), level: z.string(), issuedOn: z.string() },
      kind: z.enum(certificateKinds),
      evaluation: z.string().nullable(),
    }),
  ),
  withdrawn: z.boolean(),
})

const masked = z.string().nullable()

export const personAnswer = z
  .object({
    personId,
    name: masked.meta({ examples: ['张*'] }),
    idNumber: masked.meta({ description: '只显示末四位', examples: ['**************0011'] }),
    phone: masked.meta({ examples: ['138****0000'] }),
    bankAccount: masked.meta({ description: '只显示末四位' }),
    district: z.string(),
    districts: z.array(z.object({ district: z.string(), from: z.string().nullable() })),
    providers: z.array(z.string()),
    recognitions: z.array(recognition),
    completions: z.array(completion),
    findings: z.array(findingAnswer).meta({ description: '结业记录的疑点;只给核实疑点的人' }),
    asOf,
  })
  .meta({ id: 'Person', description: '个人信息一律打码;揭示另有记录' })

export type MaskedFields = Pick<z.output<typeof personAnswer>, 'name' | 'idNumber' | 'phone' | 'bankAccount'>

type Names = readonly { readonly id: string; readonly name: string }[]
const nameIn = (names: Names, id: string): string => names.find((entry) => entry.id === id)?.name ?? id

const toRecognition = (fact: PersonFact, policy: Policy): z.output<typeof recognition> => ({
  recognitionId: fact.id,
  title: fact.of,
  titleName: nameIn(policy.titles, fact.of),
  grantedOn: fact.relevantOn,
  document: fact.document ?? '',
  revoked: fact.revoked,
})

const toCompletion = (fact: PersonFact, policy: Policy): z.output<typeof completion> => ({
  completionId: fact.id,
  course: fact.of,
  courseName: nameIn(policy.courses, fact.of),
  trainingId: fact.trainingId ?? '',
  startsOn: fact.startsOn,
  endsOn: fact.relevantOn,
  eligibleCostYuan: formatYuan(fact.eligibleCostFen ?? 0),
  provider: fact.provider,
  certificates: fact.certificates.map((certificate) => {
    const { occupation, level, issuedOn, kind = 'skill-level', evaluation = null } = certificate
    return { occupation, level, issuedOn, kind, evaluation }
  }),
  withdrawn: fact.revoked,
})

/** A provider sees its own records and nobody else's. */
export const toPerson = (
  scope: Scope,
  state: PersonState,
  policy: Policy,
): Omit<z.output<typeof personAnswer>, keyof MaskedFields | 'asOf' | 'findings'> => {
  const own = (provider: string | null): boolean => scope.kind !== 'provider' || provider === scope.provider
  const facts = [...state.facts.values()].filter(({ provider }) => own(provider))
  return {
    personId: state.personId ?? '',
    district: currentDistrict(state),
    districts: state.districts.map(({ district, from }, index) => ({
      district,
      from: index === 0 ? null : from,
    })),
    providers: state.providers.filter(own),
    recognitions: facts
      .filter(({ kind }) => kind === 'recognition')
      .map((fact) => toRecognition(fact, policy)),
    completions: facts.filter(({ kind }) => kind === 'completion').map((fact) => toCompletion(fact, policy)),
  }
}
