/** Which way a figure went, or on which side of another it is. */
export type Way = 'up' | 'down' | 'level'

/** The trend of a difference. */
export const wayOf = (by: number): Way => (by > 0 ? 'up' : by < 0 ? 'down' : 'level')

/** Below this, a share is written as zero. */
const SMALLEST_SHARE = 0.0005

/** The trend of a share gained or lost. */
export const wayOfShare = (share: number): Way => (Math.abs(share) < SMALLEST_SHARE ? 'level' : wayOf(share))
