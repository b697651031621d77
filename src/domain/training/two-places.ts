import { compactSpelling } from '../text.ts'
import type { ClassElsewhere } from './commands.ts'
import type { NewTrainingEvent, TrainingDetails, TrainingRule } from './events.ts'
import type { TrainingFinding } from './state.ts'

/** Two spellings of one place are one room. */
const isSameRoom = (a: string, b: string): boolean => compactSpelling(a) === compactSpelling(b)

const shares: Readonly<Record<TrainingRule, (a: TrainingDetails, b: ClassElsewhere) => boolean>> = {
  'trainer-two-places': (a, b) => a.trainerId !== null && a.trainerId === b.trainerId,
  'room-two-places': (a, b) => isSameRoom(a.place, b.place),
}

const rules = Object.keys(shares) as readonly TrainingRule[]

/** Findings about the classes that no finding of the same rule names yet. */
export const twoPlaces = (
  details: TrainingDetails,
  elsewhere: readonly ClassElsewhere[],
  known: readonly TrainingFinding[],
): readonly NewTrainingEvent[] => {
  const { startsOn, endsOn } = details
  const meanwhile = elsewhere.filter((other) => other.startsOn <= endsOn && startsOn <= other.endsOn)
  const raised: NewTrainingEvent[] = []
  for (const rule of rules) {
    const named = new Set(known.flatMap((finding) => (finding.rule === rule ? finding.becauseOf : [])))
    const becauseOf = meanwhile
      .filter((other) => shares[rule](details, other) && !named.has(other.trainingId))
      .map(({ trainingId }) => trainingId)
    if (becauseOf.length === 0) continue
    const no = known.length + raised.length + 1
    raised.push({ type: 'TrainingFindingRaised', data: { no, rule, becauseOf: becauseOf.sort() } })
  }
  return raised
}
