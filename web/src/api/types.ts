// The only door to the generated types: nothing else imports schema.d.ts, so that regenerating it
// can only ever break this file or a real misuse.
import type { components } from './schema'

type Schemas = components['schemas']

/** When the server had made the newest order on the board durable. */
export interface Fresh {
  accepted_at: string
}

export type Board = Schemas['Board'] & { fresh?: Fresh | null }
export type DayFigures = Schemas['DayFigures']
export type PopularItem = Schemas['PopularItem'] & { rank?: number | null }
export type PopularPage = Omit<Schemas['PopularPage'], 'items'> & { items: PopularItem[] }
export type LatestItem = Schemas['LatestItem']
export type Revenue = Schemas['Revenue']
export type RevenueDay = Schemas['RevenueDay']
export type Pulse = Schemas['Pulse']
export type PulseMinute = Schemas['PulseMinute']
export type Comparison = Schemas['Comparison']
export type Baseline = Schemas['Baseline']
export type Problem = Schemas['Problem']

export interface ItemHistory {
  sku: string
  name?: string | null
  days: { date: string; units: number }[]
}

export interface LedgerOrder {
  id: string
  placed_at: string
  version: number
  cancelled: boolean
  revenue: string
  returns: string
  items: { sku: string; name?: string | null; units: number }[]
}

export interface OrdersPage {
  items: LedgerOrder[]
  total: number
  offset: number
  limit: number
}

/** A message of the live channel: numbered, stamped, and with the sections that changed, each whole. */
export type LiveMessage = Partial<Board> & Pick<Board, 'as_of'> & { seq: number; stale?: boolean | null }
