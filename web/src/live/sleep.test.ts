import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { LiveMessage } from '@/api/types'
import { createConnection, type Socket } from './connection'
import { createSleepWatch } from './sleep'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a laptop that slept for an hour shows right figures within two seconds, although its old connection is silent', () => {
  const lines: Socket[] = []
  const heard: LiveMessage[] = []
  const socket = (): Socket => {
    const line: Socket = { onmessage: null, onclose: null, close: () => undefined }
    lines.push(line)
    return line
  }
  const connection = createConnection<LiveMessage>({
    open: { socket, events: socket },
    inquire: async () => ({ isWell: true, problem: null }),
    whyNoSocket: async () => null,
    onMessage: (message) => heard.push(message),
    onStatus: () => undefined,
  })
  const say = (line: Socket | undefined, seq: number) => line?.onmessage?.({ data: JSON.stringify({ seq, as_of: '' }) })
  const hasSlept = createSleepWatch(Date.now())
  setInterval(() => hasSlept(Date.now()) && connection.renew(), 1000)
  connection.start()
  say(lines[0], 1)
  vi.advanceTimersByTime(3000)
  expect(lines).toHaveLength(1)

  // Timers stood still; a message that was in transit before the connection died is not a sign of life.
  vi.setSystemTime(Date.now() + 3_600_000)
  say(lines[0], 2)
  vi.advanceTimersByTime(1000)
  expect(lines).toHaveLength(2)
  say(lines[1], 900)
  expect(heard.at(-1)?.seq).toBe(900)
  connection.stop()
})

it('a tab that nobody looks at has not slept', () => {
  const hasSlept = createSleepWatch(0)
  expect([60_000, 61_000, 121_500, 300_000, 301_000].map((tick) => hasSlept(tick))).toEqual([false, false, false, true, false])
})
