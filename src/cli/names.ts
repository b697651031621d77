import { shanghaiDay } from '../domain/dates.ts'
import { instrumentsOf } from '../domain/policy/open-buckets.ts'
import type { OpenLedger } from './host.ts'

/** What people call a district, a source, an instrument or a bucket; a code that has no name stays as it is. */
export interface Names {
  readonly district: (code: string) => string
  readonly source: (key: string) => string
  readonly instrument: (id: string) => string
  readonly bucket: (id: string) => string
  readonly department: (id: string) => string
  readonly course: (id: string) => string
}

/** Of the policy in force today. */
export const namesOf = ({
  directory,
  rulebook,
  now,
}: Pick<OpenLedger, 'directory' | 'rulebook' | 'now'>): Names => {
  const policy = rulebook.inForce(shanghaiDay(now()))
  return {
    district: (code) => directory.districts.find((one) => one.code === code)?.name ?? code,
    source: (key) => policy.fundSources.order.find(({ id }) => id === key)?.name ?? key,
    instrument: (id) => policy.instrument.get(id)?.name ?? id,
    department: (id) => directory.departments.find((one) => one.id === id)?.name ?? id,
    course: (id) => policy.courses.find((one) => one.id === id)?.name ?? id,
    bucket: (id) =>
      instrumentsOf(policy, id)
        .map(({ name }) => name)
        .join('、') || id,
  }
}
