import { readFileSync } from 'node:fs'
import { z } from 'zod'

const place = z.strictObject({ code: z.string().regex(/^\d{6}$/), name: z.string().min(1) })
const department = z.strictObject({ id: z.string().regex(/^[a-z][a-z-]{0,63}$/), name: z.string().min(1) })
const form = z.strictObject({
  governingPolicy: z.string().min(1),
  city: place,
  districts: z.array(place).min(1),
  /** The industry departments: who is responsible for a line of work, and for its training. */
  departments: z.array(department).min(1),
})

/** The city, its districts and departments, and which policy governs (`seeds/directory.json`). */
export type Directory = z.infer<typeof form>

export const readDirectory = (file: string | URL): Directory =>
  form.parse(JSON.parse(readFileSync(file, 'utf8')))

export const districtCodes = (directory: Directory): ReadonlySet<string> =>
  new Set(directory.districts.map(({ code }) => code))

export const departmentIds = (directory: Directory): ReadonlySet<string> =>
  new Set(directory.departments.map(({ id }) => id))
