import { packRepeatably, partsOf } from './repeatable-zip.ts'

/**
 * Formats of whole columns, which the library drops: with them an id typed into an empty row stays
 * text. What is not written as programs write it is left as the library left it.
 */

interface Column {
  readonly min: number
  readonly max: number
  /** As written, but for the columns and the style. */
  readonly attributes: string
  readonly style: number | undefined
}

/** More than this many are no columns that anybody set. */
const columnsAtMost = 1_024
const sheetDataAt = (part: Uint8Array): number =>
  Buffer.from(part.buffer, part.byteOffset, part.length).indexOf('<sheetData')

const textOf = (part: Uint8Array | undefined): string => Buffer.from(part ?? []).toString('utf8')

/** What stands in a sheet before its rows. */
const headOf = (part: Uint8Array): string => textOf(part.subarray(0, Math.max(0, sheetDataAt(part))))

const numberIn = (attributes: string, name: string): number | undefined => {
  const found = new RegExp(`\\s${name}="(\\d{1,9})"`).exec(attributes)?.[1]
  return found === undefined ? undefined : Number(found)
}

const columnsOf = (head: string): readonly Column[] => {
  const found = [...head.matchAll(/<col\s([^<>]*?)\/?>/g)].slice(0, columnsAtMost)
  return found.flatMap(([, written = '']) => {
    const given = ` ${written}`
    const [min, max] = [numberIn(given, 'min'), numberIn(given, 'max')]
    if (min === undefined || max === undefined || max < min) return []
    const attributes = given.replace(/\s(?:min|max|style)="[^"]*"/g, '').trim()
    return [{ min, max, attributes, style: numberIn(given, 'style') }]
  })
}

/** The parts of the sheets in the workbook's order. */
const sheetPaths = (parts: Readonly<Record<string, Uint8Array>>): readonly string[] => {
  const rels = textOf(parts['xl/_rels/workbook.xml.rels'])
  const targets = new Map(
    [...rels.matchAll(/<Relationship\s([^<>]*)>/g)].map(([, given = '']) => [
      /\bId="([^"]*)"/.exec(given)?.[1],
      /\bTarget="([^"]*)"/.exec(given)?.[1],
    ]),
  )
  return [...textOf(parts['xl/workbook.xml']).matchAll(/<sheet\s[^<>]*\br:id="([^"]*)"/g)].map(([, id]) => {
    const target = targets.get(id) ?? ''
    return target.startsWith('/') ? target.slice(1) : `xl/${target}`
  })
}

/** The formats of a style sheet: of style n as its code, or the number of one that every program knows. */
const formatsOf = (styles: string): readonly (string | number)[] => {
  const codes = new Map(
    [...styles.matchAll(/<numFmt\s+numFmtId="(\d{1,9})"\s+formatCode="([^"<]*)"/g)].map(
      ([, id, code = '']) => [Number(id), code],
    ),
  )
  return styleList(styles).map((given) => {
    const id = numberIn(given, 'numFmtId') ?? 0
    return codes.get(id) ?? id
  })
}

const styleList = (styles: string): readonly string[] => {
  const [from, to] = [styles.indexOf('<cellXfs'), styles.indexOf('</cellXfs>')]
  return from < 0
    ? []
    : [...styles.slice(from, to).matchAll(/<xf(\s[^<>]*)>/g)].map(([, given = '']) => given)
}

const firstOwnFormat = 164

