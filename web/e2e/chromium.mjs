import { existsSync } from 'node:fs'

const WHOLE = '/usr/bin/chromium'
const WITHOUT_WINDOWS = '/usr/bin/chromium-headless-shell'

/** The installed Chromium, with options that keep it off the network except for what a test requests. */
export const launchOptions = {
  executablePath: process.env.CHROMIUM ?? WHOLE,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

/**
 * The same Chromium without what it needs for windows, where that is installed: it takes two thirds of the processor time.
 * Pictures are of the whole one, because a few of its pixels are different.
 */
export const quickLaunchOptions = {
  ...launchOptions,
  executablePath: process.env.CHROMIUM ?? (existsSync(WITHOUT_WINDOWS) ? WITHOUT_WINDOWS : WHOLE),
}
