import { syntheticIdNumber } from '../domain/synthetic-id.ts'
import { luhnDigit } from '../domain/text.ts'
import { columnLetters } from '../table-files/raw-row.ts'
import { type WorkbookSheet, writeWorkbook } from '../table-files/write-workbook.ts'
import { isNeeded, type SheetColumn, sheetColumns, usualHeading } from './columns.ts'
import { rowsAtMost } from './judge-rows.ts'
import { templateNotes } from './template-notes.ts'

export interface TemplateTerms {
  readonly districts: readonly { readonly name: string }[]
  readonly courses: readonly { readonly name: string }[]
  readonly levels: readonly string[]
}

/** Of the main columns; those of further certificates are added by hand, as the notes say. */
const columns = sheetColumns.slice(0, sheetColumns.indexOf('bankAccount') + 1)

type Kind = 'text' | 'day' | 'money'
const formats: Readonly<Record<Kind, string>> = { text: '@', day: 'yyyy-mm-dd', money: '0.00' }
const days: readonly SheetColumn[] = ['startsOn', 'endsOn', 'certificateIssuedOn']

const kindOf = (column: SheetColumn): Kind =>
  days.includes(column) ? 'day' : column === 'cost' ? 'money' : 'text'

const widths: Readonly<Partial<Record<SheetColumn, number>>> = {
  idNumber: 22,
  bankAccount: 24,
  certificateNumber: 24,
  course: 18,
  bankName: 20,
  name: 18,
}

/** What the lists stand on; readers take the first sheet that is not hidden. */
const listSheet = '名录'

/** Of no bank's customer, but for its last digit. */
const card = '622202000000000000'

const sample = ({
  districts,
  courses,
  levels,
}: TemplateTerms): Readonly<Partial<Record<SheetColumn, string | number | Date>>> => ({
  name: '示例(不会导入)',
  idNumber: syntheticIdNumber(0),
  phone: '13800000000',
  district: districts[0]?.name ?? '',
  trainingId: 'SX-2026-001',
  course: courses.at(-1)?.name ?? '',
  startsOn: new Date('2026-03-05'),
  endsOn: new Date('2026-03-20'),
  cost: 1500,
  occupation: '电工',
  level: levels[0] ?? '',
  certificateNumber: 'S000033010000260000001',
  certificateIssuedOn: new Date('2026-03-25'),
  bankName: '绍兴银行',
  bankAccount: card + luhnDigit(card),
})

/**
 * The empty completion sheet: headings with `*` where needed, one sample row that is never recorded,
 * drop-downs, formats that keep ids as text, checks while typing, and a sheet that says how to fill
 * it in. The same terms give the same bytes.
 */
export const completionTemplate = (terms: TemplateTerms): Promise<Uint8Array> => {
  const lists = [terms.districts.map(({ name }) => name), terms.courses.map(({ name }) => name), terms.levels]
  return writeWorkbook([
    mainSheet(terms, lists),
    { name: '填写说明', columns: [{ width: 18 }, { width: 90 }], rows: templateNotes.map((row) => [...row]) },
    {
      name: listSheet,
      hidden: true,
      rows: Array.from({ length: Math.max(...lists.map(({ length }) => length)) }, (_, place) =>
        lists.map((list) => list[place] ?? null),
      ),
    },
  ])
}

const font = { name: '等线', size: 11 }

const mainSheet = (terms: TemplateTerms, lists: readonly (readonly string[])[]): WorkbookSheet => {
  const values = sample(terms)
  const headings = columns.map((column) => usualHeading(column) + (isNeeded(column) ? '*' : ''))
  // The third row gives the columns their formats, so that an id typed anywhere stays text.
  const rows = [headings, columns.map((column) => values[column] ?? null), columns.map(() => null)]
  const cells: NonNullable<WorkbookSheet['cells']> = new Map()
  for (const [place] of columns.entries()) {
    cells.set(`0,${place}`, {
      style: {
        font: { ...font, bold: true },
        fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'DDEBF7' } },
      },
    })
    cells.set(`1,${place}`, {
      style: {
        font: { ...font, italic: true, color: { rgb: '7F7F7F' } },
        numFmt: formats[kindOf(columns[place] as SheetColumn)],
      },
    })
  }
  return {
    name: '结业名单',
    columns: columns.map((column) => ({
      width: widths[column] ?? 14,
      style: { numFmt: formats[kindOf(column)] },
    })),
    rows,
    cells,
    freezePane: { rows: 1 },
    dataValidations: checks(lists),
  }
}

type Check = NonNullable<WorkbookSheet['dataValidations']>[number]

const listed: readonly SheetColumn[] = ['district', 'course', 'level']

const checks = (lists: readonly (readonly string[])[]): Check[] => {
  const of = (column: SheetColumn, check: Omit<Check, 'range'>): Check => {
    const letters = columnLetters(columns.indexOf(column))
    return {
      allowBlank: true,
      showErrorMessage: true,
      ...check,
      range: `${letters}2:${letters}${rowsAtMost + 2}`,
    }
  }
  const found = listed.flatMap((column, place) => {
    const letters = columnLetters(place)
    const count = lists[place]?.length ?? 0
    // An empty list would let nothing be typed.
    if (count === 0) return []
    const formula1 = `${listSheet}!$${letters}$1:$${letters}$${count}`
    return [
      of(column, {
        type: 'list',
        formula1,
        errorTitle: usualHeading(column),
        errorMessage: '请从列表中选择。',
      }),
    ]
  })
  found.push(
    of('idNumber', { ...length('equal', '18'), errorTitle: '证件号码', errorMessage: '应为 18 位。' }),
    of('phone', { ...length('equal', '11'), errorTitle: '手机号', errorMessage: '应为 11 位。' }),
    of('bankAccount', {
      ...length('between', '13', '19'),
      errorTitle: '银行账号',
      errorMessage: '应为 13 至 19 位。',
    }),
    of('cost', {
      ...{ type: 'decimal', operator: 'greaterThan', formula1: '0' },
      errorTitle: '费用',
      errorMessage: '应为大于 0 的数字,单位为元。',
    }),
  )
  for (const column of days) found.push(of(column, day(usualHeading(column))))
  return found
}

const length = (
  operator: 'equal' | 'between',
  formula1: string,
  formula2?: string,
): Omit<Check, 'range'> => ({
  type: 'textLength',
  operator,
  formula1,
  ...(formula2 === undefined ? {} : { formula2 }),
})

/** 2000-01-01 and 2099-12-31, as serial numbers. */
const day = (heading: string): Omit<Check, 'range'> => ({
  type: 'date',
  operator: 'between',
  formula1: '36526',
  formula2: '73050',
  errorTitle: heading,
  errorMessage: '请填写日期,如 2026-03-05。',
})
