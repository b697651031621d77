import type { FastifyInstance } from 'fastify'
import { isProblemCode, problemCodes, problemDetail, problemText } from '../app/problem-catalogue.ts'
import { RequestRefused } from './refusal.ts'

const style =
  'body{font:18px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif;' +
  'max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1f1f1f}code{background:#f3f3f3;padding:0 .3em}' +
  'a{color:#0958d9}'

/** Every word on these pages comes from the catalogue, none from a request. */
const page = (title: string, body: string): string =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width,initial-scale=1">` +
  `<title>${title} · 金蓝台账</title><style>${style}</style><h1>${title}</h1>${body}</html>`

const escaped = (text: string): string => text.replace(/</g, '&lt;').replace(/>/g, '&gt;')

/** For what a problem's words leave open: a page is about no case in particular. */
const standIns: Readonly<Record<string, string>> = new Proxy(
  { field: '日期', status: '别的状态' },
  { get: (known: Record<string, string>, name) => known[String(name)] ?? '…' },
)

const pageOf = (code: string): string => {
  const { title, status } = problemText(code)
  const detail = escaped(problemDetail(code, standIns)).replace(/。/g, '。<br>')
  const facts = `<p>代码 <code>${code}</code> · HTTP ${status}</p>`
  return page(title, `<p>${detail}</p>${facts}<p><a href="/problems">全部问题说明</a></p>`)
}

const list = (): string => {
  const rows = problemCodes.map((code) => {
    const { title, status } = problemText(code)
    return `<li><a href="/problems/${code}">${title}</a> <code>${code}</code> ${status}</li>`
  })
  return page('问题说明', `<ul>${rows.join('')}</ul>`)
}

/** Where the `type` of every problem leads. */
export const problemPages = (app: FastifyInstance): void => {
  const options = { config: { action: 'public' as const }, schema: { hide: true } as object }
  app.get('/problems', options, async (_, reply) => reply.type('text/html; charset=utf-8').send(list()))
  app.get<{ Params: { code: string } }>('/problems/:code', options, async (request, reply) => {
    const { code } = request.params
    if (!isProblemCode(code)) throw new RequestRefused('not-found')
    return reply.type('text/html; charset=utf-8').send(pageOf(code))
  })
}
