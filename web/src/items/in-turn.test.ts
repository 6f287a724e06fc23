import { expect, it } from 'vitest'
import { inTurn } from './in-turn'

it('runs a few at a time, all of them in the end, and none that is no longer wanted', async () => {
  let running = 0
  let most = 0
  const task = async () => {
    most = Math.max(most, (running += 1))
    await Promise.resolve()
    running -= 1
    return 'done'
  }
  const wanted = new AbortController().signal
  const unwanted = AbortSignal.abort()
  const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => inTurn(task, n % 5 === 4 ? unwanted : wanted)))
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(16)
  expect(most).toBeLessThanOrEqual(4)
})
