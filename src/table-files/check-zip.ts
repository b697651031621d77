import { crc32 } from 'node:zlib'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { type Disorder, SheetOrder } from './sheet-order.ts'

const entriesAtMost = 64
const inflatedAtMost = 128 * 1024 * 1024
/** Sheets of many equal cells shrink to a fortieth; a bomb to a thousandth. */
const ratioAtMost = 100
/** Small files may shrink as much as they like. */
const smallEnough = 1024 * 1024
/** Of the local header, without the name and the extra field. */
const localHeaderBytes = 30

const active = /vbaProject|externalLinks?\/|embeddings\/|activeX|oleObject|ddeLink|macrosheets/iu
const doctype = /<!(?:DOCTYPE|ENTITY)/u
const symbolicLink = 0xa000

export type ZipFinding = 'upload-bomb' | 'upload-active-content' | 'upload-xml' | Disorder

/** Is given the parts as they are looked through, so that nobody inflates them twice. */
export type PartWatcher = (name: string, chunk: Buffer) => void

/**
 * Looks through a zip before a spreadsheet reader does: how many entries, how large they really get,
 * that none lies about its size, overlaps another, leads out of the archive, is a link, is encrypted,
 * holds macros, links or embedded objects, brings a document type, or has a row or cell twice.
 * Undefined when all is well.
 */
export const checkZip = async (
  bytes: Uint8Array,
  watch: PartWatcher = () => undefined,
): Promise<ZipFinding | undefined> => {
  try {
    const zip = await opened(bytes)
    const entries = await entriesOf(zip)
    const finding = outsideOf(entries, bytes.length)
    if (finding !== undefined) return finding
    for (const entry of entries) {
      const inside = await insideOf(zip, entry, watch)
      if (inside !== undefined) return inside
    }
    return undefined
  } catch {
    // The reader of the archive throws plain errors, and only about its content.
    return 'upload-corrupt'
  }
}

const opened = (bytes: Uint8Array): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    const options = { lazyEntries: true, strictFileNames: true, autoClose: false }
    fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options, (error, zip) =>
      error === null ? resolve(zip) : reject(error),
    )
  })

/** One more than allowed is enough to know that there are too many. */
const entriesOf = (zip: ZipFile): Promise<readonly Entry[]> =>
  new Promise((resolve, reject) => {
    const entries: Entry[] = []
    zip.on('error', reject)
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      entries.push(entry)
      if (entries.length > entriesAtMost) resolve(entries)
      else zip.readEntry()
    })
    zip.readEntry()
  })

const outsideOf = (entries: readonly Entry[], fileBytes: number): ZipFinding | undefined => {
  const inflated = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  if (entries.length > entriesAtMost || inflated > inflatedAtMost) return 'upload-bomb'
  if (inflated > smallEnough && inflated > fileBytes * ratioAtMost) return 'upload-bomb'
  const names = new Set(entries.map(({ fileName }) => fileName.toLowerCase()))
  if (names.size < entries.length || entries.some(isOdd) || overlap(entries)) return 'upload-corrupt'
  return entries.some(({ fileName }) => active.test(fileName)) ? 'upload-active-content' : undefined
}

const isOdd = (entry: Entry): boolean => {
  const kind = (entry.externalFileAttributes >>> 16) & 0xf000
  return entry.isEncrypted() || kind === symbolicLink || ![0, 8].includes(entry.compressionMethod)
}

const overlap = (entries: readonly Entry[]): boolean => {
  const placed = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  return placed.some((entry, place) => {
    const next = placed[place + 1]
    const end = entry.relativeOffsetOfLocalHeader + localHeaderBytes + entry.compressedSize
    return next !== undefined && end > next.relativeOffsetOfLocalHeader
  })
}

const insideOf = async (zip: ZipFile, entry: Entry, watch: PartWatcher): Promise<ZipFinding | undefined> => {
  const isText = /\.(?:xml|rels|vml)$/iu.test(entry.fileName)
  let sum = 0
  let before = ''
  const order = new SheetOrder()
  // Stops by itself with an error once there is more than the entry said.
  for await (const chunk of await contentOf(zip, entry)) {
    sum = crc32(chunk as Buffer, sum)
    watch(entry.fileName, chunk as Buffer)
    if (!isText) continue
    const added = (chunk as Buffer).toString('latin1')
    const text = before + added
    if (doctype.test(text)) return 'upload-xml'
    const disorder = order.take(added)
    if (disorder !== undefined) return disorder
    before = text.slice(-'<!DOCTYPE'.length)
  }
  return sum === entry.crc32 ? undefined : 'upload-corrupt'
}

const contentOf = (zip: ZipFile, entry: Entry): Promise<NodeJS.ReadableStream> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)))
  })
