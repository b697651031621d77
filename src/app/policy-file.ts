import { PolicyError } from '../domain/policy/check-document.ts'
import type { PolicyDocument } from '../domain/policy/policy.ts'
import { duplicateKeys } from './duplicate-keys.ts'
import { parsePolicyDocument } from './policy-document.ts'

/**
 * A policy document from the bytes of its file. What two readers could understand differently is
 * refused: bytes that are no UTF-8, and a key that is given twice.
 *
 * @throws {PolicyError} in Chinese, naming the place.
 */
export const parsePolicyFile = (bytes: Uint8Array): PolicyDocument => {
  const text = textIn(bytes)
  const value = valueIn(text)
  const [twice] = duplicateKeys(text)
  if (twice !== undefined) throw new PolicyError(`${twice.pointer}:字段 ${twice.key} 出现两次`)
  return parsePolicyDocument(value)
}

const textIn = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new PolicyError('不是 UTF-8 文本,请另存为 UTF-8')
  }
}

const valueIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The parser's message is English and quotes the file; where it stopped is all that is taken.
    const place = /at position (\d+)/.exec((error as Error).message)?.[1]
    throw new PolicyError(`不是合法的 JSON${place === undefined ? '' : `,${lineText(text, Number(place))}`}`)
  }
}

const lineText = (text: string, place: number): string => {
  const lines = text.slice(0, place).split('\n')
  return `第 ${lines.length} 行第 ${(lines.at(-1)?.length ?? 0) + 1} 列附近`
}
