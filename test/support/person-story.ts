import type { Actor } from '../../src/domain/actor.ts'
import { addDays } from '../../src/domain/dates.ts'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import type { PersonFact, PersonState } from '../../src/domain/person/state.ts'
import { claimMove, isUnderWay } from './claim-story.ts'
import { type Draw, pick } from './draw.ts'

type Desk = 'provider' | 'officer' | 'recorder' | 'reviewer' | 'finance'
export const actors: Readonly<Record<Desk, Actor>> = {
  provider: { account: 'provider-1', role: 'provider', pid: 'pid-provider' },
  officer: { account: 'officer-1', role: 'officer', pid: 'pid-officer' },
  recorder: { account: 'officer-2', role: 'officer', pid: 'pid-recorder' },
  reviewer: { account: 'reviewer-1', role: 'reviewer', pid: 'pid-reviewer' },
  finance: { account: 'finance-1', role: 'finance', pid: 'pid-finance' },
}

export interface Move {
  readonly command: PersonCommand
  readonly role: Desk
}

export const districts = ['330602', '330603', '330604', '330681', '330683', '330624'] as const
const providers = ['p-1', 'p-2', 'p-3'] as const
const titles = ['technical-expert-provincial', 'technical-expert-municipal', 'golden-collar'] as const
const courses = ['overseas', 'workshop-in-province', 'workshop-out-of-province', 'composite'] as const
const instrumentOf: Readonly<Record<string, string>> = {
  'golden-collar': 'golden-collar-naming',
  overseas: 'overseas-training',
  composite: 'composite-workshop',
}

const noteCommitment = 'n'.repeat(43)
const commitments = {
  name: 'c'.repeat(43),
  idNumber: 'd'.repeat(43),
  phone: 'e'.repeat(43),
  bankAccount: 'f'.repeat(43),
}

/** What someone might do next with this person; most of it is the ordinary way of a claim. */
export const nextMove = (state: PersonState, personId: string, draw: Draw, today: string): Move => {
  if (state.personId === null || draw(40) === 0) return register(personId, draw)
  if (draw(25) === 0) return correct(state, draw, today)
  const finding = state.findings.find(({ status }) => status === 'open')
  if (finding !== undefined && draw(2) === 0) {
    const data = { no: finding.no, upheld: draw(12) === 0, noteCommitment }
    return { role: 'reviewer', command: { type: 'ResolveFinding', data } }
  }
  const open = [...state.claims.values()].filter((claim) => isUnderWay(claim))
  const claim = open.length === 0 ? undefined : pick(draw, open)
  if (claim !== undefined && (claim.status !== 'paid' || draw(3) === 0)) return claimMove(claim, draw, today)
  const claimed = new Set([...state.claims.values()].map(({ basis }) => basis))
  const fresh = [...state.facts.values()].find(({ id }) => !claimed.has(id) || draw(15) === 0)
  return fresh === undefined ? recordFact(draw, today) : submit(fresh, draw)
}

const register = (personId: string, draw: Draw): Move => ({
  role: 'provider',
  command: {
    type: 'RegisterPerson',
    data: {
      personId,
      district: pick(draw, districts),
      provider: draw(4) === 0 ? null : pick(draw, providers),
      commitments: { ...commitments, phone: String(draw(3)) },
    },
  },
})

const recordFact = (draw: Draw, today: string): Move => {
  const endsOn = addDays(today, -draw(200))
  if (draw(4) === 0) {
    const data = {
      title: pick(draw, titles),
      grantedOn: endsOn,
      document: `浙技〔2025〕${draw(90)}号`,
      officialList: draw(2) === 0,
    }
    return { role: 'recorder', command: { type: 'GrantRecognition', data } }
  }
  const certificate = {
    occupation: '6-18-01-01',
    level: '高级工',
    numberDigest: `${draw(1e9)}`.padStart(43, 'f'),
    issuedOn: endsOn,
  }
  const data = {
    course: pick(draw, courses),
    trainingId: `T-${draw(500)}`,
    startsOn: addDays(endsOn, -draw(40)),
    endsOn,
    eligibleCostFen: 50_000 + draw(3_000_000),
    provider: pick(draw, providers),
    certificates: draw(3) === 0 ? [] : [certificate],
  }
  return { role: 'provider', command: { type: 'RecordCompletion', data } }
}

const submit = (fact: PersonFact, draw: Draw): Move => {
  const data = {
    instrument: draw(30) === 0 ? 'composite-workshop' : (instrumentOf[fact.of] ?? fact.of),
    basis: draw(60) === 0 ? 'nothing' : fact.id,
    requestedFen: draw(3) === 0 ? 10_000 + draw(4_000_000) : null,
  }
  return { role: 'provider', command: { type: 'SubmitClaim', data } }
}

const correct = (state: PersonState, draw: Draw, today: string): Move => {
  const fact = [...state.facts.values()].at(draw(3) - 1)
  if (draw(12) === 0) {
    return { role: 'recorder', command: { type: 'DeclareRelative', data: { relativeId: `pid-${draw(3)}` } } }
  }
  if (fact === undefined || draw(3) === 0) {
    const data = { district: pick(draw, districts), movedOn: today }
    return { role: 'recorder', command: { type: 'MovePerson', data } }
  }
  return { role: 'recorder', command: correctionOf(fact, draw, today) }
}

const correctionOf = ({ id, kind }: PersonFact, draw: Draw, today: string): PersonCommand => {
  const gone = draw(3) === 0
  if (kind === 'recognition') {
    return gone
      ? { type: 'RevokeRecognition', data: { recognitionId: id, revokedOn: today, noteCommitment } }
      : {
          type: 'CorrectRecognition',
          data: { recognitionId: id, grantedOn: addDays(today, -draw(300)), noteCommitment },
        }
  }
  if (gone) return { type: 'WithdrawCompletion', data: { completionId: id, noteCommitment } }
  const change = { eligibleCostFen: 50_000 + draw(3_000_000), trainingId: `T-${draw(500)}`, endsOn: today }
  return { type: 'CorrectCompletion', data: { completionId: id, change, noteCommitment } }
}
