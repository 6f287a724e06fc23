import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

export const SCENES = ['now', 'week', 'items'] as const
export type Scene = (typeof SCENES)[number]

const DEFAULT_SECONDS = 20
const FEWEST_SECONDS = 5

/** `?wall` turns the page every 20 seconds, `?wall=60` every minute. */
export function secondsOf(value: string): number {
  const seconds = Number(value)
  return Number.isFinite(seconds) && seconds > 0 ? Math.max(FEWEST_SECONDS, seconds) : DEFAULT_SECONDS
}

/** Eight places on a small circle: no edge and no digit burns itself into a screen that never sleeps. */
export function orbit(step: number): { x: number; y: number } {
  const angle = (step % 8) * (Math.PI / 4)
  return { x: Math.round(Math.cos(angle) * 100) / 100, y: Math.round(Math.sin(angle) * 100) / 100 }
}

/** Keeps the screen on while the wall is shown; browsers that cannot leave that to the system. */
export function useWakeLock(): void {
  let lock: WakeLockSentinel | null = null
  async function ask(): Promise<void> {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    lock = await navigator.wakeLock.request('screen').catch(() => null)
  }
  onMounted(() => {
    void ask()
    // The browser takes the lock back whenever the page is hidden.
    document.addEventListener('visibilitychange', ask)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', ask)
    void lock?.release()
  })
}

/** True while the mouse was moved or a key pressed in the last seconds. */
export function useAttention(ms: number): Ref<boolean> {
  const attended = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  function attend(): void {
    attended.value = true
    clearTimeout(timer)
    timer = setTimeout(() => (attended.value = false), ms)
  }
  onMounted(() => {
    window.addEventListener('pointermove', attend)
    window.addEventListener('keydown', attend)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('pointermove', attend)
    window.removeEventListener('keydown', attend)
    clearTimeout(timer)
  })
  return attended
}
