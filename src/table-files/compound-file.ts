/** A compound file ([MS-CFB]), in which a spreadsheet of before 2007 is packed. */
export interface CompoundFile {
  /** Of all storages and streams. */
  readonly names: readonly string[]
  /** The one that was asked for; undefined when there is none. */
  readonly stream: Buffer | undefined
}

const headerBytes = 512
const entryBytes = 128
const listedInHeader = 109
/** Sector numbers from here on mean "none" or "end". */
const firstSpecial = 0xfffffffa
const kinds = { stream: 2, root: 5 } as const

interface Entry {
  readonly name: string
  readonly kind: number
  readonly start: number
  readonly size: number
}

/** Undefined for what is no sound compound file. Whatever it says, no chain is longer than the file. */
export const compoundFile = (bytes: Uint8Array, name: string): CompoundFile | undefined => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < headerBytes) return undefined
  try {
    return opened(file, name)
  } catch (error) {
    // A place beyond the end of the file.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const opened = (file: Buffer, name: string): CompoundFile | undefined => {
  const [shift, smallShift] = [file.readUInt16LE(30), file.readUInt16LE(32)]
  if (![9, 12].includes(shift) || smallShift !== 6) return undefined
  const sectorAt = (sector: number): Buffer => part(file, (sector + 1) << shift, 1 << shift)
  const fat = numbersIn(fatSectors(file, sectorAt).map(sectorAt))
  const chain = (start: number): Buffer => Buffer.concat(sectorsFrom(start, fat).map(sectorAt))
  const entries = entriesIn(chain(file.readUInt32LE(48)))
  const root = entries.find(({ kind }) => kind === kinds.root)
  const smallFat = numbersIn([chain(file.readUInt32LE(60))])
  const smallSizes = file.readUInt32LE(56)
  const small = (start: number): Buffer => {
    const container = chain(root?.start ?? firstSpecial)
    return Buffer.concat(sectorsFrom(start, smallFat).map((sector) => part(container, sector << 6, 1 << 6)))
  }
  const names = entries.map((entry) => entry.name)
  const found = entries.find((entry) => entry.name === name && entry.kind === kinds.stream)
  if (found === undefined) return { names, stream: undefined }
  const whole = found.size < smallSizes ? small(found.start) : chain(found.start)
  return whole.length < found.size ? undefined : { names, stream: whole.subarray(0, found.size) }
}

const part = (bytes: Buffer, from: number, length: number): Buffer => {
  if (from < 0 || from >= bytes.length) throw new RangeError('beyond the end')
  return bytes.subarray(from, from + length)
}

const numbersIn = (sectors: readonly Buffer[]): readonly number[] =>
  sectors.flatMap((sector) =>
    Array.from({ length: sector.length >> 2 }, (_, place) => sector.readUInt32LE(place * 4)),
  )

/** The sectors of the allocation table: the first ones are listed in the header, the rest in a chain. */
const fatSectors = (file: Buffer, sectorAt: (sector: number) => Buffer): readonly number[] => {
  const listed = numbersIn([file.subarray(76, 76 + listedInHeader * 4)]).slice()
  const seen = new Set<number>()
  for (let next = file.readUInt32LE(68); next < firstSpecial && !seen.has(next); ) {
    seen.add(next)
    const more = numbersIn([sectorAt(next)])
    listed.push(...more.slice(0, -1))
    next = more.at(-1) ?? firstSpecial
  }
  return listed.filter((sector) => sector < firstSpecial)
}

/** @throws RangeError for a chain that runs in a circle */
const sectorsFrom = (start: number, fat: readonly number[]): readonly number[] => {
  const sectors: number[] = []
  for (let next = start; next < firstSpecial; next = fat[next] ?? firstSpecial) {
    sectors.push(next)
    if (sectors.length > fat.length) throw new RangeError('a circle of sectors')
  }
  return sectors
}

const entriesIn = (directory: Buffer): readonly Entry[] =>
  Array.from({ length: Math.floor(directory.length / entryBytes) }, (_, place) => {
    const entry = directory.subarray(place * entryBytes, (place + 1) * entryBytes)
    const nameBytes = Math.max(0, Math.min(64, entry.readUInt16LE(64)) - 2)
    return {
      name: entry.toString('utf16le', 0, nameBytes),
      kind: entry.readUInt8(66),
      start: entry.readUInt32LE(116),
      size: entry.readUInt32LE(120),
    }
  })
