import type t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import type { Fixture } from './http-fixture.ts'

export const api = '/api/v1'
export const idNumber = syntheticIdNumber(500)
export const person = { idNumber, name: '张三', district: '330602' }
export const json = { 'content-type': 'application/json' }

export interface Sent {
  readonly payload?: string | Buffer
  readonly headers?: Record<string, string>
  readonly url?: string
  readonly method?: 'POST' | 'GET' | 'PUT'
}
export type Row = readonly [name: string, sent: Sent, status: number, code: string, pointer?: string]

export const body = (value: object): Sent => ({ payload: JSON.stringify(value), headers: json })
export const raw = (payload: string | Buffer, headers: Record<string, string> = json): Sent => ({
  payload,
  headers,
})
export const given = (change: object): Sent => body({ ...person, ...change })

/** Each row is refused as it says, in the one form, and leaves the log as it was. */
export const refused = async (
  test: Pick<typeof t, 'match' | 'ok' | 'equal'>,
  fixture: Fixture,
  rows: readonly Row[],
): Promise<void> => {
  const before = await fixture.count()
  for (const [index, [name, sent, status, code, pointer]] of rows.entries()) {
    const { url = `${api}/people`, method = 'POST', headers, payload } = sent
    const answer = await fixture.send('officer-330602', {
      url,
      method,
      headers: { 'idempotency-key': `row-${index}`, ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
    const problem = answer.json()
    test.match({ status: answer.statusCode, code: problem.code }, { status, code }, name)
    test.match(answer.headers['content-type'], /^application\/problem\+json/, name)
    test.match(
      problem,
      { type: `/problems/${code}`, title: /./, status, detail: /。$/, instance: /^\// },
      name,
    )
    test.ok(Array.isArray(problem.errors), name)
    if (pointer !== undefined) test.match(problem.errors, [{ pointer, code, detail: /。$/ }], name)
  }
  test.equal(await fixture.count(), before, 'nothing was recorded')
}
