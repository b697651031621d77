import { isProviderId } from '../domain/provider/commands.ts'
import { usageFailure } from './failure.ts'
import type { OpenLedger } from './host.ts'

/** What a list is narrowed to, by code or by name. What there is none of is refused: it would read as none. */

interface Named {
  readonly id: string
  readonly name: string
}

const namedAtMost = 20

const oneOf = (what: string, known: readonly Named[], given: string | undefined): string | undefined => {
  if (given === undefined) return undefined
  const found = known.find(({ id }) => id === given) ?? known.find(({ name }) => name === given)
  if (found !== undefined) return found.id
  const shown = known.slice(0, namedAtMost).map(({ id, name }) => `${name}(${id})`)
  const more = known.length > shown.length ? ` 等 ${known.length} 个` : ''
  throw usageFailure(`没有这个${what}`, `改为其中之一:${shown.join('、')}${more}`)
}

export const districtOf = ({ directory }: OpenLedger, given: string | undefined): string | undefined => {
  const known = directory.districts.map(({ code, name }) => ({ id: code, name }))
  return oneOf('区(县、市)', known, given)
}

export const departmentOf = ({ directory }: OpenLedger, given: string | undefined): string | undefined =>
  oneOf('行业主管部门', directory.departments, given)

/** Of any version of the policy: money may have gone out under an earlier one. */
export const instrumentOf = ({ rulebook }: OpenLedger, given: string | undefined): string | undefined => {
  const all = rulebook.versions.flatMap(({ document }) => document.instruments)
  const known = new Map(all.filter(({ payee }) => payee === 'person').map((one) => [one.id, one]))
  return oneOf('由个人申领的项目', [...known.values()], given)
}

/** A provider has a name once it was designated. */
export const providerOf = async (
  { providers }: OpenLedger,
  given: string | undefined,
): Promise<string | undefined> => {
  if (given === undefined) return undefined
  if (isProviderId(given) && (await providers.load(given)).designations.length > 0) return given
  throw usageFailure('没有这家培训机构', '编号见 jinlan provider list')
}
