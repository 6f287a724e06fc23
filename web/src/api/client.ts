import { below } from './base'
import { problemOf } from './inquiry'
import { problemWords } from './said'
import { words } from '@/words/words'
import type { Board, Breakdown, DropAnswer, Goals, Health, ItemHistory, ItemReport, ItemsReport, OrderPage, PopularPage, RangeReport, Reconciliation, RejectPage, ReplayAnswer, Revenue, Session, ShopList } from './types'

/** Why a request failed, in words for the reader. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    /** What the server says besides, in English, where the page has less to say. */
    readonly english = '',
  ) {
    super(message)
  }
}

/** Why something failed, in words for the reader. */
export interface Why {
  text: string
  /** What the server says of it besides, in English. */
  english?: string
}

export const whyFailed = (problem: unknown): Why =>
  problem instanceof ApiError ? { text: problem.message, english: problem.english } : { text: problem instanceof Error ? problem.message : String(problem) }

const JSON_TYPE = { 'content-type': 'application/json' }

type Query = Record<string, string | number | null | undefined>

/** Some days: a single one, days by their name, or from the first to the last. */
export interface DaysQuery {
  date?: string
  span?: string
  first?: string
  last?: string
}

/** Requests about one shop. An absent or empty parameter is left out. */
export function createApi(shop: string) {
  function address(path: string, query: Query): string {
    const params = new URLSearchParams({ shop })
    for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
    return `${path}?${params.toString()}`
  }
  async function get<T>(path: string, query: Query, signal?: AbortSignal, method = 'GET'): Promise<T> {
    const response = await reach(address(path, query), signal, { method })
    if (response.ok) return (await response.json()) as T
    throw await refusal(response)
  }
  return {
    board: (date: string, signal?: AbortSignal) => get<Board>('v1/board', { date }, signal),
    popular: (query: { q?: string; date?: string; limit: number; offset: number }, signal?: AbortSignal) => get<PopularPage>('v1/items/popular', query, signal),
    range: (query: DaysQuery & { against?: string | undefined; step?: string | undefined }, signal?: AbortSignal) => get<RangeReport>('v1/range', { ...query }, signal),
    itemsReport: (query: DaysQuery & { against?: string | undefined; sort: string; q?: string | undefined; top: number; offset: number }, signal?: AbortSignal) => get<ItemsReport>('v1/items/report', { ...query }, signal),
    item: (query: DaysQuery & { sku: string; against?: string | undefined; step: string }, signal?: AbortSignal) => get<ItemReport>('v1/items/item', { ...query }, signal),
    breakdown: (query: DaysQuery & { by: string; against?: string | undefined; top: number }, signal?: AbortSignal) => get<Breakdown>('v1/breakdown', { ...query }, signal),
    history: (sku: string, signal?: AbortSignal) => get<ItemHistory>('v1/items/history', { sku }, signal),
    orders: (query: { date: string; sku?: string; channel?: string; country?: string; limit: number; offset: number }, signal?: AbortSignal) => get<OrderPage>('v1/orders', query, signal),
    health: (query: { history: string }, signal?: AbortSignal) => get<Health>('v1/health', query, signal),
    shops: (query: { q?: string; limit: number }, signal?: AbortSignal) => get<ShopList>('v1/shops', query, signal),
    rejects: (query: { limit: number }, signal?: AbortSignal) => get<RejectPage>('v1/rejects', query, signal),
    /** Replays all rejects that are kept with this reason. */
    replayRejects: (reason: string) => get<ReplayAnswer>('v1/rejects/replay', { reason }, undefined, 'POST'),
    dropRejects: (reason: string) => get<DropAnswer>('v1/rejects', { reason }, undefined, 'DELETE'),
    /** Silences an alert for this many minutes; 0 ends that. */
    async snooze(id: string, minutes: number): Promise<void> {
      const response = await reach(address(`v1/alerts/${encodeURIComponent(id)}/snooze`, {}), undefined, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ minutes }) })
      if (!response.ok) throw await refusal(response)
    },
    goals: (signal?: AbortSignal) => get<Goals>('v1/goals', {}, signal),
    async setGoals(goals: { day: string | null; week: string | null; month: string | null }): Promise<Goals> {
      const response = await reach(address('v1/goals', {}), undefined, { method: 'PUT', headers: JSON_TYPE, body: JSON.stringify(goals) })
      if (!response.ok) throw await refusal(response)
      return (await response.json()) as Goals
    },
    reconciliation: (signal?: AbortSignal) => get<Reconciliation>('v1/reconciliation', {}, signal),
    revenue: (query: { days: number; end?: string }, signal?: AbortSignal) => get<Revenue>('v1/revenue', query, signal),
  }
}

/** Who this browser is signed in as. Null: nobody. */
export async function fetchSession(): Promise<Session | null> {
  const response = await reach('v1/session')
  if (response.status === 401) return null
  if (!response.ok) throw await refusal(response)
  return (await response.json()) as Session
}

/** Trades a key for a cookie that scripts cannot read. */
export async function signIn(key: string): Promise<void> {
  const response = await reach('v1/session', undefined, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ key }) })
  if (!response.ok) throw await refusal(response)
}

export async function signOut(): Promise<void> {
  const response = await reach('v1/session', undefined, { method: 'DELETE' })
  if (!response.ok) throw await refusal(response)
}

export type Api = ReturnType<typeof createApi>

async function refusal(response: Response): Promise<ApiError> {
  const problem = await problemOf(response)
  const said = problem === null ? null : problemWords(problem)
  return new ApiError(said?.detail || said?.title || words.value.shell.connection.answered(response.status), response.status, said?.english)
}

async function reach(url: string, signal?: AbortSignal, how: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(below(url), { cache: 'no-store', ...how, ...(signal ? { signal } : {}) })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError(words.value.shell.connection.gone, 0)
  }
}
