/** Which way a figure went, or on which side of another it stands. */
export type Way = 'up' | 'down' | 'level'

/** Of what is more or less. */
export const wayOf = (by: number): Way => (by > 0 ? 'up' : by < 0 ? 'down' : 'level')

/** Below this a share is written as nothing. */
const SMALLEST_SHARE = 0.0005

/** Of a share gained or lost. */
export const wayOfShare = (share: number): Way => (Math.abs(share) < SMALLEST_SHARE ? 'level' : wayOf(share))
