// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { generateSchema } from '../../scripts/generate-api.mjs'

it('the committed types are those of openapi.json (if not: npm run generate)', async () => {
  const committed = await readFile(new URL('./schema.d.ts', import.meta.url), 'utf8')
  expect(committed).toBe(await generateSchema())
})
