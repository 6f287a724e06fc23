import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

const TYPING_MS = 150

/** What was typed, when the fingers rest: not every key is a question. */
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
