import t from 'tap'
import type { ShownFault } from '../../src/sheets/fault.ts'
import { groupFaults } from '../support/group-faults.ts'

const fault = (line: number, text: string, textOfAll?: string): { line: number; faults: ShownFault[] } => ({
  line,
  faults: [
    {
      ...{
        code: 'training-not-open',
        column: '培训班编号',
        address: `E${line}`,
        clause: null,
        next: '请核对。',
      },
      text,
      ...(textOfAll === undefined ? {} : { textOfAll }),
    },
  ],
})

t.test('rows of one code and different facts', async (t) => {
  const general = groupFaults([fault(2, '已办结。', '没有开班。'), fault(3, '计划中。', '没有开班。')])
  t.match(general, [{ text: '没有开班。', count: 2, addresses: ['E2', 'E3'] }], 'what holds for all of them')
  const apart = groupFaults([fault(2, '已办结。'), fault(3, '计划中。'), fault(4, '计划中。')])
  t.strictSame(
    apart.map(({ text, count }) => `${text}${count}`),
    ['计划中。2', '已办结。1'],
    'apart where nothing is said of all',
  )
})
