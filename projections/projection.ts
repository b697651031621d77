/**
 * The form of a figure: a pure fold over the events of one category, one state per partition.
 * README.md states the rule of this folder and its hosts.
 */

/** An event as a fold sees it: as recorded, with the name of its stream under the server's word. */
export type Folded<Event> = Event & { readonly streamId: string }

export interface Projection<State, Event extends { readonly type: string }> {
  /** Names the figure, its table and its server-side projection. */
  readonly name: string
  /** Raise it when the fold, `index` or `lists` changes: every host then builds the figure anew. */
  readonly version: number
  /** Streams named `category-…` are folded. */
  readonly category: string
  /** Asked for events in `when` only; the state with this key receives the event. */
  readonly partitionBy: (event: Folded<Event>) => string
  readonly init: () => State
  /** Answers the next state; it must not change the one it was given. */
  readonly when: { readonly [E in Event as E['type']]?: (state: State, event: Folded<E>) => State }
  /** For hosts with tables: columns that lists are filtered by, computed from the state. */
  readonly index: { readonly [column: string]: (state: State) => string | number | null }
  /**
   * The combinations of columns by which lists are read, the most telling first; each is an index.
   * A list is read along the first whose columns are all asked for; the others are looked at in passing.
   */
  readonly lists: readonly (readonly string[])[]
}

/** A projection as a host sees it, which knows neither its state nor its events. */
export interface HostedProjection {
  readonly name: string
  readonly version: number
  readonly category: string
  readonly partitionBy: (event: HostedEvent) => string
  readonly init: () => unknown
  readonly when: Readonly<Record<string, (state: unknown, event: HostedEvent) => unknown>>
  readonly index: Readonly<Record<string, (state: unknown) => string | number | null>>
  readonly lists: readonly (readonly string[])[]
}

export interface HostedEvent {
  readonly id: string
  readonly type: string
  readonly streamId: string
  readonly data: object
  readonly metadata: object
}
