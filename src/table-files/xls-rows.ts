import { HucreError, readXls } from 'hucre'
import type { RawRow } from './raw-row.ts'

/**
 * The first sheet of a workbook as Excel wrote it until 2003; undefined for what is none, also for
 * any workbook with a password. Formulas and hidden rows cannot be told from others.
 */
export const xlsRows = async (bytes: Uint8Array): Promise<readonly RawRow[] | undefined> => {
  try {
    const { sheets } = await readXls(bytes)
    return sheets[0]?.rows.map((cells, place) => ({ line: place + 1, cells, isHidden: false }))
  } catch (error) {
    if (error instanceof HucreError) return undefined
    throw error
  }
}
