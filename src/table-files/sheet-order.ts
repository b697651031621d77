/** A tag is never so long; more without an end is no sheet. */
const tagAtMost = 8_192

/** A `<` in a tag is no XML, and would hide what follows. */
const tags = new RegExp(
  [
    /<(?:[^\s<>/:="']+:)?(row|c|sheetData)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*)(>)?/,
    /<\/(?:[^\s<>/:="']+:)?sheetData\s*>/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)
const attribute = /\s([^\s="']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
/** As programs write it; large sheets have millions. */
const usualPlace = /^ r="(\w+)"/
const anotherPlace = /\sr[\s=]/
const cellForm = /^([A-Z]{1,3})([1-9]\d{0,6})$/i
const rowForm = /^[1-9]\d{0,6}$/

export type Disorder = 'upload-corrupt' | 'upload-rows-repeated'

/**
 * Watches the rows and cells of a sheet go by. A reader keeps one of two rows with one number, and
 * nobody is told; programs write rows and cells once each and in order, so nothing else is believed.
 */
export class SheetOrder {
  #rest = ''
  #isInside = false
  #row = 0
  #column = 0

  /** @param chunk the next characters of the part. @returns what is wrong; undefined: nothing so far. */
  take(chunk: string): Disorder | undefined {
    const text = this.#rest + chunk
    const open = text.lastIndexOf('<')
    const end = open >= 0 && text.indexOf('>', open) < 0 ? open : text.length
    this.#rest = text.slice(end)
    if (this.#rest.length > tagAtMost) return 'upload-corrupt'
    for (const [, name, attributes = '', closed] of text.slice(0, end).matchAll(tags)) {
      const disorder = this.#takeTag(name, attributes, closed !== undefined)
      if (disorder !== undefined) return disorder
    }
    return undefined
  }

  #takeTag(name: string | undefined, attributes: string, isWhole: boolean): Disorder | undefined {
    if (name === undefined) {
      this.#isInside = false
      return undefined
    }
    if (name === 'sheetData') {
      this.#isInside = !attributes.endsWith('/')
      return undefined
    }
    if (!this.#isInside) return undefined
    if (!isWhole) return 'upload-corrupt'
    const placed = placeIn(attributes)
    if (placed === 'twice') return 'upload-corrupt'
    return name === 'row' ? this.#takeRow(placed) : this.#takeCell(placed)
  }

  #takeRow(placed: string | undefined): Disorder | undefined {
    if (placed !== undefined && !rowForm.test(placed)) return 'upload-corrupt'
    const row = placed === undefined ? this.#row + 1 : Number(placed)
    if (row <= this.#row) return 'upload-rows-repeated'
    this.#row = row
    this.#column = 0
    return undefined
  }

  #takeCell(placed: string | undefined): Disorder | undefined {
    const [, letters = '', row] = cellForm.exec(placed ?? '') ?? []
    if (placed !== undefined && row === undefined) return 'upload-corrupt'
    const column = placed === undefined ? this.#column + 1 : columnOf(letters)
    const isHere = placed === undefined || Number(row) === this.#row
    if (!isHere || column <= this.#column) return 'upload-rows-repeated'
    this.#column = column
    return undefined
  }
}

/** Where the row or cell says that it is; undefined: after the one before. */
const placeIn = (attributes: string): string | undefined => {
  const [lead, usual] = usualPlace.exec(attributes) ?? []
  if (lead !== undefined && !anotherPlace.test(attributes.slice(lead.length))) return usual
  let placed: string | undefined
  for (const [, name, double, single] of attributes.matchAll(attribute)) {
    if (name !== 'r') continue
    if (placed !== undefined) return 'twice'
    placed = double ?? single
  }
  return placed
}

/** A is 1, XFD is 16,384. */
const columnOf = (letters: string): number => {
  let column = 0
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return column
}
