export interface SoakMeasure {
  /** Bytes that the page itself holds, without what the browser compiled and learned. */
  own: number
  /** Bytes of the whole heap after a full collection. */
  heap: number
  nodes: number
  listeners: number
}

export interface SoakedTab {
  path: string
  start: SoakMeasure
  end: SoakMeasure
  /** By what share the bytes that the page holds have grown. */
  growth: number
  updatesPerSecond: number
  /** Durations, in milliseconds, of tasks of 50 ms or more. */
  longTasks: number[]
  /** The most by which a timer was late, in milliseconds. */
  lag: number
  firstContent: number
  loadTasks: number[]
  /** Errors of the page. */
  complaints: string[]
}

export function soak(options: { minutes: number; rate: number; paths: string[]; log: (text: string) => void; warmUpSeconds?: number }): Promise<{ tabs: SoakedTab[]; orders: number; memory: [number, number] }>
export function mib(bytes: number): string
export function percent(share: number): string
export function faultsOf(tab: SoakedTab, minutes: number): string[]
