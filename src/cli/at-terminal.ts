/** What to type in place of a request; where nothing can be typed, the request is left out. */
const commands: readonly (readonly [request: RegExp, command: string])[] = [
  [/GET \/api\/v1\/policies\/[\w-]+|GET \/api\/v1\/catalogue/g, 'jinlan policy show plan-2024-2026'],
  [/GET \/api\/v1\/policies(?![\w/])/g, 'jinlan policy list'],
  [/GET \/api\/v1\/providers\/机构编号/g, 'jinlan provider show 机构编号'],
  [/GET \/api\/v1\/providers(?![\w/])/g, 'jinlan provider list'],
  [/GET \/api\/v1\/trainings\/培训班编号/g, 'jinlan training show 培训班编号'],
  [/GET \/api\/v1\/claims\/受理号/g, 'jinlan claim 受理号'],
  [/以同一 Idempotency-Key (?:原样)?重试/g, '用同一命令重试'],
  [/响应头 X-Request-Id /g, '命令和时间'],
  [/接口文档\(\/docs\)/g, '接口文档'],
  [/[;,][^;,。(]*(?:GET|POST) \/api\/v1\/[^\s;。)]+/g, ''],
  [/\((?:GET|POST) \/api\/v1\/[^)]+\)/g, ''],
]

/** A sentence written for whoever sends requests, as somebody at a terminal needs it. */
export const atTerminal = (text: string): string =>
  commands.reduce((words, [request, command]) => words.replace(request, command), text)
