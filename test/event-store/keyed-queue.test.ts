import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { KeyedQueue } from '../../src/event-store/keyed-queue.ts'

test('one key is worked off in order, whatever each takes and however it ends', async (t) => {
  const queue = new KeyedQueue()
  const done: number[] = []
  const tasks = [9, 0, 4, 0].map((ms, i) =>
    queue.run('a', async () => {
      await sleep(ms)
      done.push(i)
      if (i === 1) throw new Error('second')
      return i
    }),
  )
  t.match(await Promise.allSettled(tasks), [
    { value: 0 },
    { status: 'rejected', reason: { message: 'second' } },
    { value: 2 },
    { value: 3 },
  ])
  t.same(done, [0, 1, 2, 3])
})

test('keys do not wait for one another', async (t) => {
  const queue = new KeyedQueue()
  let release = () => {}
  const held = queue.run('a', () => new Promise<void>((resolve) => (release = resolve)))
  t.equal(await queue.run('b', async () => 'b'), 'b')
  release()
  await held
})

test('idle waits for what is running and for what waits behind it', async (t) => {
  const queue = new KeyedQueue()
  let finished = 0
  const task = async () => {
    await sleep(3)
    finished += 1
  }
  for (const key of ['a', 'a', 'b']) void queue.run(key, task)
  await queue.idle()
  t.equal(finished, 3)
  await queue.idle()
})
