import { compactSpelling } from '../text.ts'

/** One key for one document number, whatever the width of its characters, its spaces and brackets. */
export const documentKey = (document: string): string =>
  compactSpelling(document)
    .replace(/[[{【〔〖]/gu, '(')
    .replace(/[\]}】〕〗]/gu, ')')
