/** Ticks come every second, and once a minute in a tab that nobody looks at. */
const SLEPT_MS = 90_000

/**
 * Detects that this computer slept, from ticks that should come all the time: timers sleep with it, so a connection that died
 * meanwhile still looks live. `now`: milliseconds of `Date.now()`.
 */
export function createSleepWatch(now: number): (tick: number) => boolean {
  let last = now
  return (tick) => {
    const hasSlept = tick - last > SLEPT_MS
    last = tick
    return hasSlept
  }
}
