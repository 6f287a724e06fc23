import { computed, onBeforeMount, onBeforeUnmount, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue'
import { setParams } from '@/stores/place'
import { theme } from '@/stores/theme'

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

const ATTENTION_MS = 3_000

export interface Wall {
  /** True while somebody is at the controls. */
  attended: Ref<boolean>
  /** The offset of the page, as custom properties: what does not change moves a little. */
  shift: ComputedRef<Record<string, string>>
  /** Switches to full screen. */
  full(): void
  /** Goes back to the normal page. */
  leave(): void
}

/**
 * Makes the page a wall while the caller is mounted: awake, in large type, dark unless somebody chose light. `moves` counts up.
 */
export function useWall(moves: Readonly<Ref<number>>): Wall {
  const attended = useAttention(ATTENTION_MS)
  useWakeLock()
  const root = document.documentElement
  // Before anything is drawn, so that charts are drawn in the wall's size.
  onBeforeMount(() => (root.dataset['wall'] = ''))
  onBeforeUnmount(() => delete root.dataset['wall'])
  // A screen is bright all night only if somebody chose that.
  watch(theme, (chosen) => (root.dataset['wallTheme'] = chosen === 'system' ? 'dark' : ''), { immediate: true })
  return {
    attended,
    shift: computed(() => {
      const { x, y } = orbit(moves.value)
      return { '--shift-x': `${x * 0.375}rem`, '--shift-y': `${y * 0.375}rem` }
    }),
    full: () => void document.documentElement.requestFullscreen?.().catch(() => undefined),
    leave() {
      if (document.fullscreenElement !== null) void document.exitFullscreen()
      setParams({ wall: null })
    },
  }
}

/** Keeps the screen on while the wall is shown; browsers without that ability leave it to the system. */
function useWakeLock(): void {
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

/** True if the mouse was moved or a key was pressed in the last few seconds. */
function useAttention(ms: number): Ref<boolean> {
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
