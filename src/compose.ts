import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createDemoClock, type DemoClock } from './app/demo-clock.ts'
import type { Directory } from './app/directory.ts'
import { Jobs } from './app/jobs.ts'
import { demoPersonas } from './app/personas.ts'
import { publishShipped } from './app/publish-shipped.ts'
import { Rulebook } from './app/rulebook.ts'
import { isSameInstallation } from './app/same-installation.ts'
import { exitCodes, Failure } from './cli/failure.ts'
import type { AuditResult } from './cli/host.ts'
import { Closing } from './closing.ts'
import { type Offices, openOffices } from './compose-offices.ts'
import { type Settings, SettingsError } from './config.ts'
import type { Principal } from './domain/scope.ts'
import { auditSqliteLog } from './event-store/audit-sqlite-log.ts'
import type { EventStore } from './event-store/event-store.ts'
import { createMemoryEventStore } from './event-store/memory-event-store.ts'
import { openSqliteEventStore } from './event-store/sqlite-event-store.ts'
import type { Figures } from './figures.ts'
import { NodeFigures } from './node-figures.ts'
import { copyNotice, notWritable, openableFolder } from './openable-folder.ts'
import { shippedDirectory, shippedPolicies } from './seeds.ts'
import { type LedgerKeys, loadOrCreateKeys } from './vault/keys.ts'
import { createMemoryVault } from './vault/memory-vault.ts'
import { openSqliteVault } from './vault/sqlite-vault.ts'
import type { Random, Vault } from './vault/vault.ts'

export interface NodeOptions {
  /** `crypto.randomBytes`, or a seeded source for demo data. */
  readonly random: Random
  readonly clock: DemoClock
  /** For looking only: keys and vault must be there, and no policy is published. */
  readonly readOnly?: boolean
  /** To write to, but only where there is a ledger already. */
  readonly existing?: boolean
  /** Over an embedded log, figures once started and what is sealed by the handful have threads of their own. */
  readonly threads?: boolean
  /** The store that everything sees. */
  readonly wrapStore?: (store: EventStore) => EventStore
}

/** Everything that runs over one log. */
export interface Node extends Offices {
  readonly settings: Settings
  readonly store: EventStore
  readonly vault: Vault
  readonly keys: LedgerKeys
  readonly directory: Directory
  readonly rulebook: Rulebook
  readonly jobs: Jobs
  readonly personas: ReadonlyMap<string, Principal>
  /** Opened when first asked for. @throws {ReadModelsUnfit} */
  readonly figures: () => Figures
  readonly missingTail: NodeFigures['missingTail']
  readonly rebuild: NodeFigures['rebuild']
  readonly clock: DemoClock
  /** Chinese sentences for whoever opened it. */
  readonly notices: readonly string[]
  close(): Promise<void>
}

const logFile = ({ data }: Settings): string => join(data, 'ledger.db')

/** Whether there is a ledger to look at. A log elsewhere is taken to be there. */
export const hasLedger = (settings: Settings): boolean =>
  settings.store !== 'sqlite' || existsSync(logFile(settings))

/** What of the log was already looked at, and what is wrong with it; nothing for other stores. */
export const auditLog = (
  settings: Settings,
  onProgress: (done: number, total: number) => void,
): AuditResult => {
  if (settings.store !== 'sqlite') return { events: 0, findings: [] }
  needLedger(settings)
  const place = openableFolder(settings.data)
  let events = 0
  try {
    const findings = auditSqliteLog(logFile({ ...settings, data: place.folder }), {
      onProgress: (done, total) => {
        events = total
        onProgress(done, total)
      },
    })
    return { events, findings }
  } finally {
    place.close()
  }
}

const needLedger = (settings: Settings): void => {
  if (hasLedger(settings)) return
  const next = '用 --data 指定数据文件夹,或先执行 jinlan serve 或 jinlan demo'
  throw new Failure('no-ledger', exitCodes.usage, `${settings.data} 里没有台账`, next)
}

/** @param start instant with offset; without it the clock follows the machine's, whatever sets that right. */
export const clockFrom = (start: string | undefined): DemoClock =>
  start === undefined
    ? createDemoClock(new Date().toISOString(), Date.now)
    : createDemoClock(start, () => performance.now())

/**
 * Opens the ledger; the first time, in a folder of its own, with new keys and the shipped policies.
 *
 * @throws {Failure} there is none to look at, or its key file is missing.
 * @throws {KeyFileError} @throws {StoreUnavailable} @throws {IntegrityFailure}
 * @throws {VaultUnavailable} @throws {VaultIntegrityFailure} @throws {ReadModelsUnfit}
 */
