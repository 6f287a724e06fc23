import { nextTick, ref, useId, watch, type Ref } from 'vue'

/** A list of options below a field: arrows move through it, Enter chooses. */
export function useOptions<T>(options: Readonly<Ref<readonly T[]>>, list: Readonly<Ref<HTMLElement | null>>, choose: (option: T) => void) {
  const at = ref(0)
  watch(options, () => (at.value = 0))
  const id = useId()

  function move(step: number): void {
    const { length } = options.value
    if (length === 0) return
    at.value = (at.value + step + length) % length
    void nextTick(() => list.value?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }))
  }
  function press(event: KeyboardEvent): void {
    const option = options.value[at.value]
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter' && option !== undefined) choose(option)
    else return
    event.preventDefault()
  }
  return { at, id, press, optionId: (index: number) => `${id}-${index}` }
}
