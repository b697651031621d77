/** Of an uploaded sheet. It stands alone, so that whoever only starts a thread loads no spreadsheet library. */
export const bytesAtMost = 20 * 1024 * 1024
