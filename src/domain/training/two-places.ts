import { compactSpelling } from '../text.ts'
import type { ClassElsewhere } from './commands.ts'
import type { NewTrainingEvent, TrainingDetails, TrainingRule } from './events.ts'
import type { TrainingFinding, TrainingState } from './state.ts'

/** Two spellings of one place are one room. */
const isSameRoom = (a: string, b: string): boolean => compactSpelling(a) === compactSpelling(b)

const shares: Readonly<Record<TrainingRule, (a: TrainingDetails, b: ClassElsewhere) => boolean>> = {
  'trainer-two-places': (a, b) => a.trainerId !== null && a.trainerId === b.trainerId,
  'room-two-places': (a, b) => isSameRoom(a.place, b.place),
}

const rules = Object.keys(shares) as readonly TrainingRule[]

const looksAt: Readonly<Record<TrainingRule, (details: TrainingDetails) => string | null>> = {
  'trainer-two-places': ({ trainerId }) => trainerId,
  'room-two-places': ({ place }) => compactSpelling(place),
}

const isTouched = (rule: TrainingRule, before: TrainingDetails, after: TrainingDetails): boolean =>
  looksAt[rule](before) !== looksAt[rule](after) ||
  before.startsOn !== after.startsOn ||
  before.endsOn !== after.endsOn

/** The findings of a class once it is changed: what was decided of another trainer, room or days is open to doubt. */
export const findingsOnceChanged = (
  { details: before, findings }: Pick<TrainingState, 'details' | 'findings'>,
  after: TrainingDetails,
  changedBy: string,
): readonly TrainingFinding[] =>
  findings.map((finding) =>
    finding.upheld !== null && isTouched(finding.rule, before, after) ? { ...finding, changedBy } : finding,
  )

/** Whether it says all that there is to say about the classes it names. */
const stands = ({ upheld, changedBy }: TrainingFinding): boolean => upheld !== false || changedBy === null

/** Findings about the classes that no finding of the same rule names yet, as the class is now. */
export const twoPlaces = (
  details: TrainingDetails,
  elsewhere: readonly ClassElsewhere[],
  known: readonly TrainingFinding[],
): readonly NewTrainingEvent[] => {
  const { startsOn, endsOn } = details
  const meanwhile = elsewhere.filter((other) => other.startsOn <= endsOn && startsOn <= other.endsOn)
  const raised: NewTrainingEvent[] = []
  for (const rule of rules) {
    const named = new Set(known.flatMap((one) => (one.rule === rule && stands(one) ? one.becauseOf : [])))
    const becauseOf = meanwhile
      .filter((other) => shares[rule](details, other) && !named.has(other.trainingId))
      .map(({ trainingId }) => trainingId)
    if (becauseOf.length === 0) continue
    const no = known.length + raised.length + 1
    raised.push({ type: 'TrainingFindingRaised', data: { no, rule, becauseOf: becauseOf.sort() } })
  }
  return raised
}
