import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import type { Office } from './treasury-fixture.ts'

export interface OpenClass {
  readonly trainingId: string
  readonly course: string
  readonly startsOn: string
  readonly endsOn: string
}

/** A provider designated for the district for the year 2024, with a trainer and its classes, all open. */
export const openClasses = async (
  { post }: Pick<Office, 'post'>,
  { provider, district }: { readonly provider: string; readonly district: string },
  classes: readonly OpenClass[],
): Promise<void> => {
  const officer = `officer-${district}`
  const year = { from: '2024-01-01', until: '2024-12-31', document: '绍市人社〔2024〕7号' }
  const school = { providerId: provider, name: '第一职业学校', districts: [district] }
  await post(officer, '/providers', { ...school, ...year })
  const named = { idNumber: syntheticIdNumber(970), name: '钱老师', occupation: '焊工', level: '高级技师' }
  const trainer = { ...named, certificateNumber: 'S000033010000240000970', ...year }
  const { trainerId } = (await post(officer, '/trainers', trainer)).body
  const rest = { name: '焊工班', hours: 40, place: '实训楼 1', capacity: 30, department: 'industry' }
  for (const held of classes) {
    await post(provider, '/trainings', { ...held, ...rest, trainerId, district })
    await post(provider, `/trainings/${held.trainingId}/open`)
  }
}
