/** The value with one of its parts, however deep, taken away or replaced. */
export function* damaged(value: unknown, path: string): Generator<[path: string, value: unknown]> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) {
    const here = `${path}/${key}`
    const put = (next: unknown) =>
      Array.isArray(value) ? value.with(Number(key), next) : { ...value, [key]: next }
    if (!Array.isArray(value)) {
      const { [key]: _gone, ...rest } = value as Record<string, unknown>
      yield [`${here} is missing`, rest]
    }
    yield [`${here} is a list of lists`, put([[]])]
    if (typeof part === 'number')
      for (const wrong of [-1, 0.5, '1']) yield [`${here} is ${wrong}`, put(wrong)]
    if (key.endsWith('On')) yield [`${here} is no day`, put('2025-02-30')]
    for (const [deeper, next] of damaged(part, here)) yield [deeper, put(next)]
  }
}
