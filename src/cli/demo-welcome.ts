import type { DemoLedger } from './host.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'

/** What to do first: links, a few calls to copy, whom to sign in as. */
export const demoWelcome = (
  terminal: Terminal,
  { ledger, people, events, seconds, stories, data }: DemoLedger,
  url: string,
): string => {
  const applicant = ledger.personas.get('applicant-1')?.pid ?? ''
  const api = `${url}/api/v1`
  return [
    '',
    terminal.styled(
      'yellow',
      `演示数据:${people} 人、${events} 个事件,全部为虚构;${seconds.toFixed(1)} 秒生成`,
    ),
    '2024 年至 2026 年 6 月:资金下达、按月拨付、公示与异议、退汇重发、追回;最新的批次停在每一环节。',
    '12 家培训机构的培训班、证书和差异化培训补贴;seeds/demo 里有三份可以导入的结业名单。',
    '',
    `  接口文档   ${url}/docs`,
    `  接口说明   ${url}/openapi.json`,
    `  运行状态   ${url}/readyz`,
    '',
    '试一试(另开一个终端):',
    `  TOKEN=$(curl -s ${api}/session -H 'content-type: application/json' \\`,
    `    -d '{"persona":"applicant-1"}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s -H "authorization: Bearer $TOKEN" ${api}/people/${applicant}/entitlement`,
    `  curl -s -H "authorization: Bearer $TOKEN" ${api}/claims/${applicant}-c2`,
    `  npx jinlan claim ${applicant}-c2${data}`,
    `  npx jinlan import seeds/demo/clean-300.xlsx --provider provider-1${data}`,
    `  npx jinlan verify${data} && npx jinlan replay${data} && npx jinlan fsck${data}`,
    '',
    '演示身份(POST /api/v1/session):',
    tableText(
      terminal,
      [{ title: '身份' }, { title: '看点' }],
      [
        ...stories.map((about, place) => [`applicant-${place + 1}`, about]),
        ['provider-1、provider-2', '培训机构:办班、导入结业名单、代为申领'],
        ['officer-330602 等', '区(县、市)经办:登记、认定、初审;officer-330600 可办全市'],
        ['reviewer-330602 等', '复核:核定金额'],
        ['finance-330602 等', '区(县、市)财政:拟定、冻结、公示、放款、银行结果'],
        ['finance-330600、finance-chief', '市财政:批准批次、确认追回;大额批次两人会签'],
        ['auditor', '审计:全市只读'],
        ['policy-officer、policy-reviewer', '政策:起草、批准'],
      ],
    ),
    '按 Ctrl-C 停止。',
  ].join('\n')
}
