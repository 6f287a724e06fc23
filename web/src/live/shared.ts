import type { LiveMessage } from '@/api/types'
import { connectTo, type Channel, type ChannelHandlers } from './channel'
import type { Request, Update } from './hub'

/** The worker sends something every 5 seconds: after this much silence it is given up. */
const CHECK_MS = 5_000
const CHECKS_WITHOUT_A_WORD = 3

/** Uses the connection that all tabs of this browser share, or one of its own if there is none. */
export function openChannel(base: string, shop: string, page: Window, handlers: ChannelHandlers): Channel {
  const direct = connectTo(base, shop, (message) => handlers.onMessage(message, Date.now()), handlers.onStatus)
  let worker: SharedWorker | null = null
  let isDirect = false
  let silentChecks = 0
  let watch: ReturnType<typeof setInterval> | undefined

  function join(): void {
    try {
      worker = new SharedWorker(new URL('./shared-worker.ts', import.meta.url), { type: 'module', name: `${base}?shop=${encodeURIComponent(shop)}` })
    } catch {
      return goDirect()
    }
    worker.onerror = goDirect
    worker.port.onmessage = (event: MessageEvent<Update>) => {
      silentChecks = 0
      take(event.data)
      ask('ack')
    }
    silentChecks = 0
    // Counted instead of timed: a tab that was frozen for an hour has not waited for an hour.
    watch = setInterval(() => {
      silentChecks += 1
      if (silentChecks > CHECKS_WITHOUT_A_WORD) goDirect()
    }, CHECK_MS)
  }

  function take({ status, heardAt, text }: Update): void {
    if (text !== null) handlers.onMessage(JSON.parse(text) as LiveMessage, heardAt)
    handlers.onStatus(status)
  }

  function ask(request: Request): void {
    worker?.port.postMessage(request)
  }

  function leave(): void {
    clearInterval(watch)
    ask('bye')
    worker = null
  }

  function goDirect(): void {
    leave()
    if (isDirect) return
    isDirect = true
    direct.start()
  }

  // A page kept for the back button hears nothing, and joins again when it is shown again.
  const hide = () => leave()
  const show = (event: PageTransitionEvent) => {
    if (event.persisted && !isDirect) join()
  }
  return {
    start() {
      page.addEventListener('pagehide', hide)
      page.addEventListener('pageshow', show)
      join()
    },
    stop() {
      page.removeEventListener('pagehide', hide)
      page.removeEventListener('pageshow', show)
      leave()
      direct.stop()
    },
    retryNow: () => (isDirect ? direct.retryNow() : ask('retry')),
    renew: () => (isDirect ? direct.renew() : ask('renew')),
  }
}
