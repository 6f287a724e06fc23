// Fails when the JavaScript a first visit downloads, or a page that is opened later, grows beyond its budget. First load is what
// index.html names, plus everything that those files import statically. A page that comes later costs its own file, and what that
// imports beyond the first load.
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const FIRST_LOAD_BYTES = 110 * 1024
const LAZY_BYTES = 30 * 1024
const dist = new URL('../dist/', import.meta.url)
const base = new URL('file:///')

const html = await readFile(new URL('index.html', dist), 'utf8').catch(() => {
  console.error('dist/index.html is missing: run `npm run build` first')
  process.exit(1)
})

/** A file's compressed size, and what it imports at once and on demand. */
const files = new Map()
async function look(path) {
  if (files.has(path)) return files.get(path)
  const code = await readFile(new URL(path, dist))
  const named = (pattern) => [...code.toString().matchAll(pattern)].map(([, name]) => new URL(name, new URL(path, base)).pathname.slice(1))
  const file = { bytes: gzipSync(code).length, imports: named(/(?:from|import)\s*["'`](\.[^"'`]+\.js)["'`]/g), later: named(/import\(\s*["'`](\.[^"'`]+\.js)["'`]/g) }
  files.set(path, file)
  return file
}

/** What these files need in addition to what is already loaded. */
async function needed(paths, there = new Set()) {
  const found = new Set()
  const pending = [...paths]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (found.has(path) || there.has(path)) continue
    found.add(path)
    pending.push(...(await look(path)).imports)
  }
  return found
}

const bytesOf = (paths) => [...paths].reduce((sum, path) => sum + files.get(path).bytes, 0)
const line = (bytes, text) => console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KiB  ${text}`)

const first = await needed([...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => new URL(match[1], base).pathname.slice(1)))
for (const path of first) line(files.get(path).bytes, path)
const total = bytesOf(first)
line(total, `gzipped JavaScript at first load, of ${FIRST_LOAD_BYTES / 1024} allowed`)

const pages = new Map()
const pending = [...first]
for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
  for (const page of (await look(path)).later) {
    if (pages.has(page)) continue
    const own = await needed([page], first)
    pages.set(page, bytesOf(own))
    pending.push(...own)
  }
}
for (const [page, bytes] of [...pages].toSorted((a, b) => b[1] - a[1])) line(bytes, page)
const largest = Math.max(...pages.values())
line(largest, `the largest of what comes later, of ${LAZY_BYTES / 1024} allowed`)

if (first.size === 0 || pages.size < 8) throw new Error('nothing was measured: this script does not read what was built')
if (total > FIRST_LOAD_BYTES || largest > LAZY_BYTES) process.exit(1)
