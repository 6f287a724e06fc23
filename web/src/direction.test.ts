// @vitest-environment node
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('.', import.meta.url))

// What every part may use: requests to the server, how figures are written, and what this visit is about.
const BELOW = ['api', 'format', 'live', 'measures', 'stores', 'words']
const PAGE = [...BELOW, 'charts', 'ui', 'explain']

/**
 * Which folders a folder may import from, besides itself. If a page is not named here, add it: it is a `PAGE`, and names the
 * other pages whose parts it shows.
 */
const MAY: Record<string, readonly string[]> = {
  // Every word of the page. The names of figures depend on the list of figures.
  words: ['measures/measures.gen'],
  api: ['words'],
  format: ['api', 'words'],
  live: ['api'],
  measures: ['api', 'format', 'words'],
  charts: [],
  stores: ['api', 'format', 'live', 'words'],
  // Knows nothing about shops, their figures or their viewers. The dashboard's address is not about a shop.
  ui: ['format', 'words', 'api/base'],
  explain: [...BELOW, 'ui'],
  // Runs of days, as pages pick and report them.
  ranges: [...BELOW, 'ui'],
  // What the shop wants to sell, and where its day may end.
  goals: [...BELOW, 'ui'],
  board: [...PAGE, 'goals'],
  // A past day consists of the board's panels, and a quiet shop's page opens with the board's notice.
  days: [...PAGE, 'board', 'ranges'],
  // An item's days are drawn as those of the shop, and compared as on the board.
  items: [...PAGE, 'board', 'days', 'ranges'],
  feed: PAGE,
  health: PAGE,
  // Their total changes like the board's headline, and on a wall they are laid out like the board.
  shops: [...PAGE, 'board', 'wall'],
  // It is the board without the shell's top bar, but with its connection and alerts.
  wall: [...PAGE, 'board', 'shell'],
  // It opens every page.
  shell: [...PAGE, 'board', 'days', 'items', 'feed', 'health', 'shops', 'wall'],
}

interface Import {
  from: string
  to: string
}

async function imports(): Promise<Import[]> {
  const files = (await readdir(SRC, { recursive: true })).filter((file) => /\.(vue|ts)$/.test(file))
  const found = files.map(async (file) => {
    const text = await readFile(join(SRC, file), 'utf8')
    // Static imports, imports for their side effects, imports on demand, and a worker's file.
    const specs = [...text.matchAll(/(?:\bfrom |\bimport |\bimport\(|\bURL\()'([^']+)'/g)].map(([, spec]) => spec as string)
    return specs.flatMap((spec) => {
      if (spec.startsWith('@/')) return [{ from: file, to: spec.slice(2) }]
      return /^\.\.?\//.test(spec) ? [{ from: file, to: normalize(join(dirname(file), spec)) }] : []
    })
  })
  return (await Promise.all(found)).flat()
}

const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')

function isAllowed({ from, to }: Import): boolean {
  const [own, other] = [folderOf(from), folderOf(to)]
  if (own === '' || own === other) return true
  // The tests of generated files run what generates them.
  if (to.startsWith('../')) return from.endsWith('.test.ts')
  if (other === 'styles') return true
  return (MAY[own] ?? []).some((allowed) => to === allowed || other === allowed)
}

describe('the parts of the dashboard', () => {
  it('each have their place', async () => {
    const folders = (await readdir(SRC, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name)
    expect(folders.filter((name) => name !== 'styles').toSorted()).toEqual(Object.keys(MAY).toSorted())
  })

  it('import from where they may, and from nowhere else', async () => {
    const all = await imports()
    expect(all.length).toBeGreaterThan(300)
    expect(all.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })

  it('are told apart', () => {
    expect(isAllowed({ from: 'ui/Panel.vue', to: 'stores/live' })).toBe(false)
    expect(isAllowed({ from: 'items/ItemsView.vue', to: 'feed/FeedTable.vue' })).toBe(false)
    expect(isAllowed({ from: 'stores/live.ts', to: 'board/ranks' })).toBe(false)
    expect(isAllowed({ from: 'wall/WallView.vue', to: 'board/PulsePanel.vue' })).toBe(true)
  })
})
