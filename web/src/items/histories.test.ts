import { expect, it, vi } from 'vitest'
import { createHistories } from './histories'

const answer = (sku: string) => ({ sku, days: [{ date: '2018-03-11', units: 3 }] })

it('requests each item once, and again if the request failed', async () => {
  const history = vi.fn(async (sku: string) => answer(sku))
  history.mockRejectedValueOnce(new Error('away'))
  const histories = createHistories({ history } as never)
  await expect(histories.of('A')).rejects.toThrow('away')
  const [line, file] = await Promise.all([histories.of('A'), histories.of('A')])
  expect(line).toEqual(answer('A'))
  expect(file).toBe(line)
  expect(history).toHaveBeenCalledTimes(2)
})

it('requests nothing more when the list is gone', async () => {
  const history = vi.fn(async (sku: string, signal: AbortSignal) => {
    signal.throwIfAborted()
    return answer(sku)
  })
  const histories = createHistories({ history } as never)
  histories.stop()
  await expect(histories.of('A')).rejects.toThrow()
})
