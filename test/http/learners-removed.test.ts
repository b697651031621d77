import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { openClasses } from './open-classes.ts'
import { district, openOffice } from './treasury-fixture.ts'

/** Who is on a roster by mistake is taken off it; whoever completed the class is not. */

const provider = 'provider-1'
const officer = `officer-${district}`
const days = { startsOn: '2024-06-03', endsOn: '2024-06-07' }

t.test('a learner without a completion in the class gives the place back', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get, fixture } = office
  await openClasses(office, { provider, district }, [{ trainingId: 'T-1', course: 'vocational', ...days }])
  const person = async (no: number) =>
    (await post(provider, '/people', { idNumber: syntheticIdNumber(no), name: '王学员', district })).body
      .personId as string
  const [ghost, learner] = [await person(721), await person(722)]
  const principal = fixture.parts.demo.sessions.personas.get(provider)
  if (principal === undefined) throw new Error('no such persona')
  const caller = {
    ...{ principal, commandId: '9b2f2f0e-6d0c-5f0a-9c39-2f4c8d6f1a11', digest: 'd' },
    at: '2024-10-01T01:00:00.000Z',
  }
  await fixture.parts.trainings.enrolMany(caller, 'T-1', [ghost])
  const cost = { course: 'vocational', trainingId: 'T-1', ...days, eligibleCostYuan: '900.00' }
  const { completionId } = (await post(provider, `/people/${learner}/completions`, cost)).body
  const url = (who: string, trainingId = 'T-1') => `/trainings/${trainingId}/learners/${who}/remove`
  const enrolled = async () => (await get(officer, '/trainings/T-1')).body.enrolled
  t.equal(await enrolled(), 2)

  t.match(await post('provider-2', url(ghost)), { status: 404, body: { code: 'not-found' } })
  t.match(await post('officer-330603', url(ghost)), { status: 404 })
  t.match(await post('reviewer-330602', url(ghost)), { status: 403 })
  t.match(await post(provider, url(ghost, 'T-9')), { status: 404 })
  t.match(await post(provider, url('x')), { status: 404 })
  t.match(await post(provider, url(learner)), {
    status: 409,
    body: { code: 'learner-recorded', detail: /有结业记录/ },
  })
  t.equal(await enrolled(), 2, 'nobody was taken off')

  const done = await post(provider, url(ghost), undefined, 'remove')
  t.match(done, { status: 200, body: { trainingId: 'T-1', enrolled: 1 } })
  t.equal(await enrolled(), 1)
  t.match(await post(provider, url(ghost), undefined, 'remove'), { repeated: true, body: done.body })
  const events = await fixture.count()
  t.match(await post(officer, url(ghost)), { status: 200, body: { enrolled: 1 } }, 'no longer there')
  t.equal(await fixture.count(), events, 'and nothing is added')

  await post(provider, `/people/${ghost}/completions`, cost)
  t.equal(await enrolled(), 2, 'recorded after all, the learner has a place again')
  t.match(await post(provider, url(ghost), undefined, 'remove'), { repeated: true, body: done.body })
  await post(provider, `/people/${learner}/completions/${completionId}/withdraw`, { reason: '录错了人' })
  t.equal(await enrolled(), 1, 'withdrawing gives a place back by itself')
})

t.test('while a sheet of the provider is recorded its rosters are left alone', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, fixture } = office
  await openClasses(office, { provider, district }, [{ trainingId: 'T-1', course: 'vocational', ...days }])
  const idNumber = syntheticIdNumber(723)
  const { personId } = (await post(provider, '/people', { idNumber, name: '王学员', district })).body
  const { queries, trainings } = fixture.parts
  const principal = fixture.parts.demo.sessions.personas.get(provider)
  if (principal === undefined) throw new Error('no such persona')
  const caller = { principal, commandId: '9b2f2f0e-6d0c-5f0a-9c39-2f4c8d6f1a12', digest: 'd' }
  await trainings.enrolMany({ ...caller, at: '2024-10-01T01:00:00.000Z' }, 'T-1', [personId])
  const listed = queries.listImports
  const underWay = { provider, status: 'committing' }
  Object.assign(queries, {
    listImports: (_: null, asked: object) => ({
      items: JSON.stringify(asked) === JSON.stringify(underWay) ? [{}] : [],
      next: null,
    }),
  })
  const url = `/trainings/T-1/learners/${personId}/remove`
  t.match(await post(provider, url), { status: 409, body: { code: 'roster-in-use' } })
  Object.assign(queries, { listImports: listed })
  t.match(await post(provider, url), { status: 200, body: { enrolled: 0 } })
})
