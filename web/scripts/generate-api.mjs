// Writes src/api/schema.d.ts and src/measures/measures.gen.ts from openapi.json. The drift tests call the same functions, so the
// committed files can never differ from the committed document.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const document = new URL('../openapi.json', import.meta.url)

const HEAD = '// Generated from openapi.json by `npm run generate`. Do not edit.\n'

export async function generateSchema() {
  const types = astToString(await openapiTS(await openapi()))
  return `${HEAD}\n${types}`
}

export async function generateMeasures() {
  const { components } = await openapi()
  const rows = components.schemas.DayFigures['x-figures'].map(({ name, unit, grain, of, signs, per }) => {
    const row = Object.entries({ name, unit, grain, of, signs, per }).map(([key, value]) => `${key}: ${literal(value)}`)
    return `  { ${row.join(', ')} },\n`
  })
  return `${HEAD}
/**
 * Every figure of a day, in the order of the server's list: its unit, the finest period for which a sum is kept (null: it is not
 * a sum), the sums that it is made of when it is shown, with the sign of each, and the divisor.
 */
export const MEASURES = [
${rows.join('')}] as const

export type MeasureName = (typeof MEASURES)[number]['name']
`
}

function literal(value) {
  return Array.isArray(value) ? `[${value.map(literal).join(', ')}]` : value === null || typeof value === 'number' ? String(value) : `'${value}'`
}

async function openapi() {
  return JSON.parse(await readFile(document, 'utf8'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('../src/api/schema.d.ts', import.meta.url), await generateSchema())
  await writeFile(new URL('../src/measures/measures.gen.ts', import.meta.url), await generateMeasures())
}
