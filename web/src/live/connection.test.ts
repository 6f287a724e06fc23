import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveMessage, Problem } from '@/api/types'
import { backoff } from './backoff'
import { createConnection, DEAD_AFTER_MS, STALE_AFTER_MS, type Socket, type Way } from './connection'
import type { LiveStatus } from './status'

const BLOCKED: Problem = { type: 'urn:livetill:problem:websocket_required', title: 'WebSocket required', status: 426, detail: '' }

class FakeSocket implements Socket {
  onmessage: Socket['onmessage'] = null
  onclose: Socket['onclose'] = null
  closed = false
  close(): void {
    this.closed = true
  }
  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
  drop(): void {
    this.onclose?.()
  }
}

function harness(problem: Problem | null = null, isWell = false) {
  const sockets: FakeSocket[] = []
  const ways: Way[] = []
  const server = { isWell }
  const statuses: LiveStatus[] = []
  const messages: LiveMessage[] = []
  function openBy(way: Way): FakeSocket {
    const socket = new FakeSocket()
    sockets.push(socket)
    ways.push(way)
    return socket
  }
  const connection = createConnection<LiveMessage>({
    open: { socket: () => openBy('socket'), events: () => openBy('events') },
    inquire: async () => ({ isWell: server.isWell, problem }),
    whyNoSocket: async () => BLOCKED,
    onMessage: (message) => messages.push(message),
    onStatus: (status) => statuses.push(status),
    random: () => 1,
  })
  const newest = () => sockets[sockets.length - 1] as FakeSocket
  const phase = () => statuses[statuses.length - 1]?.phase
  return { connection, sockets, statuses, messages, newest, phase, ways, server }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('connection', () => {
  it('is live from the first message on, and says so once', () => {
    const { connection, newest, statuses, messages } = harness()
    connection.start()
    newest().say({ seq: 1, as_of: '' })
    newest().say({ seq: 2, as_of: '' })
    expect(messages).toHaveLength(2)
    expect(statuses.map((status) => status.phase)).toEqual(['live'])
  })

  it('goes stale when a heartbeat is missed, and reconnects when two are', async () => {
    const { connection, newest, phase, sockets } = harness()
    connection.start()
    newest().say({ seq: 1, as_of: '' })
    await vi.advanceTimersByTimeAsync(STALE_AFTER_MS)
    expect(phase()).toBe('stale')
    await vi.advanceTimersByTimeAsync(DEAD_AFTER_MS - STALE_AFTER_MS)
    expect(phase()).toBe('reconnecting')
    expect(sockets[0]?.closed).toBe(true)
    await vi.advanceTimersByTimeAsync(500)
    newest().say({ seq: 1, as_of: '' })
    expect(phase()).toBe('live')
  })

  it('calls the server gone after failed attempts, keeps trying, and recovers', async () => {
    const { connection, newest, phase, sockets } = harness()
    connection.start()
    newest().say({ seq: 1, as_of: '' })
    newest().drop()
    expect(phase()).toBe('reconnecting')
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await vi.advanceTimersByTimeAsync(backoff(attempt, () => 1))
      newest().drop()
    }
    expect(phase()).toBe('gone')
    const before = sockets.length
    await vi.advanceTimersByTimeAsync(10_000)
    expect(sockets.length).toBe(before + 1)
    newest().say({ seq: 9, as_of: '' })
    expect(phase()).toBe('live')
  })

  it('passes on why a server refuses', async () => {
    const problem: Problem = { type: 'about:blank', title: 'Unknown shop', status: 404, detail: '' }
    const { connection, newest, statuses } = harness(problem)
    connection.start()
    newest().drop()
    await vi.advanceTimersByTimeAsync(0)
    expect(statuses.at(-1)).toMatchObject({ phase: 'refused', problem })
  })

  it('sends nothing more to a server that needs a key, until somebody signs in', async () => {
    const { connection, newest, statuses, sockets } = harness({ type: 'about:blank', title: 'Unauthorized', status: 401, detail: '' })
    connection.start()
    newest().drop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sockets).toHaveLength(1)
    expect(statuses.at(-1)).toMatchObject({ phase: 'refused', retryAt: null })
    connection.renew()
    newest().say({ seq: 1, as_of: '' })
    expect(statuses.at(-1)).toMatchObject({ phase: 'live', problem: null })
  })

  it('does not believe what the server said of the user before', async () => {
    const { connection, newest, statuses, sockets } = harness({ type: 'about:blank', title: 'Unauthorized', status: 401, detail: '' })
    connection.start()
    newest().drop()
    connection.renew()
    await vi.advanceTimersByTimeAsync(0)
    expect(newest().closed).toBe(false)
    newest().say({ seq: 1, as_of: '' })
    expect(sockets).toHaveLength(2)
    expect(statuses.at(-1)?.phase).toBe('live')
  })

  it('retries at once when asked, but leaves a working connection alone', () => {
    const { connection, newest, sockets } = harness()
    connection.start()
    newest().say({ seq: 1, as_of: '' })
    connection.retryNow()
    expect(sockets).toHaveLength(1)
    newest().drop()
    connection.retryNow()
    expect(sockets).toHaveLength(2)
  })

  it('says when the server cannot read its store, and when it can again', () => {
    const { connection, newest, statuses } = harness()
    connection.start()
    newest().say({ seq: 1, as_of: '', stale: false })
    newest().say({ seq: 2, as_of: '', stale: true })
    newest().say({ seq: 3, as_of: '' })
    newest().say({ seq: 4, as_of: '', stale: false })
    expect(statuses.map((status) => status.phase)).toEqual(['live', 'unread', 'live'])
  })

  it('drops a connection that sends nonsense', () => {
    const { connection, newest, phase, messages } = harness()
    connection.start()
    newest().onmessage?.({ data: '<html>' })
    expect(messages).toHaveLength(0)
    expect(phase()).toBe('connecting')
  })

  it('leaves no timer behind when stopped', () => {
    const { connection, newest } = harness()
    connection.start()
    newest().say({ seq: 1, as_of: '' })
    connection.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a proxy that lets no WebSocket through', () => {
  it('is bypassed by events, with the reason, once the server has proven to be healthy', async () => {
    const { connection, newest, statuses, ways } = harness(null, true)
    connection.start()
    newest().drop()
    await vi.advanceTimersByTimeAsync(0)
    expect(ways).toEqual(['socket'])
    await vi.advanceTimersByTimeAsync(backoff(0, () => 1))
    newest().drop()
    await vi.advanceTimersByTimeAsync(0)
    expect(ways).toEqual(['socket', 'socket', 'events'])
    newest().say({ seq: 1, as_of: '' })
    expect(statuses.at(-1)).toMatchObject({ phase: 'live', detour: { why: BLOCKED } })
  })

  it('is found at once when it swallows the request', async () => {
    const { connection, ways } = harness(null, true)
    connection.start()
    await vi.advanceTimersByTimeAsync(DEAD_AFTER_MS)
    expect(ways).toEqual(['socket', 'events'])
  })

  it('stays with events when they break, and tries the socket again when there are none', async () => {
    const { connection, newest, statuses, ways } = harness(null, true)
    connection.start()
    await vi.advanceTimersByTimeAsync(DEAD_AFTER_MS)
    newest().say({ seq: 1, as_of: '' })
    newest().drop()
    await vi.advanceTimersByTimeAsync(500)
    newest().drop()
    await vi.advanceTimersByTimeAsync(1000)
    expect(ways).toEqual(['socket', 'events', 'events', 'socket'])
    newest().say({ seq: 1, as_of: '' })
    expect(statuses.at(-1)).toMatchObject({ phase: 'live', detour: null })
  })

  it('is not suspected when a server comes back between a failed socket and the request that asks why', async () => {
    const { connection, newest, server, ways } = harness(null, false)
    connection.start()
    for (const isWell of [true, false, true]) {
      server.isWell = isWell
      newest().drop()
      await vi.advanceTimersByTimeAsync(10_000)
    }
    expect(ways).not.toContain('events')
  })
})

describe('backoff', () => {
  it('doubles from half a second to ten seconds and never leaves these bounds', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((n) => backoff(n, () => 1))).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
    expect([0, 1, 9].map((n) => backoff(n, () => 0))).toEqual([500, 500, 5000])
  })
})
