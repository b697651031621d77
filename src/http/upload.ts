import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
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
  'multipart/form-data',
] as const

const uploadBytes = 10 * 1024 * 1024
/** What a form may have around the file. */
const formBytes = 16 * 1024

/** @throws {RequestRefused} `upload-missing` */
const fileInForm = async (type: string, body: Uint8Array): Promise<Upload> => {
  let form: FormData
  try {
    form = await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': type },
    }).formData()
  } catch {
    // The parser's message may quote the file.
    throw new RequestRefused('upload-missing')
  }
  const file = form.get('file')
  if (file === null || typeof file === 'string') throw new RequestRefused('upload-missing')
  return new Upload(new Uint8Array(await file.arrayBuffer()))
}

const uploadOf = async ({ headers }: FastifyRequest, body: Buffer): Promise<Upload> => {
  const type = headers['content-type'] ?? ''
  const isForm = /^multipart\/form-data/i.test(type)
  const upload = isForm ? await fileInForm(type, body) : new Upload(body)
  if (upload.bytes.length > uploadBytes) throw new RequestRefused('upload-too-large')
  return upload
}

/** Routes added to this part of the app take files, at most 10 MB each. */
export const takeUploads = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers()
  const options = { parseAs: 'buffer', bodyLimit: uploadBytes + formBytes } as const
  app.addContentTypeParser([...uploadTypes], options, (request: FastifyRequest, body: string | Buffer) =>
    uploadOf(request, body as Buffer),
  )
}

/** @throws {RequestRefused} `upload-missing`: there was no body at all. */
export const uploadIn = ({ body }: FastifyRequest): Upload => {
  if (body instanceof Upload) return body
  throw new RequestRefused('upload-missing')
}
