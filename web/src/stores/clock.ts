import { readonly, shallowRef } from 'vue'

const now = shallowRef(Date.now())
setInterval(() => (now.value = Date.now()), 1000)

/** The time in whole seconds: one timer for everything on the page that shows an age. */
export const clockNow = readonly(now)