export const openNode = async (given: Settings, options: NodeOptions): Promise<Node> => {
  const { random, clock, readOnly = false, existing = readOnly } = options
  const { wrapStore = (store) => store, threads = false } = options
  if (existing) needLedger(given)
  const inMemory = given.store === 'memory'
  if (!inMemory && !readOnly) mkdirSync(given.data, { recursive: true, mode: 0o700 })
  const closing = new Closing()
  try {
    const place =
      readOnly && !inMemory ? closing.add(openableFolder(given.data)) : { folder: given.data, copied: false }
    const settings = { ...given, data: place.folder }
    const store = wrapStore(closing.add(await openStore(settings)))
    const keys = inMemory ? keysInMemory(random) : await keysOf(settings, random, store)
    const vault = closing.add(
      inMemory
        ? createMemoryVault({ random })
        : openSqliteVault({
            folder: settings.data,
            keys,
            random,
            readOnly,
            ...(threads ? { onThread: 'handfuls' } : {}),
          }),
    )
    if (!readOnly && !(await isSameInstallation(store, vault, keys.pidKey))) throw foreignVault(settings)
    const directory = shippedDirectory()
    const rulebook = new Rulebook(store, directory.governingPolicy)
    const notices = readOnly ? [] : await publishAll(store, rulebook, clock.now())
    await rulebook.refresh()
    const threadLog = threads && settings.store === 'sqlite' ? logFile(settings) : null
    const figures = closing.add(
      new NodeFigures(store, { folder: inMemory ? null : settings.data, threadLog }),
    )
    const log = { store, vault, keys, directory, rulebook }
    const offices = openOffices({ ...log, settings, random, figures })
    const { ledger } = offices
    const personas = demoPersonas(directory, (idNumber) => ledger.personIdOf(idNumber))
    const parts: Omit<Node, 'close'> = {
      settings: given,
      ...log,
      ...offices,
      jobs: new Jobs(clock.now),
      personas,
      figures: () => figures.open(),
      missingTail: () => figures.missingTail(),
      rebuild: place.copied
        ? async () => {
            throw notWritable(given.data)
          }
        : (onEvents) => figures.rebuild(onEvents),
      clock,
      notices: place.copied ? [copyNotice(given.data), ...notices] : notices,
    }
    return { ...parts, close: () => closing.close() }
  } catch (error) {
    await closing.close()
    throw error
  }
}

const openStore = async (settings: Settings): Promise<EventStore> => {
  const { store } = settings
  if (store === 'memory') return createMemoryEventStore()
  if (store === 'sqlite') return openSqliteEventStore(logFile(settings))
  // The client of the server is heavy, and most ledgers never need it.
  const { openEventStoreDb } = await import('./event-store/eventstoredb-event-store.ts')
  try {
    return await openEventStoreDb(store)
  } catch (error) {
    // The address may hold a password, so its fault is told in general.
    if (!(error instanceof TypeError)) throw error
    throw new SettingsError('事件存储地址无效,应为 esdb://用户:口令@主机:2113,不加密时另加 ?tls=false')
  }
}

/** Whether nothing was ever written to the log, wherever it is. */
export const isLogEmpty = async (settings: Settings): Promise<boolean> => {
  const store = await openStore(settings)
  try {
    return (await store.readAll({ after: null, limit: 1 })).length === 0
  } finally {
    await store.close()
  }
}

const keysInMemory = (random: Random): LedgerKeys => ({
  pidKey: random(32),
  vaultKey: random(32),
  digestKey: random(32),
  certificateKey: random(32),
})

/** New keys beside an old log or vault would make second persons of everybody. */
const keysOf = async (
  { data, keyFile }: Settings,
  random: Random,
  store: EventStore,
): Promise<LedgerKeys> => {
  const begun =
    ['vault.db', 'vault-keys.db'].some((file) => existsSync(join(data, file))) ||
    (await store.readAll({ after: null, limit: 1 })).length > 0
  if (begun && !existsSync(keyFile)) {
    const next = '从备份恢复密钥文件,或用 JINLAN_KEY_FILE 指明它在哪里;切勿重新生成'
    throw new Failure('key-file-missing', exitCodes.usage, `找不到密钥文件 ${keyFile}`, next)
  }
  return loadOrCreateKeys(keyFile, random)
}

const foreignVault = ({ data }: Settings): Failure => {
  const what = `${data} 里的密钥或保险库不属于这份台账`
  const next = '把同一次备份里的台账、保险库和密钥放在一起;现阶段一份台账只能由持有其保险库的一台机器提供服务'
  return new Failure('vault-of-another-ledger', exitCodes.integrity, what, next)
}

const publishAll = async (
  store: EventStore,
  governing: Rulebook,
  now: string,
): Promise<readonly string[]> => {
  const notices: string[] = []
  for (const document of shippedPolicies()) {
    const rulebook = document.id === governing.policyId ? governing : new Rulebook(store, document.id)
    const notice = await publishShipped(rulebook, document, now)
    if (notice !== undefined) notices.push(notice)
  }
  return notices
}
