/**
 * Text that a spreadsheet would take for a formula or a command gets an apostrophe in front, and so
 * does text that begins with one, so that taking exactly one away gives every text back as it was.
 *
 * Dangerous is what begins with tab, CR or LF, or whose first visible character is one of = + - @ in
 * any width (＝ ＋ － ＠ and the small forms): some programs fold the width before they look.
 */

const startsBlank = /^[\t\r\n]/u
const firstVisible = /^[\s\p{Cf}]*(\P{Cf})/u
const commands = '=+-@'

const isDangerous = (text: string): boolean =>
  text.startsWith("'") ||
  startsBlank.test(text) ||
  commands.includes(firstVisible.exec(text)?.[1]?.normalize('NFKC') ?? ' ')

/** What is written into the file for a text. */
export const guardText = (text: string): string => (isDangerous(text) ? `'${text}` : text)

/** The text that was guarded. */
export const unguardText = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell)
