import type { VerbEntry, VerbGroup } from './verb.ts'

/** Every verb: its name, its words, and where it is. It is loaded when it is asked for. */
export const verbs: readonly (VerbEntry | VerbGroup)[] = [
  {
    command: 'serve',
    about: '启动服务:接口、文档、查询',
    load: async () => (await import('./serve.ts')).serveVerb,
  },
  {
    command: 'demo',
    about: '在新的数据文件夹里生成演示数据(每次都相同),然后启动服务',
    load: async () => (await import('./demo.ts')).demoVerb,
  },
  {
    command: 'assess <文件..>',
    about: '试算案例:逐步给出条款和口径,有 expect 的与之比较',
    load: async () => (await import('./assess.ts')).assessVerb,
  },
  {
    command: 'import <文件>',
    about: '校验并记录结业名单(.xlsx、.xls、CSV);有误的行留下,其余照记',
    load: async () => (await import('./import.ts')).importVerb,
  },
  {
    command: 'policy',
    about: '政策:查看与发布',
    verbs: [
      {
        command: 'list',
        about: '各版本、生效日期和当前各项目的标准',
        load: async () => (await import('./policy.ts')).policyVerbs.list,
      },
      {
        command: 'show <编号>',
        about: '一份政策的全部标准、条款和口径',
        load: async () => (await import('./policy.ts')).policyVerbs.show,
      },
      {
        command: 'publish <文件>',
        about: '发布新版本:一人起草,另一人批准',
        load: async () => (await import('./policy.ts')).policyVerbs.publish,
      },
    ],
  },
  {
    command: 'provider',
    about: '培训机构:查看',
    verbs: [
      {
        command: 'list',
        about: '培训机构:状态、区县、职业、认定期限',
        load: async () => (await import('./provider.ts')).providerVerbs.list,
      },
      {
        command: 'show <机构编号>',
        about: '一家培训机构:历次认定和暂停',
        load: async () => (await import('./provider.ts')).providerVerbs.show,
      },
    ],
  },
  {
    command: 'training',
    about: '培训班:查看',
    verbs: [
      {
        command: 'list',
        about: '培训班:状态、日期、学员、没有处理的疑点',
        load: async () => (await import('./training.ts')).trainingVerbs.list,
      },
      {
        command: 'show <培训班编号>',
        about: '一个培训班:内容、经过、疑点;不列学员',
        load: async () => (await import('./training.ts')).trainingVerbs.show,
      },
    ],
  },
  {
    command: 'entitlement <人员编号>',
    about: '一个人的额度:各上限的占用和余额',
    load: async () => (await import('./entitlement.ts')).entitlementVerb,
  },
  {
    command: 'claim <受理号>',
    about: '一笔申领:状态、在谁手里、核算步骤、拨付与追回、经过',
    load: async () => (await import('./claim.ts')).claimVerb,
  },
  {
    command: 'balance',
    about: '资金余额:下达、占用、累计拨付、到账后退汇、已追回、净拨付、可用',
    load: async () => (await import('./balance.ts')).balanceVerb,
  },
  {
    command: 'export',
    about: '导出:hledger 账本、申领、结业和证书台账、代发清册',
    verbs: [
      {
        command: 'journal',
        about: '全部资金变动,写成 hledger 账本',
        load: async () => (await import('./export.ts')).exportVerbs.journal,
      },
      {
        command: 'register',
        about: '申领、结业或证书台账,写成 .csv 或 .xlsx;不含个人信息和证书编号',
        load: async () => (await import('./export.ts')).exportVerbs.register,
      },
      {
        command: 'pay-list <批次号>',
        about: '放款时的代发清册,与交给银行的逐字节相同;含个人信息,谁取走记入台账',
        load: async () => (await import('./export.ts')).exportVerbs.payList,
      },
    ],
  },
  {
    command: 'rebuild',
    about: '丢弃查询数据,由台账全部重新计算',
    load: async () => (await import('./rebuild.ts')).rebuildVerb,
  },
  {
    command: 'verify',
    about: '由台账重新计算每个数字并与查询数据比较;全部一致时不输出',
    load: async () => (await import('./verify.ts')).verifyVerb,
  },
  {
    command: 'replay',
    about: '按所记的政策版本重算每一次核算并逐字节比较;全部一致时不输出',
    load: async () => (await import('./replay.ts')).replayVerb,
  },
  {
    command: 'fsck',
    about: '检查台账结构、事件格式、保险库引用、上限和密钥;没有问题时不输出',
    load: async () => (await import('./fsck.ts')).fsckVerb,
  },
]