/** Adds a style for each format. @returns the style sheet, and the style of each format. */
const withFormats = (styles: string, formats: readonly (string | number)[]) => {
  const begun = styleList(styles).length
  const taken = [...styles.matchAll(/<numFmt\s+numFmtId="(\d{1,9})"/g)].map(([, id]) => Number(id))
  let free = Math.max(firstOwnFormat - 1, ...taken)
  const own: string[] = []
  const xfs = formats.map((format) => {
    if (typeof format === 'string') own.push(`<numFmt numFmtId="${++free}" formatCode="${format}"/>`)
    const id = typeof format === 'string' ? free : format
    return `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`
  })
  const all = taken.length + own.length
  const listed = styles.includes('<numFmts')
    ? styles
        .replace(/<numFmts[^<>]*>/, `<numFmts count="${all}">`)
        .replace('</numFmts>', () => `${own.join('')}</numFmts>`)
    : styles.replace(/<styleSheet[^<>]*>/, (tag) =>
        own.length === 0 ? tag : `${tag}<numFmts count="${all}">${own.join('')}</numFmts>`,
      )
  return {
    styles: listed
      .replace(/<cellXfs[^<>]*>/, `<cellXfs count="${begun + xfs.length}">`)
      .replace('</cellXfs>', () => `${xfs.join('')}</cellXfs>`),
    styleOf: new Map(formats.map((format, place) => [format, begun + place])),
  }
}

/** Widths as they are now, styles as they were, for each run of columns that are alike. */
const merged = (now: readonly Column[], old: readonly Column[]): string => {
  const edges = [...new Set([...now, ...old].flatMap(({ min, max }) => [min, max + 1]))].sort((a, b) => a - b)
  const tags = edges.slice(0, -1).map((min, place) => {
    const max = (edges[place + 1] ?? min + 1) - 1
    const at = (list: readonly Column[]) => list.find((one) => one.min <= min && max <= one.max)
    const [width, styled] = [at(now), at(old)]
    const attributes = (width ?? styled)?.attributes
    if (attributes === undefined) return ''
    const style = styled?.style === undefined ? '' : ` style="${styled.style}"`
    return `<col min="${min}" max="${max}"${style} ${attributes}/>`
  })
  return `<cols>${tags.join('')}</cols>`
}

const withColumns = (part: Uint8Array, old: readonly Column[]): Uint8Array => {
  const head = headOf(part)
  if (head === '') return part
  const cols = merged(columnsOf(head), old)
  const edited = head.includes('<cols>') ? head.replace(/<cols>.*<\/cols>/s, () => cols) : head + cols
  return Buffer.concat([Buffer.from(edited), part.subarray(sheetDataAt(part))])
}

/** The texts and comments of a large workbook are larger than all the rest, and say nothing of columns. */
const isLookedAt = (name: string): boolean =>
  /^xl\/.+\.(?:xml|rels)$/.test(name) && !/sharedStrings|comments/.test(name)

/**
 * @param before the workbook as it came; its archive must have been checked
 * @param after the same workbook as the library wrote it
 * @returns `after` with the formats that whole columns had in `before`.
 */
export const keepColumnFormats = async (before: Uint8Array, after: Uint8Array): Promise<Uint8Array> => {
  const parts = partsOf(before, isLookedAt)
  const formats = formatsOf(textOf(parts['xl/styles.xml']))
  const sheets = sheetPaths(parts).map((path) =>
    columnsOf(headOf(parts[path] ?? new Uint8Array())).map((column) => ({
      ...column,
      format: formats[column.style ?? 0] ?? 0,
    })),
  )
  const used = [...new Set(sheets.flat().map(({ format }) => format))].filter((format) => format !== 0)
  if (used.length === 0) return after
  const styleSheet = textOf(partsOf(after, (name) => name === 'xl/styles.xml')['xl/styles.xml'])
  if (!styleSheet.includes('</cellXfs>')) return after
  const { styles, styleOf } = withFormats(styleSheet, used)
  return packRepeatably(after, (name, content) => {
    if (name === 'xl/styles.xml') return Buffer.from(styles)
    const place = Number(/^xl\/worksheets\/sheet(\d+)\.xml$/.exec(name)?.[1]) - 1
    const columns = sheets[place]?.map((column) => ({ ...column, style: styleOf.get(column.format) })) ?? []
    return columns.some(({ style }) => style !== undefined) ? withColumns(content, columns) : content
  })
}
