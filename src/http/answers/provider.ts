import { z } from 'zod'
import type { RegisteredProvider } from '../../../projections/provider-register.ts'
import type { Day } from '../../domain/dates.ts'
import { providerEligibleOn } from '../../domain/provider/eligible.ts'
import { districtsOf, openSuspension, type ProviderState } from '../../domain/provider/state.ts'
import { asOf, position } from './common.ts'

const providerId = z.string().meta({ examples: ['provider-1'] })
const status = z.enum(['designated', 'suspended']).meta({ description: '按最近一次登记' })
export const providerStatuses = status.options

const designation = z.object({
  districts: z.array(z.string()).meta({ examples: [['330602']] }),
  occupations: z.array(z.string()).meta({ description: '准予培训的职业(工种);空为不限' }),
  from: z.string(),
  until: z.string().meta({ description: '最后一日' }),
  document: z.string(),
})

export const providerSummary = designation
  .extend({
    providerId,
    name: z.string(),
    creditCode: z.string().nullable(),
    status,
    statusText: z.string().meta({ examples: ['已认定', '已暂停'] }),
    current: z.boolean().meta({ description: '今天在认定期限内,且没有暂停' }),
  })
  .meta({ id: 'ProviderSummary' })

export const providerAnswer = providerSummary
  .extend({
    designations: z.array(designation).meta({ description: '由旧到新;各自从 from 起代替前一次' }),
    suspensions: z.array(
      z.object({
        from: z.string(),
        document: z.string(),
        endedOn: z.string().nullable().meta({ description: '恢复之日;仍在暂停的为空' }),
        endedBy: z.string().nullable().meta({ description: '恢复的文号' }),
      }),
    ),
    asOf,
  })
  .meta({ id: 'Provider' })

export const providerStepped = z.object({ providerId, status, position }).meta({ id: 'ProviderStepped' })

const isCurrent = (provider: RegisteredProvider, today: Day): boolean => {
  const [district = ''] = districtsOf(provider)
  return providerEligibleOn(provider, today, { district, occupation: null }) === null
}

const none = { districts: [], occupations: [], from: '', until: '', document: '' }

export const toProviderSummary = (
  provider: RegisteredProvider,
  today: Day,
): z.output<typeof providerSummary> => {
  const { districts, occupations, from, until, document } = provider.designations.at(-1) ?? none
  return {
    providerId: provider.providerId,
    name: provider.name,
    creditCode: provider.creditCode,
    ...{ districts: [...districts], occupations: [...occupations], from, until, document },
    status: provider.status,
    statusText: provider.status === 'suspended' ? '已暂停' : '已认定',
    current: isCurrent(provider, today),
  }
}

export const toProvider = (
  provider: RegisteredProvider,
  today: Day,
): Omit<z.output<typeof providerAnswer>, 'asOf'> => ({
  ...toProviderSummary(provider, today),
  designations: provider.designations.map(({ districts, occupations, from, until, document }) => ({
    ...{ districts: [...districts], occupations: [...occupations], from, until, document },
  })),
  suspensions: provider.suspensions.map((suspension) => ({ ...suspension })),
})

export const toProviderStepped = (state: ProviderState, place: bigint): z.output<typeof providerStepped> => ({
  providerId: state.providerId ?? '',
  status: openSuspension(state) === undefined ? 'designated' : 'suspended',
  position: String(place),
})
