/**
 * What the streaming reader of workbooks leaves out, gathered while the archive is checked: which
 * sheet comes first and is not hidden, which of its cells are formulas, which rows are hidden.
 */

export interface SheetNotes {
  /** Place among the sheets of the workbook, from 0. */
  readonly index: number
  /** Of the sheet, whether or not they hold anything. */
  readonly rows: number
  /** Columns, from 0, of the formulas of each row, from 1. */
  readonly formulas: ReadonlyMap<number, ReadonlySet<number>>
  readonly hiddenRows: ReadonlySet<number>
  /** Days are counted from 1904. */
  readonly from1904: boolean
}

/** Parts that say how the workbook is put together; no honest one is longer. */
const textAtMost = 1024 * 1024
/** A tag cut by the end of a chunk; no honest one is longer. */
const tagAtMost = 64 * 1024

const attributes = `((?:[^<>"']|"[^"]*"|'[^']*')*)`
const tagsNamed = (names: string): RegExp =>
  new RegExp(String.raw`<(\/?)(?:[A-Za-z_][\w.-]*:)?(${names})(?=[\s/>])${attributes}>`, 'gu')
const allTags = tagsNamed('sheetData|row|c|f')
const rowTags = tagsNamed('sheetData|row')
/** Without these there is nothing to note but the number of the row. */
const worthNoting = /[<:]f[\s/>]|hidden/u
const sheetTags = new RegExp(String.raw`<(?:[A-Za-z_][\w.-]*:)?sheet(?=\s)${attributes}>`, 'gu')
const workbookTag = new RegExp(String.raw`<(?:[A-Za-z_][\w.-]*:)?workbookPr(?=[\s/>])${attributes}>`, 'u')
const relationTags = new RegExp(String.raw`<(?:[A-Za-z_][\w.-]*:)?Relationship(?=\s)${attributes}>`, 'gu')

const attribute = (text: string, name: string): string | undefined => {
  const match = new RegExp(String.raw`(?:^|\s)${name}\s*=\s*(?:"([^"]*)"|'([^']*)')`, 'u').exec(text)
  return match?.[1] ?? match?.[2]
}

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true'

/** `AB12` → 27. */
const columnOf = (reference: string): number => {
  let column = 0
  for (const letter of /^[A-Za-z]{1,3}/u.exec(reference)?.[0].toUpperCase() ?? '') {
    column = column * 26 + letter.charCodeAt(0) - 64
  }
  return column - 1
}

/** Walks the tags of one worksheet as its bytes come. */
class SheetWalk {
  readonly formulas = new Map<number, Set<number>>()
  readonly hiddenRows = new Set<number>()
  rows = 0
  #rest = ''
  #inside = false
  #line = 0
  #column = -1

  feed(chunk: Buffer): void {
    // Tags are ASCII, and no byte of another character looks like one.
    const text = this.#rest + chunk.toString('latin1')
    // Cells are by far the most tags: where none matters, only those of the last row are looked at.
    const cells = worthNoting.test(text) ? 0 : this.#walk(text, rowTags)
    const read = this.#walk(text.slice(cells), allTags) + cells
    const cut = Math.max(read, text.lastIndexOf('<'))
    this.#rest = text.length - cut > tagAtMost ? '' : text.slice(cut)
  }

  /** Gives the place after the last tag. */
  #walk(text: string, tags: RegExp): number {
    let read = 0
    for (const match of text.matchAll(tags)) {
      const [tag, closing = '', name = '', inside = ''] = match
      read = match.index + tag.length
      if (name === 'sheetData') this.#inside = closing === '' && !inside.endsWith('/')
      else if (closing === '' && this.#inside) this.#enter(name, inside)
    }
    return read
  }

  #enter(name: string, text: string): void {
    if (name === 'c') {
      const reference = attribute(text, 'r')
      this.#column = reference === undefined ? this.#column + 1 : columnOf(reference)
      return
    }
    if (name === 'f') {
      const columns = this.formulas.get(this.#line) ?? new Set()
      this.formulas.set(this.#line, columns.add(this.#column))
      return
    }
    this.#line = Number(attribute(text, 'r') ?? this.#line + 1)
    this.#column = -1
    this.rows += 1
    if (isTrue(attribute(text, 'hidden'))) this.hiddenRows.add(this.#line)
  }
}

/** Watches the parts of a workbook go by; see `checkZip`. */
export class NoteTaker {
  readonly #sheets = new Map<string, SheetWalk>()
  readonly #texts = new Map<string, string>()

  readonly watch = (name: string, chunk: Buffer): void => {
    const part = name.toLowerCase()
    if (/^xl\/worksheets\/[^/]+\.xml$/u.test(part)) {
      const walk = this.#sheets.get(part) ?? new SheetWalk()
      this.#sheets.set(part, walk)
      walk.feed(chunk)
    } else if (/\.rels$|^xl\/[^/]*workbook[^/]*\.xml$/u.test(part)) {
      const text = this.#texts.get(part) ?? ''
      if (text.length < textAtMost) this.#texts.set(part, text + chunk.toString('latin1'))
    }
  }

  /** Of the first sheet that is not hidden; undefined when the parts do not fit together. */
  notes(): SheetNotes | undefined {
    const workbook = relations(this.#texts.get('_rels/.rels') ?? '').find(
      ({ type }) => type === 'officeDocument',
    )
    const path = pathOf('', workbook?.target ?? '')
    const [folder = '', name = ''] = path.split(/\/(?=[^/]*$)/u)
    const text = this.#texts.get(path) ?? ''
    const targets = new Map(
      relations(this.#texts.get(`${folder}/_rels/${name}.rels`) ?? '')
        .filter(({ type }) => type === 'worksheet')
        .map(({ id, target }) => [id, pathOf(folder, target)]),
    )
    const sheets = sheetsOf(text)
    const index = sheets.findIndex(({ id, hidden }) => !hidden && targets.has(id))
    const walk = this.#sheets.get(targets.get(sheets[index]?.id ?? '') ?? '')
    if (walk === undefined) return undefined
    const { rows, formulas, hiddenRows } = walk
    const from1904 = isTrue(attribute(workbookTag.exec(text)?.[1] ?? '', 'date1904'))
    return { index, rows, formulas, hiddenRows, from1904 }
  }
}

const sheetsOf = (text: string): readonly { readonly id: string; readonly hidden: boolean }[] =>
  [...text.matchAll(sheetTags)].flatMap(([, found = '']) => {
    const id = attribute(found, String.raw`[A-Za-z_][\w.-]*:id`)
    const state = attribute(found, 'state') ?? 'visible'
    return id === undefined || !attribute(found, 'name') ? [] : [{ id, hidden: state !== 'visible' }]
  })

interface Relation {
  readonly id: string
  /** The last word of the type's address. */
  readonly type: string
  readonly target: string
}

const relations = (text: string): readonly Relation[] =>
  [...text.matchAll(relationTags)].map(([, found = '']) => ({
    id: attribute(found, 'Id') ?? '',
    type: attribute(found, 'Type')?.split('/').at(-1) ?? '',
    target: attribute(found, 'Target') ?? '',
  }))

const pathOf = (folder: string, target: string): string => {
  const whole = target.startsWith('/') || folder === '' ? target.replace(/^\//u, '') : `${folder}/${target}`
  const parts: string[] = []
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/').toLowerCase()
}
