/**
 * How personal data is shown unless it is revealed. Masks never fail: what has an unexpected form
 * is hidden whole.
 */

const shownAtEnd = 4

const hidden = (text: string): string => '*'.repeat([...text].length)

const lastFour = (text: string): string =>
  text.length < 2 * shownAtEnd
    ? hidden(text)
    : '*'.repeat(text.length - shownAtEnd) + text.slice(text.length - shownAtEnd)

/** The first character of each part: `张三` → `张*`, `买买提·吐尔逊` → `买**·吐**`. */
export const maskName = (name: string): string =>
  name.replace(/[^·\s'’-]+/gu, (part) => {
    const [first = '', ...rest] = [...part]
    return rest.length === 0 ? '*' : first + '*'.repeat(rest.length)
  })

/** The last four characters: those before them tell place and day of birth. */
export const maskIdNumber = (idNumber: string): string => lastFour(idNumber)

/** `13812341234` → `138****1234`. */
export const maskPhone = (phone: string): string =>
  /^\d{11}$/u.test(phone) ? `${phone.slice(0, 3)}****${phone.slice(7)}` : hidden(phone)

/** The last four digits. */
export const maskAccount = (account: string): string => lastFour(account)
