import type { PersonEvent } from '../src/domain/person/events.ts'
import type { Projection } from './projection.ts'

/** What rules found about completions, and what people decided on it. */
export interface RegisteredFinding {
  readonly personId: string
  /** Within the person. */
  readonly no: number
  readonly rule: string
  readonly clause: string
  readonly completionId: string
  /** Ids of the records it rests on, other people's too. */
  readonly becauseOf: readonly string[]
  /** How many other people have the same, where their records are not named. */
  readonly others?: number | undefined
  readonly provider: string | null
  /** Where the person was registered on the completion's last day. */
  readonly district: string
  /** `lapsed` is never folded: it is said of an open one whose completion was withdrawn. */
  readonly status: 'open' | 'upheld' | 'dismissed' | 'lapsed'
  /** Instant, ISO 8601 UTC. */
  readonly raisedAt: string
  readonly resolvedAt: string | null
  /** The account of who decided. */
  readonly resolvedBy: string | null
}

type FindingEvent = Extract<PersonEvent, { readonly type: 'FindingRaised' | 'FindingResolved' }>

export const findingRegister: Projection<RegisteredFinding, FindingEvent> = {
  name: 'finding-register',
  version: 2,
  category: 'person',
  partitionBy: ({ data, streamId }) => `${streamId.slice('person-'.length)}/${data.no}`,
  init: () => ({
    ...{ personId: '', no: 0, rule: '', clause: '', completionId: '', becauseOf: [], provider: null },
    ...{ district: '', raisedAt: '', resolvedAt: null, resolvedBy: null },
    status: 'open',
  }),
  when: {
    FindingRaised: (state, { data, streamId, metadata }) => {
      const { no, rule, clause, completionId, becauseOf, others, provider, district } = data
      const personId = streamId.slice('person-'.length)
      const found = { personId, no, rule, clause, completionId, becauseOf, provider, district }
      const counted = others === undefined ? {} : { others }
      return { ...state, ...found, ...counted, raisedAt: metadata.at }
    },
    FindingResolved: (state, { data, metadata }) => {
      const status = data.upheld ? 'upheld' : 'dismissed'
      return { ...state, status, resolvedAt: metadata.at, resolvedBy: metadata.actor.account }
    },
  },
  index: {
    district: (state) => state.district,
    status: (state) => state.status,
    rule: (state) => state.rule,
  },
  lists: [['district', 'status'], ['status'], ['district']],
}
