import type { Day } from '../dates.ts'
import type { Designation } from './events.ts'

type Commands = {
  DesignateProvider: Designation & { providerId: string; name: string; creditCode: string | null }
  ChangeDesignation: Designation
  SuspendProvider: { from: Day; document: string }
  ReinstateProvider: { on: Day; document: string }
}

export type ProviderCommandType = keyof Commands
export type ProviderCommandData<T extends ProviderCommandType> = Readonly<Commands[T]>
export type ProviderCommand = {
  [T in ProviderCommandType]: { readonly type: T; readonly data: ProviderCommandData<T> }
}[ProviderCommandType]

/** What deciding may look at beside the provider itself. */
export interface ProviderContext {
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
  readonly today: Day
}

const providerIdForm = /^[a-z0-9-]{1,64}$/

export const isProviderId = (text: string): boolean => providerIdForm.test(text)
