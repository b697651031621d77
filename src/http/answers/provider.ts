import { z } from 'zod'
import type { RegisteredProvider } from '../../../projections/provider-register.ts'
import type { CommandAnswer } from '../../app/handle-command.ts'
import type { Day } from '../../domain/dates.ts'
import { providerEligibleOn } from '../../domain/provider/eligible.ts'
import {
  type ProviderState,
  providerStatuses,
  providerStatusOn,
  shownDesignation,
} from '../../domain/provider/state.ts'
import { asOf, position } from './common.ts'

const providerId = z.string().meta({ examples: ['provider-1'] })
const status = z.enum(providerStatuses).meta({ description: '今天的状态;将来才暂停或恢复的,到那天才变' })

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
  const [district = ''] = shownDesignation(provider, today)?.districts ?? []
  return providerEligibleOn(provider, today, { district, occupation: null }) === null
}

const none = { districts: [], occupations: [], from: '', until: '', document: '' }

export const toProviderSummary = (
  provider: RegisteredProvider,
  today: Day,
): z.output<typeof providerSummary> => {
  const { districts, occupations, from, until, document } = shownDesignation(provider, today) ?? none
  const now = providerStatusOn(provider, today)
  return {
    providerId: provider.providerId,
    name: provider.name,
    creditCode: provider.creditCode,
    ...{ districts: [...districts], occupations: [...occupations], from, until, document },
    status: now,
    statusText: now === 'suspended' ? '已暂停' : '已认定',
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

/** As it stands on the day of the step: a repeat reads the same however long after. */
export const toProviderStepped = (
  { state, position: place, replayed }: CommandAnswer<ProviderState>,
  today: Day,
): z.output<typeof providerStepped> => ({
  providerId: state.providerId ?? '',
  status: providerStatusOn(state, replayed ? state.recordedOn : today),
  position: String(place),
})
