import type { CertificateKind } from './events.ts'

/** The words that people read; the same in every channel. */
export const certificateKindText: Readonly<Record<CertificateKind, string>> = {
  'skill-level': '职业技能等级证书',
  vocational: '职业资格证书',
  industry: '行业主管部门证书',
  title: '专业技术职称证书',
}
