const blankLine = Buffer.from('\r\n\r\n')
/** Longer headers than any client writes for a file. */
const headersAtMost = 4_096

/**
 * The content of a form's field (RFC 7578) to the byte; undefined where the body is no such form or
 * has no such field. Only what lies between two delimiters counts.
 *
 * @param type the request's content type, with the boundary
 */
export const fieldOfForm = (type: string, body: Buffer, field: string): Uint8Array | undefined => {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return undefined
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // The first delimiter has no line before it.
  let start = body.indexOf(delimiter.subarray(2)) - 2
  while (start >= -2) {
    const partStart = start + delimiter.length
    const end = body.indexOf(delimiter, partStart)
    if (end < 0) return undefined
    const headersEnd = body.indexOf(blankLine, partStart)
    if (headersEnd >= 0 && headersEnd < end && headersEnd - partStart <= headersAtMost) {
      const headers = body.toString('utf8', partStart, headersEnd)
      if (isOf(headers, field)) return body.subarray(headersEnd + blankLine.length, end)
    }
    start = end
  }
  return undefined
}

const isOf = (headers: string, field: string): boolean => {
  const [, name] =
    /^content-disposition:\s*form-data;(?:[^\r\n]*;)?\s*name="([^"\r\n]*)"/im.exec(headers) ?? []
  return name === field
}
