import type { HostedProjection } from '../../projections/projection.ts'
import { providerRegister, type RegisteredProvider } from '../../projections/provider-register.ts'
import { type RegisteredTrainer, trainerRegister } from '../../projections/trainer-register.ts'
import { placeKey, type RegisteredTraining, trainingRegister } from '../../projections/training-register.ts'
import type { Day } from '../domain/dates.ts'
import { providerInScope } from '../domain/provider/scope.ts'
import { providerStatusOn, shownDesignation } from '../domain/provider/state.ts'
import type { Scope } from '../domain/scope.ts'
import type { ClassElsewhere } from '../domain/training/commands.ts'
import { trainingInScope } from '../domain/training/scope.ts'
import { type Answer, asOfFigure, figureIn, given, hosted } from './answer.ts'
import { CursorInvalid } from './claim-list.ts'
import { waysWithProviders } from './district-ways.ts'
import { type ListOf, pageOf } from './finance-queries.ts'
import type { Filter, ReadModelStore } from './read-model-store.ts'

export interface TrainingFilter {
  readonly provider?: string | undefined
  readonly district?: string | undefined
  readonly department?: string | undefined
  readonly status?: string | undefined
  readonly trainer?: string | undefined
  /** In any spelling. */
  readonly place?: string | undefined
  /** `open`: with a finding that nobody decided on. */
  readonly findings?: string | undefined
}

export interface ProviderFilter {
  readonly district?: string | undefined
  readonly status?: string | undefined
  /** The day on which they are such. */
  readonly on: Day
}

interface Page {
  readonly limit: number
  readonly after: string | null
}

/** What a class may share with others. */
interface ClassAt {
  readonly trainingId: string
  readonly trainerId: string | null
  readonly place: string
}

/** Figures of the training office. Lists are newest first, and may throw {@link CursorInvalid}. */
export interface TrainingQueries {
  providerOf(scope: Scope, providerId: string): Answer<RegisteredProvider> | undefined
  listProviders(scope: Scope, filter: ProviderFilter, page: Page): ListOf<RegisteredProvider>
  /** The pool is the whole city's. */
  listTrainers(filter: { readonly occupation?: string | undefined }, page: Page): ListOf<RegisteredTrainer>
  trainingOf(scope: Scope, trainingId: string): Answer<RegisteredTraining> | undefined
  listTrainings(scope: Scope, filter: TrainingFilter, page: Page): ListOf<RegisteredTraining>
  /** Other classes of the trainer or at the place, opened and not cancelled, on whatever days. */
  classesElsewhere(asked: ClassAt): readonly ClassElsewhere[]
}

const providers = hosted(providerRegister.name)
const trainers = hosted(trainerRegister.name)
const trainings = hosted(trainingRegister.name)

export const createTrainingQueries = (readModels: ReadModelStore): TrainingQueries => {
  const find = figureIn(readModels)
  const scan = <Figure>(
    projection: HostedProjection,
    filter: Filter,
    keep: (figure: Figure) => boolean,
    page: Page,
  ): ListOf<Figure> =>
    readModels.together(() => {
      const asOf = asOfFigure(readModels, projection)
      return { ...scanned(readModels, { projection, filter, keep }, page), asOf }
    })
  return {
    providerOf: (scope, providerId) =>
      find<RegisteredProvider>(providers, providerId, (provider) => providerInScope(scope, provider)),
    listProviders: (scope, { district, status, on }, page) => {
      const isIn = (one: RegisteredProvider): boolean =>
        district === undefined || shownDesignation(one, on)?.districts.includes(district) === true
      const isSo = (one: RegisteredProvider): boolean =>
        status === undefined || providerStatusOn(one, on) === status
      const keep = (one: RegisteredProvider): boolean => isIn(one) && isSo(one) && providerInScope(scope, one)
      return scan(providers, {}, keep, page)
    },
    listTrainers: ({ occupation }, page) => {
      const keep = ({ enlistments }: RegisteredTrainer): boolean =>
        occupation === undefined || enlistments.some((one) => one.occupation === occupation)
      return scan(trainers, {}, keep, page)
    },
    trainingOf: (scope, trainingId) =>
      find<RegisteredTraining>(trainings, trainingId, (training) => trainingInScope(scope, training)),
    listTrainings: (scope, { place, ...filter }, page) =>
      readModels.together(() => {
        const asOf = asOfFigure(readModels, trainings)
        const asked = given({ ...filter, place: place === undefined ? undefined : placeKey(place) })
        return {
          ...pageOf<RegisteredTraining>(readModels, trainings, waysWithProviders(scope, asked), page),
          asOf,
        }
      }),
    classesElsewhere: (asked) =>
      readModels.together(() => {
        asOfFigure(readModels, trainings)
        return classesLike(readModels, asked)
      }),
  }
}

const seqForm = /^\d{1,18}$/
const rowsAtOnce = 200

interface Scan<Figure> {
  readonly projection: HostedProjection
  readonly filter: Filter
  readonly keep: (figure: Figure) => boolean
}

/** One page of what is kept. A city has dozens of providers and hundreds of trainers: reading past some is cheap. */
const scanned = <Figure>(
  reader: ReadModelStore,
  { projection, filter, keep }: Scan<Figure>,
  { limit, after }: Page,
): { readonly items: readonly Figure[]; readonly next: string | null } => {
  if (after !== null && !seqForm.test(after)) throw new CursorInvalid('not a place in the list')
  const kept: { readonly seq: bigint; readonly figure: Figure }[] = []
  for (let from = after === null ? null : BigInt(after); ; ) {
    const rows = reader.page({ projection, filter, after: from, limit: rowsAtOnce })
    for (const { seq, state } of rows) {
      const figure = JSON.parse(state) as Figure
      if (keep(figure)) kept.push({ seq, figure })
    }
    from = rows.at(-1)?.seq ?? null
    if (rows.length < rowsAtOnce || kept.length > limit) break
  }
  const page = kept.slice(0, limit)
  const next = kept.length > limit ? String(page.at(-1)?.seq) : null
  return { items: page.map(({ figure }) => figure), next }
}

const taught: ReadonlySet<string> = new Set(['open', 'finished', 'closed'])

const classesLike = (reader: ReadModelStore, asked: ClassAt): readonly ClassElsewhere[] => {
  const ways: readonly Filter[] = [
    ...(asked.trainerId === null ? [] : [{ trainer: asked.trainerId }]),
    { place: placeKey(asked.place) },
  ]
  const found = new Map<string, ClassElsewhere>()
  for (const filter of ways) {
    for (let after: bigint | null = null; ; ) {
      const rows = reader.page({ projection: trainings, filter, after, limit: rowsAtOnce })
      for (const { state } of rows) {
        const { trainingId, status, trainerId, place, startsOn, endsOn } = JSON.parse(
          state,
        ) as RegisteredTraining
        if (trainingId === asked.trainingId || !taught.has(status)) continue
        found.set(trainingId, { trainingId, trainerId, place, startsOn, endsOn })
      }
      after = rows.at(-1)?.seq ?? null
      if (rows.length < rowsAtOnce) break
    }
  }
  return [...found.values()]
}
