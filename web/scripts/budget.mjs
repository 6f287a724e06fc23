// Fails when the JavaScript a first visit downloads grows beyond its budget. First load is what
// index.html names plus everything those files import statically; lazily imported chunks are not.
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const BUDGET_BYTES = 200 * 1024
const dist = new URL('../dist/', import.meta.url)

const html = await readFile(new URL('index.html', dist), 'utf8').catch(() => {
  console.error('dist/index.html is missing: run `npm run build` first')
  process.exit(1)
})

const pending = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => new URL(match[1], 'file:///').pathname.slice(1))
const sizes = new Map()
while (pending.length > 0) {
  const path = pending.pop()
  if (sizes.has(path)) continue
  const code = await readFile(new URL(path, dist))
  sizes.set(path, gzipSync(code).length)
  const folder = new URL(path, 'file:///')
  for (const [, name] of code.toString().matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) {
    pending.push(new URL(name, folder).pathname.slice(1))
  }
}

let total = 0
for (const [path, size] of sizes) {
  console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB  ${path}`)
  total += size
}
console.log(`${(total / 1024).toFixed(1).padStart(8)} KiB  gzipped JavaScript at first load, of ${BUDGET_BYTES / 1024} allowed`)
if (sizes.size === 0 || total > BUDGET_BYTES) process.exit(1)
