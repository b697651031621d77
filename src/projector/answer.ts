import { projections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import { fitOf, ReadModelBehind, type ReadModelReader } from './read-model-store.ts'

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
