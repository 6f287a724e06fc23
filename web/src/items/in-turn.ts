const AT_ONCE = 4
const queue: (() => void)[] = []
let running = 0

/** Runs `task` when fewer than a handful of others are running. Rejects at once when it is no longer wanted. */
export async function inTurn<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve))
  running += 1
  try {
    signal.throwIfAborted()
    return await task()
  } finally {
    running -= 1
    queue.shift()?.()
  }
}
