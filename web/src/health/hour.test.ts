import { expect, it } from 'vitest'
import { groupsFor } from './figures'
import { hourTable } from './hour'
import { sampleHealth } from './sample'

const write = (value: number | null) => (value === null ? '–' : String(value))
const clock = (instant: number) => new Date(instant).toISOString().slice(11, 19)

it('the last hour is a row for each line, and a column for every five minutes', () => {
  const series = { 'host.cpu_percent': Array.from({ length: 61 }, (_, n) => (n === 30 ? null : n)) }
  const { head, rows } = hourTable(groupsFor(sampleHealth()), { until: '2018-03-11T18:23:45Z', interval_seconds: 10, series }, write, clock)
  expect(head).toEqual(['Figure', '18:13:45', '18:18:45', '18:23:45'])
  expect(rows).toEqual([['Machine: CPU', '0', '–', '60']])
})

it('the hour of a server that has just started has only its newest moment', () => {
  const { head, rows } = hourTable(groupsFor(sampleHealth()), { until: '2018-03-11T18:23:45Z', interval_seconds: 10, series: { 'screen.viewers': [3] } }, write, clock)
  expect(head).toEqual(['Figure', '18:23:45'])
  expect(rows).toEqual([['Screens: Viewers', '3']])
})

it('a server that keeps no hour has an empty table', () => {
  expect(hourTable(groupsFor(sampleHealth()), { until: '2018-03-11T18:23:45Z', interval_seconds: 10, series: {} }, write, clock)).toEqual({ head: ['Figure'], rows: [] })
})
