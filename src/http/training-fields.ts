import { z } from 'zod'
import { type Directory, departmentIds } from '../app/directory.ts'
import type { ProblemCode } from '../app/problem-catalogue.ts'
import { normaliseCreditCode } from '../domain/credit-code.ts'
import { isProviderId } from '../domain/provider/commands.ts'
import { isTrainingId } from '../domain/training/commands.ts'
import { field, logTextField } from './fields.ts'

/** The fields of requests about providers, trainers and classes. */

const idField = (is: (text: string) => boolean, invalid: ProblemCode, description: string, example: string) =>
  field((text) => (is(text) ? { value: text } : { refused: invalid }), {
    description,
    examples: [example],
    maxLength: 64,
  })

export const providerIdField = idField(isProviderId, 'provider-id-invalid', '机构编号', 'provider-1')

export const trainingIdField = idField(
  isTrainingId,
  'training-id-invalid',
  '培训班编号,在全市不重复',
  'SX-2024-017',
)

export const creditCodeField = field(
  (text) => {
    const code = normaliseCreditCode(text)
    return code === undefined ? { refused: 'credit-code' } : { value: code }
  },
  { description: '统一社会信用代码(GB 32100,18位)', examples: ['91110000600037341L'] },
)

export const departmentField = (directory: Directory) => {
  const known = departmentIds(directory)
  return field((text) => (known.has(text) ? { value: text } : { refused: 'department-unknown' }), {
    description: `行业主管部门的编号:${directory.departments.map(({ id, name }) => `${id}(${name})`).join('、')}`,
    examples: ['human-resources'],
  })
}

export const occupationField = logTextField('职业(工种)', 100, '数控车工')
export const levelField = logTextField('等级', 30, '高级工')
export const documentField = (description: string) => logTextField(description, 100, '绍市人社〔2024〕12号')

/** A whole number from 1 on, as a number. */
export const countField = (description: string, example: number) =>
  z
    .number()
    .refine((count) => Number.isInteger(count) && count >= 1 && count <= 10_000, 'count-range')
    .meta({ description: `${description},1 至 10000`, examples: [example] })
