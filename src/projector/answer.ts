import { projections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import {
  type Filter,
  fitOf,
  ReadModelBehind,
  type ReadModelReader,
  type ReadModelStore,
} from './read-model-store.ts'

/** The place in the log that an answer reflects. */
export interface AsOf {
  /** Null: the log was empty. */
  readonly position: bigint | null
  /** Instant of the last event seen, ISO 8601 UTC. */
  readonly at: string | null
}

export interface Answer<Figure> {
  readonly figure: Figure
  readonly asOf: AsOf
}

export const hosted = (name: string): HostedProjection => {
  const projection = projections.find((listed) => listed.name === name)
  if (projection === undefined) throw new Error(`${name} is not listed`)
  return projection
}

/** A figure of another version has another form, so it is as good as not built. */
export const asOfFigure = (readModels: ReadModelReader, projection: HostedProjection): AsOf => {
  const checkpoint = readModels.checkpoint(projection)
  if (checkpoint === undefined || fitOf(projection, checkpoint) !== 'current') throw new ReadModelBehind(null)
  const { seen } = checkpoint
  return { position: seen?.position ?? null, at: seen?.at ?? null }
}

/** How one figure is looked up, whatever it is; undefined when it is missing or out of scope. */
export const figureIn =
  (readModels: ReadModelStore) =>
  <Figure>(
    projection: HostedProjection,
    partition: string,
    isInScope: (figure: Figure) => boolean,
  ): Answer<Figure> | undefined =>
    readModels.together(() => {
      const asOf = asOfFigure(readModels, projection)
      const row = readModels.get(projection, partition)
      if (row === undefined) return undefined
      const figure = JSON.parse(row.state) as Figure
      return isInScope(figure) ? { figure, asOf } : undefined
    })

/** The columns that a caller named a value for. */
export const given = <Asked extends { readonly [C in keyof Asked]: string | undefined }>(
  asked: Asked,
): Filter => Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Filter
