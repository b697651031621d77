import { type WriteSheet, writeXlsx } from 'hucre'
import { packRepeatably } from './repeatable-zip.ts'

export type WorkbookSheet = WriteSheet

/** Readers take `_x000D_` for a character by its number (ECMA-376, ST_Xstring), so such text is escaped. */
export const literal = (text: string): string => text.replace(/_(?=x[0-9a-f]{4}_)/giu, '_x005F_')

/**
 * Several sheets with all they can have; the same ones give the same bytes, on any day. The formats
 * of the first sheet's third row hold for all rows below it: the library writes them for cells only.
 */
export const writeWorkbook = async (sheets: readonly WorkbookSheet[]): Promise<Uint8Array> =>
  packRepeatably(
    await writeXlsx({ sheets: [...sheets], properties: { modified: new Date(0) } }),
    (name, content) => (name === 'xl/worksheets/sheet1.xml' ? withColumnFormats(content) : content),
  )

const withColumnFormats = (part: Uint8Array): Uint8Array => {
  const text = Buffer.from(part).toString('utf8')
  const formats = [...text.matchAll(/<c r="[A-Z]+3" s="(\d+)"/gu)].map(([, format]) => format)
  return Buffer.from(
    text.replace(/<col min="(\d+)"/gu, (tag, column: string) => {
      const format = formats[Number(column) - 1]
      return format === undefined ? tag : `${tag} style="${format}"`
    }),
  )
}
