// The only door to the generated types: nothing else imports schema.d.ts, so that regenerating it
// can only ever break this file or a real misuse.
import type { components } from './schema'

type Schemas = components['schemas']

export type Board = Schemas['Board']
export type DayFigures = Schemas['DayFigures']
export type PopularItem = Schemas['PopularItem']
export type PopularPage = Schemas['PopularPage']
export type ItemHistory = Schemas['ItemHistory']
export type LatestItem = Schemas['LatestItem']
export type LedgerOrder = Schemas['LedgerOrder']
export type OrderPage = Schemas['OrderPage']
export type Revenue = Schemas['Revenue']
export type RevenueDay = Schemas['RevenueDay']
export type Pulse = Schemas['Pulse']
export type PulseMinute = Schemas['PulseMinute']
export type Comparison = Schemas['Comparison']
export type Baseline = Schemas['Baseline']
export type Problem = Schemas['Problem']

/** A message of the live channel: numbered, stamped, and with the sections that changed, each whole. */
export type LiveMessage = Partial<Board> & Pick<Board, 'as_of'> & { seq: number; stale?: boolean | null }

export type Session = Schemas['Session']
export type Health = Schemas['Health']
export type Alert = Schemas['Alert']
