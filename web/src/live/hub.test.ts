import { describe, expect, it, vi } from 'vitest'
import type { LiveMessage } from '@/api/types'
import type { LiveStatus } from './status'
import { createHub, type Port, type Update } from './hub'

const LIVE: LiveStatus = { phase: 'live', retryAt: null, problem: null, detour: null }

function harness() {
  let onMessage: (message: LiveMessage, text: string) => void = () => undefined
  let tell: (status: LiveStatus) => void = () => undefined
  const channel = { start: vi.fn(), stop: vi.fn(), retryNow: vi.fn(), renew: vi.fn() }
  const hub = createHub((message, status) => {
    onMessage = message
    tell = status
    return channel
  })
  const say = (message: Partial<LiveMessage> & { seq: number }) => onMessage({ as_of: '', ...message }, JSON.stringify(message))
  return { hub, channel, say, tell: (status: LiveStatus) => tell(status) }
}

class Tab implements Port {
  onmessage: Port['onmessage'] = null
  heard: Update[] = []
  closed = false
  postMessage(update: Update): void {
    this.heard.push(update)
  }
  close(): void {
    this.closed = true
  }
  ask(data: 'ack' | 'retry' | 'renew' | 'bye'): void {
    this.onmessage?.({ data })
  }
  get last(): unknown {
    const text = this.heard.at(-1)?.text
    return text ? JSON.parse(text) : text
  }
}

describe('the connection shared by all tabs', () => {
  it('opens with the first tab and closes with the last', () => {
    const { hub, channel } = harness()
    const [a, b] = [new Tab(), new Tab()]
    hub.join(a)
    hub.join(b)
    expect(channel.start).toHaveBeenCalledTimes(1)
    a.ask('bye')
    expect(channel.stop).not.toHaveBeenCalled()
    b.ask('bye')
    expect(channel.stop).toHaveBeenCalledTimes(1)
    expect(a.closed).toBe(true)
  })

  it('passes messages on as they come, and the whole state to a tab that joins later', () => {
    const { hub, say, tell } = harness()
    const early = new Tab()
    hub.join(early)
    early.ask('ack')
    say({ seq: 1, date: '2018-03-11', currency: 'USD' })
    tell(LIVE)
    early.ask('ack')
    early.ask('ack')
    say({ seq: 2, date: '2018-03-12' })
    expect(early.last).toEqual({ seq: 2, date: '2018-03-12' })

    const late = new Tab()
    hub.join(late)
    expect(late.last).toMatchObject({ seq: 2, date: '2018-03-12', currency: 'USD' })
    expect(late.heard[0]?.status).toEqual(LIVE)
  })

  it('queues nothing for a tab that does not answer, and brings it up to date when it does', () => {
    const { hub, say } = harness()
    const tab = new Tab()
    hub.join(tab)
    const before = tab.heard.length
    for (let seq = 1; seq <= 100; seq += 1) say({ seq, currency: seq === 50 ? 'EUR' : 'USD' })
    hub.beat()
    expect(tab.heard.length).toBe(before)
    tab.ask('ack')
    expect(tab.last).toMatchObject({ seq: 100, currency: 'USD' })
  })

  it('reports a change of state even if there is nothing else to send', () => {
    const { hub, tell } = harness()
    const tab = new Tab()
    hub.join(tab)
    tab.ask('ack')
    tell(LIVE)
    expect(tab.heard.at(-1)).toMatchObject({ status: LIVE, text: null })
    tell({ ...LIVE, phase: 'stale' })
    tab.ask('ack')
    expect(tab.heard.at(-1)?.status.phase).toBe('stale')
  })

  it('keeps nothing for the next tab once this browser is signed out', () => {
    const { hub, channel, say, tell } = harness()
    const tab = new Tab()
    hub.join(tab)
    tab.ask('ack')
    say({ seq: 1, currency: 'USD' })
    tab.ask('ack')
    tab.ask('renew')
    expect(channel.renew).toHaveBeenCalledOnce()
    tell({ phase: 'refused', retryAt: null, problem: { type: 'about:blank', title: 'Unauthorized', status: 401, detail: '' }, detour: null })
    const late = new Tab()
    hub.join(late)
    expect(late.heard[0]).toMatchObject({ text: null, status: { phase: 'refused' } })
  })
})
