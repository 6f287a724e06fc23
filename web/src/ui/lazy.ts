import { below } from '@/api/base'
import { defineAsyncComponent, type Component } from 'vue'

const AGAIN_MS = 2_000
/** A page this young came from the current server: a reload would bring the same files. */
const YOUNG_MS = 10_000

/**
 * A part of the page that is fetched when it is first needed. It can be missing because the server is
 * away, which passes, or because the server was upgraded and has other files now, which a reload fixes.
 */
export function lazy(loader: () => Promise<Component>): Component {
  return defineAsyncComponent({
    loader,
    onError: (_, retry) =>
      void fetch(below('healthz'), { cache: 'no-store' }).then(
        ({ ok }) => (ok && performance.now() > YOUNG_MS ? window.location.reload() : setTimeout(retry, AGAIN_MS)),
        () => setTimeout(retry, AGAIN_MS),
      ),
  })
}
