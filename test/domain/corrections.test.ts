import { test } from 'tap'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import { contextOf, folded, givenIn, past, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** What a move or a correction does to claims on the facts it touches. */

type Step = 'ReviewClaim' | 'ApproveClaim'

const inside = 'workshop-in-province'
const filed = [story.registered(), story.completed('t1'), story.submitted('c1', inside, 't1')]

const stepOn = (type: Step, claimId = 'c1') =>
  ({ type, data: { claimId, noteCommitment: 'n' } }) as PersonCommand

const states = Object.keys(story.into) as story.SubmittedStatus[]
const stranger = someone('officer', 'stranger')

test('an undecided claim follows the district that pays it; a decided one stays', (t) => {
  const given = givenIn(t)
  const move: PersonCommand = { type: 'MovePerson', data: { district: '330603', movedOn: '2025-03-07' } }
  const later: PersonCommand = { type: 'MovePerson', data: { district: '330603', movedOn: '2025-03-08' } }
  const change = { endsOn: '2025-03-08' }
  const correct: PersonCommand = {
    type: 'CorrectCompletion',
    data: { completionId: 't1', change, noteCommitment: 'n' },
  }
  const transfer = { type: 'ClaimTransferred', data: { claimId: 'c1', district: '330603' } } as const
  const again = [
    { type: 'ClaimResubmitted', data: { claimId: 'c1' } },
    { type: 'ClaimAssessed', data: { claimId: 'c1', stage: 'submission' } },
  ] as const
  for (const status of states) {
    const history = [...filed, ...story.into[status]]
    const reviewed = status === 'reviewed' ? again : []
    const follows = ['submitted', 'returned', 'reviewed'].includes(status)
    given(...history)
      .when(move, undefined, `moved while ${status}`)
      .happens({ type: 'PersonMoved' }, ...(follows ? [transfer] : []))
    given(...history)
      .when(later, undefined, 'moved after the training')
      .happens({ type: 'PersonMoved' })
    given(...history, story.moved('330603', '2025-03-08'))
      .when(correct, undefined, `corrected while ${status}`)
      .happens({ type: 'CompletionCorrected' }, ...(follows ? [transfer] : []), ...reviewed)
  }
  const transferred = past({ type: 'ClaimTransferred', data: transfer.data })
  t.equal(folded([...filed, transferred]).claims.get('c1')?.district, '330603')
  t.end()
})

test('a ground that was awarded stays what it is; a correction is reviewed by somebody else', (t) => {
  const given = givenIn(t)
  const correct = (change: object): PersonCommand => ({
    type: 'CorrectCompletion',
    data: { completionId: 't1', change, noteCommitment: 'n' },
  })
  const awarded = given(...filed, ...story.into.approved)
  awarded
    .when(correct({ course: 'composite' }), undefined, 'another course')
    .refused('basis-awarded', { id: 't1' })
  awarded
    .when(correct({ trainingId: 'K-99' }), undefined, 'another training')
    .refused('basis-awarded', { id: 't1' })
  awarded
    .when(correct({ eligibleCostFen: 100 }), undefined, 'a cost')
    .happens({ type: 'CompletionCorrected' }, { type: 'RecoveryProposed' })
  given(...filed, ...story.into.withdrawn)
    .when(correct({ course: 'composite' }), undefined, 'free again')
    .happens({ type: 'CompletionCorrected' })
  const corrector = stranger
  const changed = decidePerson(
    correct({ eligibleCostFen: 100 }),
    folded([...filed, ...story.into.reviewed]),
    contextOf(corrector),
  )
  const history = [...filed, ...story.into.reviewed, ...changed.map((event) => past(event, corrector))]
  given(...history)
    .when(stepOn('ApproveClaim'), undefined, 'it has to be reviewed again')
    .refused('state-conflict', { claimId: 'c1', status: 'submitted' })
  given(...history)
    .when(stepOn('ReviewClaim'), corrector, 'by its corrector')
    .refused('separation-of-duties')
  t.end()
})
