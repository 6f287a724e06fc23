// npm run docs-images -- [--timezone Europe/London] [--currency GBP] [--only board,items]
//
// Makes the pictures of docs/dashboard.md and the README from the real binary and dist/: a year of
// generated sales, of which the newest fifteen days are kept in detail, and a few live orders.
// pngquant, where it is installed, makes the files a third as large.
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { chromium } from '@playwright/test'
import { BINARY, startServer } from '../dev/real-server.mjs'
import { launchOptions } from '../e2e/chromium.mjs'

const { values } = parseArgs({
  options: { timezone: { type: 'string', default: 'Europe/London' }, currency: { type: 'string', default: 'GBP' }, only: { type: 'string', default: '' } },
})
const IMAGES = fileURLToPath(new URL('../../docs/img/', import.meta.url))
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 360, height: 740 }
const WALL = { width: 1920, height: 1080 }

/** Name, address, size, theme, and what is done before the picture is taken. */
const PICTURES = [
  ['board', '/', DESK, 'light'],
  ['board-dark', '/', DESK, 'dark'],
  ['explain', '/', DESK, 'light', (page) => page.getByRole('button', { name: 'Explain: Revenue', exact: true }).click()],
  ['items', '/items', DESK, 'light'],
  ['days', '/days', { width: 1440, height: 1250 }, 'light', (page) => page.getByRole('button', { name: 'Day before' }).click()],
  ['feed', '/feed', DESK, 'light', (page) => page.getByRole('button', { name: 'Pause' }).click()],
  ['masked', '/?masked', DESK, 'light'],
  ['wall-now', '/?wall=600', WALL, 'light'],
  ['wall-week', '/?wall=600', WALL, 'light', (page) => page.keyboard.press('ArrowRight')],
  ['wall-items', '/?wall=600', WALL, 'light', (page) => page.keyboard.press('ArrowLeft')],
  ['phone', '/', PHONE, 'light'],
  ['phone-items', '/items', PHONE, 'dark'],
]

const folder = mkdtempSync(join(tmpdir(), 'livetill-pictures-'))
const shop = ['--timezone', values.timezone, '--currency', values.currency, '--retention-days', '15', '--store', `embedded:${join(folder, 'data')}`]
const year = join(folder, 'year.ndjson')
execFileSync(BINARY, ['generate', '--days', '400', '--orders', '800000', '--skus', '400', '--timezone', values.timezone, '--to', year], { stdio: 'inherit' })
// Refunds of days that are not kept are rejected, which is no reason to stop.
spawnSync(BINARY, ['import', year, ...shop, '--json'], { stdio: ['ignore', 'inherit', 'inherit'] })

const server = await startServer(['serve', ...shop])
mkdirSync(IMAGES, { recursive: true })
// As many customers as the generated days have at this hour, so that the last bar is one like the others.
const selling = spawn(BINARY, ['generate', '--rate', '0.04', '--orders', '0', '--skus', '400', '--timezone', values.timezone, '--to', server.api], { stdio: 'ignore' })
const browser = await chromium.launch(launchOptions)
const only = values.only.split(',').filter(Boolean)
for (const [name, path, viewport, colorScheme, act] of PICTURES) {
  if (only.length > 0 && !only.includes(name)) continue
  await picture(name, path, viewport, colorScheme, act)
}
selling.kill()
await browser.close()
await server.stop()
rmSync(folder, { recursive: true, force: true })

async function picture(name, path, viewport, colorScheme, act) {
  const page = await browser.newPage({ viewport, colorScheme, locale: 'en-GB', timezoneId: values.timezone })
  await page.goto(server.url + path)
  await sleep(5_000)
  if (act !== undefined) {
    await act(page)
    // The wall moves its pages slowly.
    await sleep(path.includes('wall') ? 5_500 : 1_500)
  }
  const file = join(IMAGES, `${name}.png`)
  await page.screenshot({ path: file })
  await page.close()
  await promisify(execFile)('pngquant', ['--force', '--output', file, '--quality', '70-95', '--', file]).catch((error) => {
    if (error.code !== 'ENOENT') throw error
  })
  console.log(file)
}
