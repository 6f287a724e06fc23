import { describe, expect, it } from 'vitest'
import { connectCommand } from './connect'

describe('the command that connects a shop', () => {
  it('names this server to the platform if it can reach it', () => {
    expect(connectCommand('stripe', 'https://till.example.com/shop/')).toBe("livetill connect stripe \\\n  --public-url 'https://till.example.com/shop' \\\n  --server 'https://till.example.com/shop'")
  })
  it('does not if only this machine can', () => {
    const command = connectCommand('woocommerce', 'http://127.0.0.1:8080/')
    expect(command).toContain("--server 'http://127.0.0.1:8080'")
    expect(command).not.toContain('--public-url')
  })
})
