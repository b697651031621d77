import { join, resolve } from 'node:path'
import { z } from 'zod'

/** A setting that cannot be used. The message is a Chinese sentence for the person who starts it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

const esdb = /^esdb(?:\+discover)?:\/\/\S+$/

const text = z.string().min(1, '不能为空')
const form = z.object({
  data: text,
  store: text.refine((value) => value === 'sqlite' || value === 'memory' || esdb.test(value), {
    error: '应为 sqlite、memory 或 esdb://…',
  }),
  port: z
    .string()
    .regex(/^\d{1,5}$/, '应为 0 至 65535 的整数')
    .transform(Number)
    .refine((port) => port <= 65_535, '应为 0 至 65535 的整数'),
  host: text,
  auth: z.enum(['demo', 'oidc'], '应为 demo 或 oidc'),
  keyFile: text.optional(),
})

/** `port` 0: any free one. `data` and `keyFile` are absolute. */
export type Settings = Readonly<Omit<z.output<typeof form>, 'keyFile'> & { keyFile: string }>
export type SettingName = keyof Settings

/** Every setting: its variable, what holds without it, and what it is for. */
export const settingsTable: Readonly<
  Record<SettingName, { readonly variable: string; readonly otherwise: string; readonly what: string }>
> = {
  data: { variable: 'JINLAN_DATA', otherwise: './data', what: '数据文件夹:台账、保险库、密钥、查询数据' },
  store: { variable: 'JINLAN_STORE', otherwise: 'sqlite', what: '事件存储:sqlite、memory 或 esdb://…' },
  port: { variable: 'JINLAN_PORT', otherwise: '8080', what: '监听端口,0 为任意空闲端口' },
  host: {
    variable: 'JINLAN_HOST',
    otherwise: '127.0.0.1',
    what: '监听地址;演示登录只能用本机回环地址',
  },
  auth: {
    variable: 'JINLAN_AUTH',
    otherwise: 'demo',
    what: '登录方式:demo(演示身份)或 oidc(本版本尚未提供)',
  },
  keyFile: {
    variable: 'JINLAN_KEY_FILE',
    otherwise: '<数据文件夹>/keys.json',
    what: '密钥文件,首次启动时以 0600 权限生成',
  },
}

const names = Object.keys(settingsTable) as readonly SettingName[]

/**
 * Flags over environment over defaults.
 *
 * @param flags as given on the command line; undefined where not given.
 * @throws {SettingsError} naming the variable, never its value: it may hold a password.
 */
export const readSettings = (
  env: Readonly<Record<string, string | undefined>>,
  flags: { readonly [N in SettingName]?: string | undefined } = {},
): Settings => {
  const given = names.map((name) => {
    const { variable, otherwise } = settingsTable[name]
    const value = flags[name] ?? env[variable]
    return [name, value ?? (name === 'keyFile' ? undefined : otherwise)] as const
  })
  const result = form.safeParse(Object.fromEntries(given))
  if (!result.success) {
    const [issue] = result.error.issues
    const name = issue?.path[0] as SettingName
    const flag = flags[name] === undefined ? settingsTable[name].variable : `--${name}`
    throw new SettingsError(`设置 ${flag} 无效:${issue?.message ?? ''}`)
  }
  const data = resolve(result.data.data)
  return { ...result.data, data, keyFile: resolve(result.data.keyFile ?? join(data, 'keys.json')) }
}
