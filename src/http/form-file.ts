const blankLine = Buffer.from('\r\n\r\n')
/** Longer headers than any client writes for a file. */
const headersAtMost = 4_096

/**
 * The content of every part of a form (RFC 7578) with this name, to the byte; none where the body is
 * no such form, or not all of it came. Only what lies between two delimiters counts.
 *
 * @param type the request's content type, with the boundary
 */
export const fieldsOfForm = (type: string, body: Buffer, field: string): readonly Uint8Array[] => {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return []
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const found: Uint8Array[] = []
  // The first delimiter has no line before it.
  let start = body.indexOf(delimiter.subarray(2)) - 2
  while (start >= -2) {
    const partStart = start + delimiter.length
    if (body.toString('latin1', partStart, partStart + 2) === '--') return found
    const end = body.indexOf(delimiter, partStart)
    if (end < 0) return []
    const headersEnd = body.indexOf(blankLine, partStart)
    if (headersEnd >= 0 && headersEnd < end && headersEnd - partStart <= headersAtMost) {
      const headers = body.toString('utf8', partStart, headersEnd)
      if (isOf(headers, field)) found.push(body.subarray(headersEnd + blankLine.length, end))
    }
    start = end
  }
  return []
}

const isOf = (headers: string, field: string): boolean => {
  const [, quoted, plain] =
    /^content-disposition:\s*form-data;(?:[^\r\n]*;)?\s*name=(?:"([^"\r\n]*)"|([^\s;"]+))/im.exec(headers) ??
    []
  return (quoted ?? plain) === field
}
