import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Board } from '@/api/types'
import { createMemory, type Memory } from './memory'

const board = (orders: number) => ({ date: '2018-03-11', today: { orders } }) as Board

const open: Memory[] = []
function memoryOf(shop = 'default'): Memory {
  const memory = createMemory(shop, window)
  open.push(memory)
  return memory
}

beforeEach(() => localStorage.clear())
afterEach(() => open.splice(0).forEach((memory) => memory.stop()))

describe('the memory of a browser', () => {
  it('gives the last board to the next page, of its own shop only', () => {
    const memory = memoryOf()
    memory.keep({ board: board(1), heardAt: 100_000 })
    memory.keep({ board: board(2), heardAt: 100_500 })
    window.dispatchEvent(new Event('pagehide'))
    expect(memoryOf('default').read()).toEqual({ board: board(2), heardAt: 100_500 })
    expect(memoryOf('acme').read()).toBeNull()
  })

  it('is empty after signing out', () => {
    const memory = memoryOf()
    memory.keep({ board: board(1), heardAt: 100_000 })
    memory.forget()
    window.dispatchEvent(new Event('pagehide'))
    expect(memory.read()).toBeNull()
  })

  it('ignores what another version wrote, and nonsense', () => {
    const memory = memoryOf()
    memory.keep({ board: board(1), heardAt: 100_000 })
    const key = localStorage.key(0) ?? ''
    localStorage.setItem(key, (localStorage.getItem(key) ?? '').replace(/"writtenBy":"[^"]*"/, '"writtenBy":"older"'))
    expect(memory.read()).toBeNull()
    localStorage.setItem(key, '{')
    expect(memory.read()).toBeNull()
  })

  it('stays empty in a browser that forbids storage', () => {
    const forbidden = vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('forbidden', 'SecurityError')
    })
    const memory = memoryOf()
    memory.keep({ board: board(1), heardAt: 100_000 })
    memory.forget()
    expect(memory.read()).toBeNull()
    forbidden.mockRestore()
  })
})
