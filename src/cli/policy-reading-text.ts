import type { Day } from '../domain/dates.ts'
import type { Interpretation, PolicyDocument, Readings } from '../domain/policy/policy.ts'
import { readingsOn } from '../domain/policy/readings.ts'

/** Which of the possible readings holds, and what is said of those that do not. */

type Read = Pick<PolicyDocument, 'interpretations'>

/** A document as it reads on one day. */
export interface ReadDocument {
  readonly document: PolicyDocument
  readonly readings: Readings
  readonly on: Day
}

/** @param on the day whose readings hold; before the first reading, the first. */
export const readOn = (document: PolicyDocument, on: Day): ReadDocument => ({
  document,
  readings: readingsOn(document, on),
  on,
})

const optionText = ({ options }: Interpretation, wanted: string): string =>
  options.find(({ id }) => id === wanted)?.reading ?? wanted

/** `口径 I2 读作“…”`, and from when on where that is still to come. */
export const conditionText = (when: Readings, { document, on }: ReadDocument): string =>
  Object.entries(when)
    .map(([id, option]) => {
      const interpretation = document.interpretations.find((one) => one.id === id)
      if (interpretation === undefined) return `口径 ${id} 读作 ${option}`
      const later = interpretation.readings.find(({ chosen, from }) => chosen === option && from > on)
      const from = later === undefined ? '' : `(自 ${later.from} 起)`
      return `口径 ${id} 读作“${optionText(interpretation, option)}”${from}`
    })
    .join('、')

/** Each open point: the question, what was chosen since when and by whom, and what was not. */
export const interpretationLines = (
  { interpretations }: Read,
  { readings, on }: Pick<ReadDocument, 'readings' | 'on'>,
): readonly string[] =>
  interpretations.flatMap((interpretation) => {
    const { id, clause, question, options, readings: dated } = interpretation
    const signed = [...dated].sort((a, b) => (a.from < b.from ? -1 : 1))
    const unchosen = options.filter((option) => dated.every(({ chosen }) => chosen !== option.id))
    const holding = signed.filter(({ from }) => from <= on).at(-1) ?? signed[0]
    return [
      `  ${id}(${clause})${question}`,
      ...signed.map((reading) => {
        const { chosen, from, decidedBy, status } = reading
        const mark = reading === holding && readings[id] === chosen ? '采用' : standing(from, on)
        const provisional = status === 'provisional' ? ',暂定' : ''
        return `     ${mark} ${optionText(interpretation, chosen)}(${chosen};${from} 起;${decidedBy}${provisional})`
      }),
      ...unchosen.map((option) => `     未采用 ${option.reading}(${option.id})`),
    ]
  })

const standing = (from: Day, on: Day): string => (from > on ? '将采用' : '曾采用')
