import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

const TYPING_MS = 150

/** The typed text once typing pauses: not every key should send a request. */
export function useRested(typed: Readonly<Ref<string>>): Readonly<Ref<string>> {
  const rested = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (text) => {
    clearTimeout(timer)
    timer = setTimeout(() => (rested.value = text.trim()), TYPING_MS)
  })
  onBeforeUnmount(() => clearTimeout(timer))
  return rested
}
