import { isExhausted } from '../../domain/import/decide.ts'
import type { ImportState } from '../../domain/import/state.ts'

const shanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
})

const counted = (value: number): string => value.toLocaleString('en-US')

type Told = Pick<ImportState, 'status' | 'judged' | 'committed' | 'committedAt'>

/**
 * What became of a file that was committed; null before that.
 *
 * @param withdrawn how many of the completions that it recorded were withdrawn since
 */
export const importNote = (
  { status, judged, committed, committedAt }: Told,
  withdrawn: number,
): string | null => {
  if (committed === null || committedAt === null) return null
  const figures = [
    [committed.recorded, '记录', '行'],
    [committed.corrected, '更正', '行'],
    [committed.claims, '提交申领', '笔'],
    [committed.already, '原已有记录', '行'],
    [committed.left, '没有记录', '行'],
  ] as const
  const parts = figures
    .filter(([count]) => count > 0)
    .map(([count, what, of]) => `${what} ${counted(count)} ${of}`)
  const done = `此文件已于 ${shanghai.format(new Date(committedAt))} 导入:${parts.join(',') || '没有可记录的行'}`
  const since = withdrawn === 0 ? '' : `;其后已有 ${counted(withdrawn)} 条结业记录撤回`
  const open = status === 'judged' ? (judged?.ok ?? 0) + (judged?.changed ?? 0) : 0
  return done + since + (open === 0 ? '' : `;重新校验后有 ${counted(open)} 行可以提交`)
}

/** The same of a file that comes again: nothing of it is new, or its left rows are judged again. */
export const repeatNote = (state: ImportState, withdrawn: number): string | null => {
  const note = importNote({ ...state, status: 'committed' }, withdrawn)
  if (note === null) return null
  return `${note};${isExhausted(state) ? '再次上传,无新增' : '没有记录的行正在重新校验'}`
}
