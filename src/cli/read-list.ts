import { type AsOf, readAnswer } from './answers.ts'
import type { OpenLedger } from './host.ts'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
  readonly asOf: AsOf
}

/** All pages of a list as one; what the filter does not name is left open. */
export const readList = async <Item>(
  ledger: OpenLedger,
  path: string,
  filter: Readonly<Record<string, string | undefined>>,
): Promise<Omit<Page<Item>, 'next'>> => {
  const asked = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const items: Item[] = []
  for (let after: string | undefined; ; ) {
    const place = after === undefined ? {} : { after }
    const query = new URLSearchParams({ ...Object.fromEntries(asked), limit: '100', ...place })
    const page = await readAnswer<Page<Item>>(ledger, `${path}?${query}`)
    items.push(...page.items)
    if (page.next === null) return { items, asOf: page.asOf }
    after = page.next
  }
}
