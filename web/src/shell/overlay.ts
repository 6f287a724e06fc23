import { shallowRef } from 'vue'

/** What is open over the page: the palette, or the help for keys. */
export type Overlay = 'palette' | 'keys'
export const overlay = shallowRef<Overlay | null>(null)

/** The overlay that a key opens. Letters and signs typed into a field are text. */
export function overlayOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>): Overlay | null {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') return 'palette'
  const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]') !== null
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return null
  return event.key === '?' ? 'keys' : event.key === '/' ? 'palette' : null
}
