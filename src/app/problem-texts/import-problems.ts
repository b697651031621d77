import type { ImportErrorCode } from '../../domain/import-errors.ts'
import type { ProblemTexts } from './problem-text.ts'

/** Illegal steps of an import. The compiler holds this list complete. */
export const importProblems: ProblemTexts<ImportErrorCode> = {
  'import-unknown': {
    status: 404,
    title: '没有找到导入',
    detail: '没有这次导入,或者不是您的机构上传的。',
    next: '请核对导入编号,或重新上传文件。',
  },
  'import-not-judged': {
    status: 409,
    title: '文件还没有校验完',
    detail: '这个文件还在读取和校验,不能提交。',
    next: '请稍候,看到校验结果后再提交。',
  },
  'import-unreadable': {
    status: 409,
    title: '文件无法读取',
    detail: '这个文件无法读取,没有可以提交的行。',
    next: '请按校验结果所说的另存文件,再上传。',
  },
  'import-cancelled': {
    status: 409,
    title: '导入已经取消',
    detail: '这次导入已经取消,没有记录任何一行。',
    next: '需要时请重新上传这个文件。',
  },
  'import-commit-lapsed': {
    status: 409,
    title: '这次提交已经不算',
    detail: '轮到之前,这次提交已经取消、没有通过,或者由后来的提交代替;没有为它记录任何一行。',
    next: '请查看这次导入;仍要记录的,请再提交一次。',
  },
  'import-committing': {
    status: 409,
    title: '正在提交',
    detail: '这次导入正在提交,不能取消或重新校验。',
    next: '请等提交完成后查看结果;中途停下、不再进展的,请把同一次导入再提交一次,从停下的地方接着办。',
  },
  'import-committed': {
    status: 409,
    title: '已经提交',
    detail: '这次导入已经提交,不能取消。',
    next: '录错的结业记录请逐条更正或撤回。',
  },
  'import-has-faults': {
    status: 409,
    title: '有需要修改的行',
    detail: '文件中有 {rows} 行需要修改;按“全部合格才提交”的要求,没有记录任何一行。',
    next: '请改好后重新上传,或者只提交合格的行。',
  },
  'import-file-destroyed': {
    status: 409,
    title: '文件已经销毁',
    detail: '上传的文件已满保存期限,连同逐行结果一起销毁。',
    next: '请重新上传这个文件。',
  },
}

/** What can go wrong around imports, beside what the domain refuses. */
export const importServiceProblems = {
  'sheet-unreadable': {
    status: 422,
    title: '文件无法读取',
    detail: '这个文件不是可以读取的结业名单({reason})。',
    next: '请按原因另存文件后重新上传;模板见 GET /api/v1/imports/template。',
  },
  'row-outdated': {
    status: 409,
    title: '这一行在校验之后有了变化',
    detail: '校验之后,同一人员或培训班的记录有了变化,这一行没有记录。',
    next: '请重新上传同一文件,按新的校验结果处理。',
  },
  'row-withdrawn': {
    status: 409,
    title: '这一行的记录已撤回',
    detail: '这个文件记录过这一行,该结业记录后来撤回了;同一文件不再记录它。',
    next: '确需重新录入的,请把这一行放进新的文件上传。',
  },
  'rows-of-one-person': {
    status: 422,
    title: '同一人行数过多',
    detail: '一份名单里同一人至多 {rows} 行,这一行超出。',
    next: '请把超出的行放进另一份名单上传。',
  },
  'row-contradicts': {
    status: 422,
    title: '与本文件另一行矛盾',
    detail: '同一人员、同一培训班在第 {line} 行已有一条,内容不同。',
    detailOfAll: '同一人员、同一培训班在前面的行已有一条,内容不同。',
    next: '请只保留正确的一行。',
  },
  'provider-required': {
    status: 422,
    title: '没有指明培训机构',
    detail: '由经办人上传时,要指明是哪一家培训机构的名单。',
    next: '请带查询参数 provider。',
  },
} satisfies ProblemTexts<string>
