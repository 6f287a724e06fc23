// @vitest-environment node
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { COLOURS, SPACE, TYPE } from '../../dev/parts/tokens'

const SRC = fileURLToPath(new URL('..', import.meta.url))
const tokens = await readFile(join(SRC, 'styles/tokens.css'), 'utf8')
const inCss = (pattern: RegExp) => [...new Set([...tokens.matchAll(pattern)].map(([, name]) => name as string))].toSorted()

describe('the design system', () => {
  it('says what every colour, size and distance is for, and lists no others', () => {
    expect(Object.keys(COLOURS).toSorted()).toEqual(inCss(/^ {2}(--[\w-]+): light-dark\(/gm))
    expect(Object.keys(TYPE).toSorted()).toEqual(inCss(/^ {2}(--(?:text|figure)-[\w-]+):/gm))
    expect(Object.keys(SPACE).toSorted()).toEqual(inCss(/^ {2}(--space-\d):/gm))
  })

  it('is the only place of colours', async () => {
    const files = (await readdir(SRC, { recursive: true })).filter((file) => /\.(vue|css)$/.test(file) && !file.endsWith('tokens.css'))
    expect(files.length).toBeGreaterThan(80)
    for (const file of files) {
      const text = await readFile(join(SRC, file), 'utf8')
      const styles = file.endsWith('.vue') ? [...text.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].map(([, css]) => css).join() : text
      expect(styles.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl/gi) ?? [], file).toEqual([])
    }
  })
})
