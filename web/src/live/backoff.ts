const FIRST_MS = 500
const LONGEST_MS = 10_000

/**
 * The pause before reconnection number `attempt` (from 0): doubling, and drawn from its upper half,
 * so that a thousand screens do not all connect to a restarted server in the same instant.
 */
export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.max(FIRST_MS, Math.round(ceiling * (0.5 + random() / 2)))
}
