import { readonly, shallowRef } from 'vue'

const now = shallowRef(Date.now())
setInterval(() => (now.value = Date.now()), 1000)

/** The time, in whole page-wide seconds: one timer for everything that shows an age. */
export const clockNow = readonly(now)
