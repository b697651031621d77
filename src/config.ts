import { join, resolve } from 'node:path'
import { z } from 'zod'

/** A setting that cannot be used. The message is a Chinese sentence for the person who starts it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

const esdb = /^esdb(?:\+discover)?:\/\/\S+$/

const text = z.string().min(1, '不能为空')

const isLoopbackHost = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host)

/** What tokens are judged by must not be changed on the way, so only this machine may do without TLS. */
const isTrustworthy = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}
const address = text.refine(isTrustworthy, '应为 https 地址(本机可用 http)')

/** Signatures that only the provider can make; what is signed with a shared secret, or not at all, is not here. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const
const algorithmList = text
  .transform((value) => value.split(/[\s,]+/))
  .pipe(z.array(z.enum(algorithms, `应为 ${algorithms.join('、')} 中的一个或几个`)).min(1))

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
  oidcIssuer: address.optional(),
  oidcAudience: text.optional(),
  oidcJwksUri: address.optional(),
  oidcAlgorithms: algorithmList,
  oidcTokenType: z.enum(['at+jwt', 'JWT'], '应为 at+jwt 或 JWT'),
  oidcAccountClaim: text,
  oidcRoleClaim: text,
  oidcDistrictsClaim: text,
  oidcProviderClaim: text,
  oidcPersonClaim: text,
})

/** `port` 0: any free one. `data` and `keyFile` are absolute. */
export type Settings = Readonly<Omit<z.output<typeof form>, 'keyFile'> & { keyFile: string }>
export type SettingName = keyof Settings

/** Every setting: its variable, what holds without it (null: nothing), and what it is for. */
export const settingsTable: Readonly<
  Record<SettingName, { readonly variable: string; readonly otherwise: string | null; readonly what: string }>
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
    what: '登录方式:demo(演示身份,只限本机)或 oidc(统一身份认证的访问令牌)',
  },
  keyFile: {
    variable: 'JINLAN_KEY_FILE',
    otherwise: '<数据文件夹>/keys.json',
    what: '密钥文件,首次启动时以 0600 权限生成',
  },
  oidcIssuer: {
    variable: 'OIDC_ISSUER',
    otherwise: null,
    what: '身份认证服务的 issuer,与令牌的 iss 一字不差;oidc 登录必填',
  },
  oidcAudience: {
    variable: 'OIDC_AUDIENCE',
    otherwise: null,
    what: '本系统在令牌 aud 中的名字;oidc 登录必填',
  },
  oidcJwksUri: {
    variable: 'OIDC_JWKS_URI',
    otherwise: null,
    what: '公钥地址;不设则由 issuer 的 /.well-known/openid-configuration 得知',
  },
  oidcAlgorithms: {
    variable: 'OIDC_ALGORITHMS',
    otherwise: algorithms.join(','),
    what: '接受的签名算法,逗号分隔',
  },
  oidcTokenType: {
    variable: 'OIDC_TOKEN_TYPE',
    otherwise: 'at+jwt',
    what: '令牌头 typ:at+jwt(RFC 9068)或 JWT',
  },
  oidcAccountClaim: { variable: 'OIDC_ACCOUNT_CLAIM', otherwise: 'sub', what: '账号所在的声明' },
  oidcRoleClaim: {
    variable: 'OIDC_ROLE_CLAIM',
    otherwise: 'role',
    what: '角色所在的声明,可写路径如 resource_access.jinlan.roles',
  },
  oidcDistrictsClaim: {
    variable: 'OIDC_DISTRICTS_CLAIM',
    otherwise: 'districts',
    what: '区县代码所在的声明;市级代码表示全市',
  },
  oidcProviderClaim: {
    variable: 'OIDC_PROVIDER_CLAIM',
    otherwise: 'provider',
    what: '培训机构编号所在的声明',
  },
  oidcPersonClaim: {
    variable: 'OIDC_PERSON_CLAIM',
    otherwise: 'pid',
    what: '人员编号(personId)所在的声明,绝不能是证件号码',
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
    return [name, value ?? (name === 'keyFile' ? undefined : (otherwise ?? undefined))] as const
  })
  const result = form.safeParse(Object.fromEntries(given))
  if (!result.success) {
    const [issue] = result.error.issues
    const name = issue?.path[0] as SettingName
    const flag = flags[name] === undefined ? settingsTable[name].variable : `--${name}`
    throw new SettingsError(`设置 ${flag} 无效:${issue?.message ?? ''}`)
  }
  needOidc(result.data)
  const data = resolve(result.data.data)
  return { ...result.data, data, keyFile: resolve(result.data.keyFile ?? join(data, 'keys.json')) }
}

/** @throws {SettingsError} */
const needOidc = ({ auth, oidcIssuer, oidcAudience }: z.output<typeof form>): void => {
  if (auth !== 'oidc' || (oidcIssuer !== undefined && oidcAudience !== undefined)) return
  const missing = oidcIssuer === undefined ? settingsTable.oidcIssuer : settingsTable.oidcAudience
  throw new SettingsError(`设置 ${missing.variable} 无效:以 oidc 登录时必填`)
}
