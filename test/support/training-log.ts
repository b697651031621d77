import { DomainError } from '../../src/domain/errors.ts'
import type { ProviderCommand } from '../../src/domain/provider/commands.ts'
import { decideProvider } from '../../src/domain/provider/decide.ts'
import type { ProviderEvent } from '../../src/domain/provider/events.ts'
import { evolveProvider } from '../../src/domain/provider/evolve.ts'
import { initialProvider } from '../../src/domain/provider/state.ts'
import type { TrainerCommand } from '../../src/domain/trainer/commands.ts'
import { decideTrainer } from '../../src/domain/trainer/decide.ts'
import type { TrainerEvent } from '../../src/domain/trainer/events.ts'
import { evolveTrainer } from '../../src/domain/trainer/evolve.ts'
import { initialTrainer } from '../../src/domain/trainer/state.ts'
import type { TrainingCommand } from '../../src/domain/training/commands.ts'
import { decideTraining } from '../../src/domain/training/decide.ts'
import type { TrainingEvent } from '../../src/domain/training/events.ts'
import { evolveTraining } from '../../src/domain/training/evolve.ts'
import { initialTraining, type TrainingState } from '../../src/domain/training/state.ts'
import type { NewEvent, StreamName } from '../../src/event-store/event-store.ts'
import { type Draw, drawFrom } from './draw.ts'
import type { Recorded } from './person-log.ts'
import * as story from './training-story.ts'

/** Histories of the training office as its deciders write them. Same seed, same log. */

interface Stream {
  readonly name: StreamName
  /** What happens next, and how the stream stands after it; nothing where it was refused. */
  readonly act: (draw: Draw) => readonly { type: string; data: object }[]
}

/** When everything is recorded. */
const at = '2025-03-15T08:00:00.000Z'

const learners = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(26))
const days = ['2025-01-01', '2025-03-03', '2025-03-10', '2025-03-14', '2025-06-01', '2025-12-31']
const oneOf = <T>(draw: Draw, all: readonly T[]): T => all[draw(all.length)] as T

const streamOf = <State, Command, Event>(
  name: StreamName,
  initial: State,
  next: (draw: Draw) => Command,
  take: (command: Command, state: State) => readonly { type: string; data: object }[],
  evolve: (state: State, event: Event) => State,
): Stream => {
  let state = initial
  const act = (draw: Draw) => {
    const command = next(draw)
    try {
      const events = take(command, state)
      for (const event of events) {
        state = evolve(state, { ...event, metadata: { actor: story.provider, at } } as unknown as Event)
      }
      return events
    } catch (error) {
      if (error instanceof DomainError) return []
      throw error
    }
  }
  return { name, act }
}

const providerCommand =
  (providerId: string) =>
  (draw: Draw): ProviderCommand => {
    const from = oneOf(draw, days)
    const document = `文 ${draw(3)}`
    const designation = {
      ...story.designation,
      from,
      document,
      districts: oneOf(draw, [['330602'], ['330603']]),
    }
    const all: readonly ProviderCommand[] = [
      { type: 'DesignateProvider', data: { ...designation, providerId, name: '校', creditCode: null } },
      { type: 'ChangeDesignation', data: designation },
      { type: 'SuspendProvider', data: { from, document } },
      { type: 'ReinstateProvider', data: { on: from, document } },
    ]
    return oneOf(draw, all)
  }

const trainerCommand =
  (trainerId: string) =>
  (draw: Draw): TrainerCommand => {
    const from = oneOf(draw, days)
    const enlistment = { ...story.enlistment, from, document: `文 ${draw(3)}` }
    const commitments = { name: 'n', idNumber: 'i' }
    return draw(3) > 0
      ? { type: 'EnlistTrainer', data: { ...enlistment, trainerId, commitments } }
      : { type: 'DelistTrainer', data: { on: from, document: '出' } }
  }

const trainingCommand =
  (trainingId: string) =>
  (draw: Draw): TrainingCommand => {
    const some = learners.slice(draw(5), 1 + draw(5))
    const all: readonly TrainingCommand[] = [
      { type: 'PlanTraining', data: { ...story.details, trainingId, place: `${draw(3)} 楼` } },
      { type: 'PlanTraining', data: { ...story.details, trainingId, place: `${draw(3)}楼` } },
      story.change({ name: `班 ${draw(3)}`, place: `${draw(3)}楼` }),
      ...[story.open, story.open, story.finish, story.close, story.cancel],
      ...[story.enrol(...some), story.enrol(...some), story.remove(...some), story.resolve(1, draw(2) === 0)],
    ]
    return oneOf(draw, all)
  }

const trainingStream = (trainingId: string): Stream => {
  const elsewhere = [story.otherClass({ startsOn: '2025-03-10' })]
  const take = (command: TrainingCommand, state: TrainingState) => {
    const actor = command.type === 'ResolveTrainingFinding' ? story.officer : story.provider
    return decideTraining(command, state, { ...story.context, actor, elsewhere })
  }
  const name: StreamName = `training-${trainingId}`
  return streamOf<TrainingState, TrainingCommand, TrainingEvent>(
    name,
    initialTraining,
    trainingCommand(trainingId),
    take,
    evolveTraining,
  )
}

const streamsOf = (count: number): readonly Stream[] =>
  Array.from({ length: count }, (_, no): readonly Stream[] => {
    const trainerId = story.trainerId.slice(0, 25) + 'abcdefgh'.charAt(no % 8)
    return [
      streamOf(`provider-p-${no}`, initialProvider, providerCommand(`p-${no}`), takeProvider, foldProvider),
      streamOf(`trainer-${trainerId}`, initialTrainer, trainerCommand(trainerId), decideTrainer, foldTrainer),
      trainingStream(`K-${no}`),
    ]
  }).flat()

const takeProvider = (command: ProviderCommand, state: typeof initialProvider) =>
  decideProvider(command, state, { districts: story.districts, today: '2025-03-15' })
const foldProvider = (state: typeof initialProvider, event: ProviderEvent) => evolveProvider(state, event)
const foldTrainer = (state: typeof initialTrainer, event: TrainerEvent) => evolveTrainer(state, event)

/** So many commands on so many providers, trainers and classes; what is refused records nothing. */
export function* trainingLog(seed: number, count: number, commands: number): Generator<Recorded> {
  const draw = drawFrom(seed)
  const streams = streamsOf(Math.min(count, 8))
  const revisions = new Map<string, bigint>()
  for (let number = 0; number < commands; number++) {
    const { name, act } = oneOf(draw, streams)
    const commandId = uuidOf(seed, number, 0)
    const metadata = {
      commandId,
      digest: commandId,
      at,
      actor: { ...story.officer },
    }
    const decided = act(draw)
    if (decided.length === 0) continue
    const events = decided.map((event, i) => ({ ...event, id: uuidOf(seed, number, i + 1), metadata }))
    const revision = revisions.get(name)
    revisions.set(name, (revision ?? -1n) + BigInt(events.length))
    yield { stream: name, expectedRevision: revision ?? 'no_stream', events: events as unknown as NewEvent[] }
  }
}

/** Apart from those of people's logs of the same seed. */
const uuidOf = (seed: number, number: number, part: number): string => {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `${hex(seed >>> 0, 8)}-${hex(part, 4)}-5000-8000-${hex(number, 12)}`
}
