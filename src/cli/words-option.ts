import { usageFailure } from './failure.ts'

/** Words of the program, each with what people call it. */
export type OptionWords<Word extends string> = Readonly<Record<Word, string>>

/** `计划中(planned)、已开班(open)` */
const listed = (words: Readonly<Record<string, string>>): string =>
  Object.entries(words)
    .map(([word, text]) => `${text}(${word})`)
    .join('、')

/** An option that takes one of some words, as the tables show it or as programs write it. */
export const wordsOption = (words: OptionWords<string>, what: string) =>
  ({ type: 'string', requiresArg: true, describe: `${what}:${listed(words)}` }) as const

/**
 * The word that was meant. It is read by the verb, since an error thrown by an option is wrapped by the
 * library.
 *
 * @throws {Failure} for any other, naming those there are; never what was typed.
 */
export const wordOf = <Word extends string>(
  name: string,
  words: OptionWords<Word>,
  given: string | undefined,
): Word | undefined => {
  if (given === undefined) return undefined
  const found = (Object.keys(words) as Word[]).find((word) => word === given || words[word] === given)
  if (found !== undefined) return found
  throw usageFailure(`--${name} 不能是这个值`, `改为其中之一:${listed(words)}`)
}
