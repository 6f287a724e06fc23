// Writes src/api/schema.d.ts from openapi.json. The drift test calls the same function, so that the
// committed types can never differ from the committed document.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const document = new URL('../openapi.json', import.meta.url)
const target = new URL('../src/api/schema.d.ts', import.meta.url)

export async function generateSchema() {
  const openapi = JSON.parse(await readFile(document, 'utf8'))
  const types = astToString(await openapiTS(openapi))
  return `// Generated from openapi.json by \`npm run generate\`. Do not edit.\n\n${types}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(target, await generateSchema())
}
