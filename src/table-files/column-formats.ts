import { packRepeatably, partsOf } from './repeatable-zip.ts'
import { type Attributes, attributeText, tagsIn, wholeIn, written } from './xml-tags.ts'

/**
 * Formats of whole columns, which the library drops: with them an id typed into an empty row stays
 * text. What is not written as programs write it is left as the library left it.
 */

interface Column {
  readonly min: number
  readonly max: number
  /** As they are to be written, but for the columns and the style. */
  readonly attributes: string
  readonly style: number | undefined
}

type Parts = ReadonlyMap<string, Uint8Array>
/** A code of its own, or the number of one that every program knows; 0 for none. */
type Format = string | number

/** More than this many are no columns that anybody set. */
const columnsAtMost = 1_024
const lastColumn = 16_384
/** Below this number stand the formats that every program knows. */
const firstOwnFormat = 164
const codeAtMost = 255

const yesOrNo = /^(?:0|1|true|false)$/u
/** What else a column says, in plain values. */
const columnAttributes: readonly (readonly [string, RegExp])[] = [
  ['width', /^\d{1,5}(?:\.\d{1,20})?$/u],
  ['customWidth', yesOrNo],
  ['hidden', yesOrNo],
  ['bestFit', yesOrNo],
  ['outlineLevel', /^[0-7]$/u],
  ['collapsed', yesOrNo],
]

const sheetDataAt = (part: Uint8Array): number =>
  Buffer.from(part.buffer, part.byteOffset, part.length).indexOf('<sheetData')

const textOf = (part: Uint8Array | undefined): string => Buffer.from(part ?? []).toString('utf8')

/** What stands in a sheet before its rows. */
const headOf = (part: Uint8Array): string => textOf(part.subarray(0, Math.max(0, sheetDataAt(part))))

const columnsOf = (head: string): readonly Column[] =>
  tagsIn(head, 'col')
    .slice(0, columnsAtMost)
    .flatMap((given) => {
      const [min = 0, max = 0] = [wholeIn(given, 'min'), wholeIn(given, 'max')]
      if (min < 1 || max < min || max > lastColumn) return []
      const attributes = columnAttributes.flatMap(([name, form]) => {
        const value = given.get(name) ?? ''
        return form.test(value) ? [` ${name}="${value}"`] : []
      })
      return [{ min, max, attributes: attributes.join(''), style: wholeIn(given, 'style') }]
    })

/** The parts of the sheets in the workbook's order. */
const sheetPaths = (parts: Parts): readonly string[] => {
  const relations = tagsIn(textOf(parts.get('xl/_rels/workbook.xml.rels')), 'Relationship')
  const targets = new Map(relations.map((given) => [given.get('Id'), given.get('Target') ?? '']))
  return tagsIn(textOf(parts.get('xl/workbook.xml')), 'sheet').map((given) => {
    const target = targets.get(given.get('r:id')) ?? ''
    return target.startsWith('/') ? target.slice(1) : `xl/${target}`
  })
}

/** Those of cells: what is only for conditions comes later, and numbers its formats anew. */
const formatTags = (styles: string): readonly Attributes[] =>
  tagsIn(styles.slice(0, Math.max(0, styles.indexOf('<cellXfs'))), 'numFmt')

/** Of style n. */
const formatsOf = (styles: string): readonly Format[] => {
  const codes = new Map(
    formatTags(styles).map((given) => [wholeIn(given, 'numFmtId'), codeOf(given.get('formatCode'))]),
  )
  return styleList(styles).map((given) => {
    const id = wholeIn(given, 'numFmtId') ?? 0
    return codes.get(id) ?? (id < firstOwnFormat ? id : 0)
  })
}

const codeOf = (written: string | undefined): string | undefined => {
  const code = attributeText(written ?? '')
  return code === '' || (code?.length ?? 0) > codeAtMost ? undefined : code
}

const styleList = (styles: string): readonly Attributes[] => {
  const [from, to] = [styles.indexOf('<cellXfs'), styles.indexOf('</cellXfs>')]
  return from < 0 ? [] : tagsIn(styles.slice(from, to), 'xf')
}

/** Adds a style for each format. @returns the style sheet, and the style of each format. */
const withFormats = (styles: string, formats: readonly Format[]) => {
  const begun = styleList(styles).length
  const taken = formatTags(styles).map((given) => wholeIn(given, 'numFmtId') ?? 0)
  // As arguments, many numbers overflow the stack.
  let free = taken.reduce((most, id) => Math.max(most, id), firstOwnFormat - 1)
  const own: string[] = []
  const xfs = formats.map((format) => {
    if (typeof format === 'string') {
      own.push(`<numFmt numFmtId="${++free}" formatCode="${written(format)}"/>`)
    }
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
    return `<col min="${min}" max="${max}"${style}${attributes}/>`
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

/** Columns with the formats they had, by place of the sheet; none where the archive is beyond this reader. */
const formattedColumns = (workbook: Uint8Array) => {
  try {
    const parts = new Map(Object.entries(partsOf(workbook, isLookedAt)))
    const formats = formatsOf(textOf(parts.get('xl/styles.xml')))
    return sheetPaths(parts).map((path) =>
      columnsOf(headOf(parts.get(path) ?? new Uint8Array())).map((column) => ({
        ...column,
        format: formats[column.style ?? 0] ?? 0,
      })),
    )
  } catch {
    return []
  }
}

/**
 * @param before the workbook as it came; its archive must have been checked
 * @param after the same workbook as the library wrote it
 * @returns `after` with the formats that whole columns had in `before`, as far as they are understood.
 */
export const keepColumnFormats = async (before: Uint8Array, after: Uint8Array): Promise<Uint8Array> => {
  const sheets = formattedColumns(before)
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
