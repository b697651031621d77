import type { OpenLedger } from './host.ts'

/** What people call a provider; one that nobody designated is called by its id. */
export type ProviderName = (providerId: string | null) => Promise<string>

/** Each is looked up once: a register has thousands of rows of a few providers. */
export const providerNames = ({ providers }: Pick<OpenLedger, 'providers'>): ProviderName => {
  const known = new Map<string, Promise<string>>()
  const nameOf = async (providerId: string): Promise<string> => {
    const { name } = await providers.load(providerId)
    return name === '' ? providerId : name
  }
  return async (providerId) => {
    if (providerId === null) return ''
    const name = known.get(providerId) ?? nameOf(providerId)
    known.set(providerId, name)
    return name
  }
}
