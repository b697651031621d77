import { randomBytes } from 'node:crypto'
import { districtCodes } from '../../src/app/directory.ts'
import { createImports, type ImportParts } from '../../src/app/imports/create-imports.ts'
import type { ImportDesk } from '../../src/app/imports/import-desk.ts'
import type { RowReport } from '../../src/app/imports/row-verdict.ts'
import { KnownRecords } from '../../src/app/known-records.ts'
import { Ledger } from '../../src/app/ledger.ts'
import { nameUuid } from '../../src/app/name-uuid.ts'
import { publishShipped } from '../../src/app/publish-shipped.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import type { TrainingOffice } from '../../src/app/training-office/create-training-office.ts'
import type { CommitMode } from '../../src/domain/import/commands.ts'
import type { Principal } from '../../src/domain/scope.ts'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { luhnDigit } from '../../src/domain/text.ts'
import type { EventStore } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { shippedDirectory, shippedPolicies } from '../../src/seeds.ts'
import { createMemorySealedFiles } from '../../src/vault/memory-sealed-files.ts'
import { createMemoryVault } from '../../src/vault/memory-vault.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { markSheetHere, readSheetHere } from './read-sheet-here.ts'
import { trainingOfficeOver } from './trainings.ts'
import { testKeys } from './vault-fixtures.ts'

/** Sheets through the whole of the import, over a log and a vault in memory. */

export const at = '2026-11-02T01:00:00.000Z'

export const headings =
  '姓名,证件号码,手机号,所属区县,培训班编号,培训类型,开始日期,结业日期,费用(元),职业(工种),等级,证书编号,发证日期,开户行,银行账号'.split(
    ',',
  )

const syllables = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'

const cardNumber = (n: number): string => {
  const digits = `622202${String(n).padStart(12, '0')}`
  return digits + luhnDigit(digits)
}

/** The cells of invented person `n`, who finished the class; `change` by heading. */
export const cellsOf = (n: number, change: Readonly<Record<string, string>> = {}): readonly string[] => {
  const name = [n % 20, Math.floor(n / 20) % 20, Math.floor(n / 400) % 20].map((at) => syllables[at]).join('')
  const cells: Readonly<Record<string, string>> = {
    姓名: name,
    证件号码: syntheticIdNumber(n),
    手机号: `138${String(n).padStart(8, '0')}`,
    所属区县: '越城区',
    培训班编号: 'SX-2026-001',
    培训类型: '省内研修',
    开始日期: '2026-09-01',
    结业日期: '2026-09-05',
    '费用(元)': '1200.00',
    '职业(工种)': '车工',
    等级: '高级工',
    证书编号: `ZJ2026${String(n).padStart(6, '0')}`,
    发证日期: '2026-09-10',
    开户行: '绍兴银行',
    银行账号: cardNumber(n),
    ...change,
  }
  return headings.map((heading) => cells[heading] ?? '')
}

export const csvOf = (rows: readonly (readonly string[])[], first: readonly string[] = headings): Buffer =>
  Buffer.from([first, ...rows].map((cells) => cells.join(',')).join('\r\n'))

export const providerOf = (provider: string): Principal => ({
  account: provider,
  role: 'provider',
  pid: `pid-${provider}`,
  districts: [],
  provider,
})

export interface ImportWorldOptions {
  readonly between?: (store: EventStore) => EventStore
  readonly readSheet?: ImportParts['readSheet']
  readonly markSheet?: ImportParts['markSheet']
}

export interface ImportWorld {
  readonly desk: ImportDesk
  readonly ledger: Ledger
  readonly office: TrainingOffice
  readonly vault: Vault
  readonly store: EventStore
  readonly rulebook: Rulebook
  /** Uploads and judges. */
  readonly judge: (bytes: Uint8Array, provider?: string) => Promise<string>
  readonly commit: (importId: string, mode?: CommitMode, provider?: string) => Promise<unknown>
  readonly rows: (importId: string) => Promise<readonly RowReport[]>
  /** Events of the log by their type. */
  readonly events: () => Promise<Readonly<Record<string, number>>>
}

export const openImportWorld = async (options: ImportWorldOptions = {}): Promise<ImportWorld> => {
  const { between = (store) => store } = options
  const { readSheet = readSheetHere, markSheet = markSheetHere } = options
  const inner = createMemoryEventStore()
  const directory = shippedDirectory()
  const rulebook = new Rulebook(inner, directory.governingPolicy)
  for (const policy of shippedPolicies()) {
    if (policy.id === rulebook.policyId) await publishShipped(rulebook, policy, '2026-01-01T01:00:00.000Z')
  }
  const store = between(inner)
  const vault = createMemoryVault({ random: randomBytes })
  const keys = testKeys
  const districts = districtCodes(directory)
  const office = trainingOfficeOver({ store, vault, keys, rulebook })
  const { trainings } = office
  const ledger = new Ledger({
    ...{ store, vault, keys, rulebook, districts, trainings },
    // Registers that lag for ever.
    known: new KnownRecords({ vault, rulebook, registers: () => undefined }),
  })
  const desk = createImports({
    store,
    ledger,
    vault,
    keys,
    rulebook,
    directory,
    readSheet,
    markSheet,
    files: createMemorySealedFiles(),
    trainings,
  })
  let calls = 0
  const caller = (provider: string) => ({
    principal: providerOf(provider),
    commandId: nameUuid('3d0cc2ad-64b4-5a3b-9c3e-8f3d9f1f2a77', `${provider} ${calls++}`),
    digest: 'd',
    at,
  })
  return {
    desk,
    ledger,
    office,
    vault,
    store: inner,
    rulebook,
    async judge(bytes, provider = 'provider-1') {
      const { importId } = await desk.receive(caller(provider), provider, bytes)
      await desk.judge(caller(provider), importId, () => {})
      return importId
    },
    commit: (importId, mode = 'good', provider = 'provider-1') =>
      desk.commit(caller(provider), importId, mode, () => {}),
    async rows(importId) {
      const all: RowReport[] = []
      for await (const rows of desk.report(importId).parts()) all.push(...rows)
      return all
    },
    async events() {
      const counts: Record<string, number> = {}
      for (const { type } of await inner.readAll({ after: null, limit: 1_000_000 })) {
        counts[type] = (counts[type] ?? 0) + 1
      }
      return counts
    },
  }
}
