import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fieldsOfForm } from './form-file.ts'
import { RequestRefused } from './refusal.ts'

/** A file that came as the body. */
export class Upload {
  readonly bytes: Uint8Array
  /** SHA-256, hex. */
  readonly digest: string

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.digest = createHash('sha256').update(bytes).digest('hex')
  }
}

export const uploadTypes = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-excel',
  'multipart/form-data',
] as const

/** What files of one kind may weigh. */
export const uploadBytes = { bankFile: 10 * 1024 * 1024, sheet: 20 * 1024 * 1024 } as const
/** What a form may have around the file. */
const formBytes = 16 * 1024

/** @throws {RequestRefused} `upload-missing`, `upload-repeated`, `upload-too-large` */
const uploadOf = ({ headers }: FastifyRequest, body: Buffer, bytesAtMost: number): Upload => {
  const type = headers['content-type'] ?? ''
  const files = /^multipart\/form-data/i.test(type) ? fieldsOfForm(type, body, 'file') : [body]
  const [bytes] = files
  if (bytes === undefined) throw new RequestRefused('upload-missing')
  if (files.length > 1) throw new RequestRefused('upload-repeated')
  if (bytes.length > bytesAtMost) throw new RequestRefused('upload-too-large')
  return new Upload(bytes)
}

/** Routes added to this part of the app take files of so many bytes at most. */
export const takeUploads = (app: FastifyInstance, bytesAtMost: number = uploadBytes.bankFile): void => {
  app.removeAllContentTypeParsers()
  const options = { parseAs: 'buffer', bodyLimit: bytesAtMost + formBytes } as const
  app.addContentTypeParser(
    [...uploadTypes],
    options,
    async (request: FastifyRequest, body: string | Buffer) => uploadOf(request, body as Buffer, bytesAtMost),
  )
}

/** @throws {RequestRefused} `upload-missing`: there was no body at all. */
export const uploadIn = ({ body }: FastifyRequest): Upload => {
  if (body instanceof Upload) return body
  throw new RequestRefused('upload-missing')
}
