// The only way to the generated types: nothing else imports schema.d.ts, so regenerating it can only break this file or a real
// misuse.
import type { components } from './schema'

type Schemas = components['schemas']

// An older server in a fleet, or a board that an older page remembered, knows fewer figures than there are now.
type Always = 'orders' | 'unique_items' | 'units' | 'revenue' | 'returns' | 'net_revenue' | 'average_order'
export type DayFigures = Pick<Schemas['DayFigures'], Always> & Partial<Schemas['DayFigures']>
export type RevenueDay = Omit<Schemas['RevenueDay'], keyof Schemas['DaySums']> & Partial<Schemas['DaySums']>
export type Sales = Omit<Schemas['Sales'], 'average_order'> & Partial<Pick<Schemas['Sales'], 'average_order'>>
type WholeHours = Omit<Schemas['WholeHours'], 'today' | 'yesterday' | 'last_week'> & Record<'today' | 'yesterday' | 'last_week', Sales | null>
export type Comparison = Omit<Schemas['Comparison'], 'whole_hours'> & { whole_hours?: WholeHours }
export type Board = Omit<Schemas['Board'], 'today' | 'revenue' | 'comparison' | 'today_unknown' | 'headline' | 'past'> & { today: DayFigures; revenue: RevenueDay[]; comparison: Comparison } & Partial<
    Pick<Schemas['Board'], 'today_unknown' | 'headline' | 'past'>
  >
export type PopularItem = Schemas['PopularItem']
export type PopularPage = Schemas['PopularPage']
export type ItemHistory = Schemas['ItemHistory']
export type LatestItem = Schemas['LatestItem']
export type LedgerOrder = Schemas['LedgerOrder']
export type OrderPage = Schemas['OrderPage']
export type Revenue = Omit<Schemas['Revenue'], 'days'> & { days: RevenueDay[] }
export type Pulse = Schemas['Pulse']
export type PulseMinute = Schemas['PulseMinute']
export type Baseline = Schemas['Baseline']
export type Breakdown = Schemas['Breakdown']
export type BreakdownFigures = Schemas['BreakdownFigures']
/** The figures of a run of days; any of them may be unknown for a part of it. */
export type RangeFigures = Schemas['RangeFigures']
export type RangeStep = Schemas['RangeStep']
export type RangeReport = Schemas['RangeReport']
export type Goals = Schemas['Goals']
export type Goal = Schemas['Goal']
export type ItemsReport = Schemas['ItemsReport']
export type ItemsReportRow = Schemas['ItemsReportRow']
export type ItemFigures = Schemas['ItemFigures']
export type ItemReport = Schemas['ItemReport']
export type Reconciliation = Schemas['Reconciliation']
export type ReconciledDay = Schemas['ReconciledDay']
export type Problem = Schemas['Problem']

/** A message of the live channel: numbered, stamped, and with the sections that changed, each whole. */
export type LiveMessage = Partial<Board> & Pick<Board, 'as_of'> & { seq: number; stale?: boolean | null }

export type Overview = Schemas['Overview']
export type OverviewShop = Schemas['OverviewShop']
export type OverviewSum = Schemas['OverviewSum']
export type OverviewGroup = Schemas['OverviewGroup']
/** A message of its live channel: what changed, including only the shops that changed. */
export type OverviewMessage = Partial<Overview> & Pick<Overview, 'as_of'> & { seq: number; stale?: boolean | null; order?: string[] | null }
export type ShopEntry = Schemas['ShopEntry']
export type ShopList = Schemas['ShopList']

export type Session = Schemas['Session']
export type RejectPage = Schemas['RejectPage']
export type ReplayAnswer = Schemas['ReplayAnswer']
export type DropAnswer = Schemas['DropAnswer']
export type Health = Schemas['Health']
export type Alert = Schemas['Alert']
export type Said = Schemas['Said']
