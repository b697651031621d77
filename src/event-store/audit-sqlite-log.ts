import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogAudit } from './log-audit.ts'
import { codeOf } from './sqlite-failures.ts'
import { type Connection, identity, openLogReadOnly, ownIdentity, schemaFaults } from './sqlite-log.ts'

export interface AuditFinding {
  readonly code:
    | 'unreadable' // the file, or the log from some event on, cannot be read
    | 'not-a-log' // another program's database
    | 'schema-changed' // a table, index or trigger is missing, changed or added
    | 'damaged' // SQLite's own integrity check objects
    | 'position-gap' // positions are not 1, 2, 3, …
    | 'revision-gap' // the revisions of a stream are not 0, 1, 2, …
    | 'event-id-twice' // one event id on several events
    | 'leaf-mismatch' // the event is not the one its leaf was made of
    | 'content-unreadable' // bytes that are no text, or text that is no canonical JSON
    | 'more-findings' // there were too many to list
  /** For the auditor's engineer, in English; never content of an event. */
  readonly detail: string
  /** The event in question, where one can be named. */
  readonly event?: {
    readonly id: string
    readonly stream: string
    readonly revision: number
    readonly position: number
  }
}

export interface AuditOptions {
  /** Called about every thousand events: how many are audited, and how many there are. */
  readonly onProgress?: (audited: number, total: number) => void
}

/**
 * Holds a log file against everything it says about itself: each leaf is computed again from the
 * stored bytes, places are counted, and the constraints must still be there. An altered byte in
 * any event is found. What is not: a tail cut off, and events whose leaves were made anew with
 * them; those take a checkpoint signed earlier. The file is never written to, and a server may
 * go on using it.
 */
export function auditSqliteLog(file: string, options: AuditOptions = {}): AuditFinding[] {
  let copy: string | undefined
  let db: Connection | undefined
  try {
    db = openAndTouch(file)
    if (db === undefined) {
      copy = copyAside(file)
      db = openAndTouch(join(copy, 'log'))
    }
    return db === undefined ? [{ code: 'unreadable', detail: 'cannot be opened' }] : audit(db, options)
  } catch (error) {
    return [{ code: 'unreadable', detail: `the log cannot be read (${codeOf(error)})` }]
  } finally {
    db?.close()
    if (copy !== undefined) rmSync(copy, { recursive: true })
  }
}

/** Undefined where SQLite needs a folder it may write to, as for files on a read-only disk. */
function openAndTouch(file: string): Connection | undefined {
  const db = openLogReadOnly(file)
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch (error) {
    db.close()
    if (/^SQLITE_(READONLY|CANTOPEN)/.test(codeOf(error))) return undefined
    throw error
  }
}

function copyAside(file: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-audit-'))
  copyFileSync(file, join(folder, 'log'))
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, join(folder, 'log-wal'))
  return folder
}

function audit(db: Connection, options: AuditOptions): AuditFinding[] {
  if (identity(db) !== ownIdentity) {
    return [{ code: 'not-a-log', detail: 'the file is a database, but not a log of this version' }]
  }
  const findings: AuditFinding[] = schemaFaults(db).map((detail) => ({ code: 'schema-changed', detail }))
  if (!findings.some(({ detail }) => detail === 'table events is missing')) {
    findings.push(...new LogAudit(db, options).run())
  }
  for (const detail of db.prepare('PRAGMA integrity_check').pluck().all() as string[]) {
    if (detail !== 'ok') findings.push({ code: 'damaged', detail })
  }
  return findings
}
