import type { ProblemTexts } from './problem-text.ts'

/** What can go wrong around a command. Says nothing of the machine. */
export const serviceProblems = {
  'identity-mismatch': {
    status: 409,
    title: '姓名与已登记的不一致',
    detail: '这个证件号码已经以另一个姓名登记;本次没有办理。',
    next: '请按证件核对姓名;确需更正的,请联系所在区(县、市)经办人人工核实。',
  },
  'policy-not-in-force': {
    status: 409,
    title: '没有生效的政策',
    detail: '今天没有已批准并生效的政策,不能办理。',
    next: '请由政策管理员发布并批准政策。',
  },
  'policy-unrecorded': {
    status: 500,
    title: '日志与政策不一致',
    detail: '这笔核算引用的政策版本不在日志中。',
    next: '请联系管理员运行 jinlan replay。',
  },
  'clock-not-forward': {
    status: 409,
    title: '时钟只能向前',
    detail: '演示时钟只能调到更晚的时刻。',
    next: '请填写晚于当前演示时刻的时刻。',
  },
  'listen-beyond-loopback': {
    status: 500,
    title: '演示身份不能对外服务',
    detail: '演示身份不需要口令,只能在本机(127.0.0.1、::1、localhost)上使用。',
    next: '请把 --host 改为 127.0.0.1,或改用 --auth oidc。',
  },
  'person-erased': {
    status: 410,
    title: '个人信息已删除',
    detail: '这个人员的个人信息已依法删除,不能再办理。',
    next: '如有疑问,请联系管理员。',
  },
  'outcome-unknown': {
    status: 503,
    title: '还不知道是否办成',
    detail: '系统没有收到存储的回音,这次请求可能办成,也可能没有。',
    next: '请以同一 Idempotency-Key 原样重试,会得到确定的结果,不会重复办理。',
    retryAfter: 2,
  },
  'log-unavailable': {
    status: 503,
    title: '暂时不能写入',
    detail: '台账存储暂时不可用,本次没有办理。',
    next: '请稍后以同一 Idempotency-Key 重试。',
    retryAfter: 5,
  },
  'vault-unavailable': {
    status: 503,
    title: '暂时不能保存个人信息',
    detail: '个人信息库暂时不可用,本次没有办理。',
    next: '请稍后以同一 Idempotency-Key 重试。',
    retryAfter: 5,
  },
  'sign-in-unavailable': {
    status: 503,
    title: '暂时不能核对登录',
    detail: '统一身份认证服务没有回应,或者给出的公钥无法使用;本次没有办理。',
    next: '请稍后以同一 Idempotency-Key 重试;持续如此请联系管理员核对 OIDC_ISSUER。',
    retryAfter: 5,
  },
  overloaded: {
    status: 503,
    title: '系统繁忙',
    detail: '同时办理的人太多,本次没有办理。',
    next: '请稍后以同一 Idempotency-Key 重试。',
    retryAfter: 2,
  },
  'race-lost': {
    status: 503,
    title: '同时有人在办理',
    detail: '同一人员的记录正被频繁改动,本次没有办理。',
    next: '请稍后以同一 Idempotency-Key 重试。',
    retryAfter: 1,
  },
  'read-model-behind': {
    status: 503,
    title: '数字还没有跟上',
    detail: '查询的数字还没有反映到所要求的日志位置。',
    next: '请稍后重试。',
    retryAfter: 1,
  },
  'schema-unsupported': {
    status: 503,
    title: '记录的格式不认识',
    detail: '日志里有本版本不认识的记录,为免出错已停止办理这一部分。',
    next: '请联系管理员升级系统,并运行 jinlan fsck。',
    retryAfter: 60,
  },
  'integrity-failure': {
    status: 500,
    title: '台账自检未通过',
    detail: '台账或个人信息库自检发现不一致,已停止办理。',
    next: '请联系管理员运行 jinlan fsck。',
  },
  'internal-error': {
    status: 500,
    title: '系统出错',
    detail: '系统内部出错,没有确认办成。',
    next: '请以同一 Idempotency-Key 重试;仍不行请把响应头 X-Request-Id 告诉管理员。',
  },
} satisfies ProblemTexts<string>
