import { shallowRef, watchEffect } from 'vue'

export type Theme = 'system' | 'light' | 'dark'

const STORAGE_KEY = 'livetill.theme'
const ORDER: Theme[] = ['system', 'light', 'dark']

export const theme = shallowRef<Theme>(read())

/** Grows when the colours change, by choice or by the system, so that canvases know to repaint. */
export const paletteVersion = shallowRef(0)

export function nextTheme(): void {
  theme.value = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length] ?? 'system'
}

export function applyTheme(root: HTMLElement): void {
  watchEffect(() => {
    if (theme.value === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = theme.value
    write(theme.value)
    paletteVersion.value += 1
  })
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => (paletteVersion.value += 1))
}

// A browser that forbids storage forgets the choice, and that is all that happens.
function read(): Theme {
  try {
    const stored = localStorage.getItem(STORAGE_KEY) as Theme | null
    return stored !== null && ORDER.includes(stored) ? stored : 'system'
  } catch {
    return 'system'
  }
}

function write(value: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, value)
  } catch {
    return
  }
}
