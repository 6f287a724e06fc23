import { shallowRef } from 'vue'

/** What lies over the page: where to go, or which keys there are. */
export type Overlay = 'palette' | 'keys'
export const overlay = shallowRef<Overlay | null>(null)

/** The overlay that a key opens. Letters and signs that are typed into a field are what somebody writes. */
export function overlayOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>): Overlay | null {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') return 'palette'
  const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]') !== null
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return null
  return event.key === '?' ? 'keys' : event.key === '/' ? 'palette' : null
}
